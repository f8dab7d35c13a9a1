// Writes a record as JSON text, reusing the text of members that are unchanged.

/** Matches texts without characters that JSON escapes; testing is faster than escaping. */
const isPlain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

/**
 * `JSON.stringify` for a record whose members are never changed in place. A command is written at
 * each move, mostly with the same members as before.
 */
export function recordWriter(): (record: object) => string {
  const known = new WeakMap<object, string>()

  function textOf(member: unknown): string | undefined {
    if (typeof member === 'string' && isPlain.test(member)) return `"${member}"`
    if (typeof member !== 'object' || member === null) return JSON.stringify(member)
    const before = known.get(member)
    if (before !== undefined) return before
    const text = JSON.stringify(member)
    known.set(member, text)
    return text
  }

  return (record) => {
    let text = ''
    for (const name of Object.keys(record)) {
      const said = textOf(Reflect.get(record, name))
      if (said !== undefined) text += `${text === '' ? '{' : ','}"${name}":${said}`
    }
    return text === '' ? '{}' : `${text}}`
  }
}
