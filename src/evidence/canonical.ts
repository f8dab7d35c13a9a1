// The canonical JSON form (RFC 8785) that all hashes are computed over.

import { hash } from 'node:crypto'

/** Deeper than any of our values; it also stops at values that contain themselves. */
export const nestingLimit = 100

/**
 * The RFC 8785 form. Members that are `undefined` are left out. Throws on NaN, infinities and lone
 * surrogates (RFC 8785 3.2.2.2), on everything else that JSON cannot represent, and beyond
 * `nestingLimit`.
 */
export function canonical(value: unknown): string {
  return write(value, 0)
}

/** SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex')
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      // ECMAScript's own form of a number is the one that RFC 8785 3.2.2.3 demands.
      if (!Number.isFinite(value)) throw new TypeError('JSON has no NaN and no infinity.')
      return String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth === nestingLimit) throw new RangeError('A JSON value is nested too deeply.')
      return Array.isArray(value) ? writeList(value, depth + 1) : writeObject(value, depth + 1)
    default:
      throw new TypeError(`Only a JSON value has a canonical form, not a ${typeof value}.`)
  }
}

/**
 * The RFC 8785 form of a text. Throws on a lone surrogate, which JSON.stringify would let pass;
 * otherwise that escapes as RFC 8785 3.2.2.2 demands.
 */
export function quoted(text: string): string {
  if (!needsCare.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new TypeError('A lone surrogate has no canonical form.')
  return JSON.stringify(text)
}

/**
 * Texts without characters to escape are the common case, and testing is faster than escaping.
 * Ranges instead of `\p{Cc}`, which V8 takes milliseconds to compile.
 */
const needsCare = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

function writeList(list: readonly unknown[], depth: number): string {
  let text = '['
  for (let index = 0; index < list.length; index += 1) {
    if (index > 0) text += ','
    text += write(list[index], depth)
  }
  return `${text}]`
}

function writeObject(value: object, depth: number): string {
  if (!isPlain(value)) throw new TypeError('Only plain objects have a canonical form.')
  let text = '{'
  // By UTF-16 units, as RFC 8785 3.2.3 demands.
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key)
    if (member === undefined) continue
    if (text.length > 1) text += ','
    text += `${quoted(key)}:${write(member, depth)}`
  }
  return `${text}}`
}

/** Dates and maps would silently lose their content. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
