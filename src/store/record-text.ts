// A record as text, whose parts are spelt out once for as long as they are the same.

/** Nothing to escape in JSON: finding that out is quicker than escaping. */
const isPlain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

/**
 * What `JSON.stringify` gives for a record of members that nobody changes in place: a command is
 * written at each of its moves, and most of its members are those of the move before.
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
