// A moment as people type it on the command line: it means the same on every machine.

const form = /^(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d))?$/i

/** Epoch milliseconds of a day in UTC, or of a time that says its zone; null for anything else. */
export function readMoment(text: string): number | null {
  const [, day, time = 'T00:00', zone = 'Z'] = form.exec(text) ?? []
  // JavaScript takes February 30 for March 2; nobody who typed it meant that.
  if (day === undefined || !isDay(day)) return null
  const at = Date.parse(`${day}${time}${zone}`)
  return Number.isNaN(at) ? null : at
}

/** The same, where a time that says no zone is one in UTC: never a guess at where somebody is. */
export function readUtc(text: string): number | null {
  return readMoment(text) ?? readMoment(`${text}Z`)
}

function isDay(text: string): boolean {
  const start = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(text)
}
