// Parses moments in ISO 8601; the result does not depend on the machine's time zone.

const form = /^(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d))?$/i

/** Epoch milliseconds of a day (in UTC), or of a time with its zone; null for anything else. */
export function readMoment(text: string): number | null {
  const [, day, time = 'T00:00', zone = 'Z'] = form.exec(text) ?? []
  // JavaScript reads February 30 as March 2; here it is an error.
  if (day === undefined || !isDay(day)) return null
  const at = Date.parse(`${day}${time}${zone}`)
  return Number.isNaN(at) ? null : at
}

/** The same, but a time without a zone is UTC, never the machine's zone. */
export function readUtc(text: string): number | null {
  return readMoment(text) ?? readMoment(`${text}Z`)
}

function isDay(text: string): boolean {
  const start = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(text)
}
