// What must never reach a log: phone numbers, chats, tokens, codes and secrets are blotted out.

/** The values that secret references were resolved to; what is shorter than this stays readable. */
export interface Redaction {
  readonly secrets?: readonly string[]
}

/** Shorter values would blot out half of every line, and are no secrets worth the name. */
const secretMinimumChars = 4

/** Deeper values are dropped: a log line has no use for them. */
const redactionDepthLimit = 12

/** The text with everything blotted out that names a person or opens a door. */
export function redact(text: string, redaction: Redaction = {}): string {
  return withoutSecrets(text, redaction.secrets ?? [])
    .replace(chat, '[chat]')
    .replace(phone, '[phone]')
    .replace(answer, (_whole: string, option: string, code?: string) => {
      return code === undefined ? `${option}[token]` : `${option}[token] [code]`
    })
    .replace(codeThenToken, '[code] [token]')
    .replace(tokenThenCode, (_whole: string, code?: string) => {
      return code === undefined ? '[token]' : '[token] [code]'
    })
}

/** The text with these values blotted out, in each of their spellings, and nothing else. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let safe = text
  for (const secret of spellings(secrets)) safe = safe.replaceAll(secret, '[secret]')
  return safe
}

/**
 * What `redact` does, for a value of any shape, as a log line takes it: a copy, its keys and its
 * errors included. Bytes, functions and cycles are named and not shown.
 */
export function redactDeep(value: unknown, redaction: Redaction = {}): unknown {
  return blot(value, redaction, [])
}

function blot(value: unknown, redaction: Redaction, above: readonly object[]): unknown {
  if (typeof value === 'string') return redact(value, redaction)
  if (typeof value === 'bigint' || typeof value === 'symbol')
    return redact(String(value), redaction)
  if (typeof value === 'function') return '[function]'
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return '[bytes]'
  if (value instanceof Date) return value
  if (above.includes(value)) return '[circular]'
  if (above.length >= redactionDepthLimit) return '[deep]'
  const within = [...above, value]
  if (value instanceof Map) return blotEntries([...value], redaction, within)
  if (value instanceof Set) return [...value].map((item) => blot(item, redaction, within))
  if (Array.isArray(value)) return value.map((item: unknown) => blot(item, redaction, within))
  return blotEntries([...errorEntries(value), ...Object.entries(value)], redaction, within)
}

function blotEntries(
  entries: readonly (readonly [unknown, unknown])[],
  redaction: Redaction,
  within: readonly object[],
): Readonly<Record<string, unknown>> {
  const safe: [string, unknown][] = entries.map(([key, value]) => {
    const name = redact(String(key), redaction)
    return [name, telling.test(name) ? '[hidden]' : blot(value, redaction, within)]
  })
  return Object.fromEntries(safe)
}

/** What an error says is not among its enumerable members. */
function errorEntries(value: object): readonly (readonly [string, unknown])[] {
  if (!(value instanceof Error)) return []
  const { name, message, stack, cause } = value
  const entries = [
    ['name', name] as const,
    ['message', message] as const,
    ['stack', stack] as const,
  ]
  return cause === undefined ? entries : [...entries, ['cause', cause] as const]
}

/** Members whose name alone says that their value opens something. */
const telling = /^(token|totp|otp|password|authorization|cookie|private_?key|seed)$/i

/** An identifier of WhatsApp: a person, a device of one, or a group. */
const chat = /[\w.+:-]+@(?:s\.whatsapp\.net|c\.us|lid|hosted|hosted\.lid|g\.us)\b/gi

/** `+` and 8 to 15 digits, as people write them. */
const phone = /\+\d(?:[ ().\u00a0-]{0,2}\d){7,14}(?!\d)/g

const symbol = '[2-9A-HJKMNP-TV-Za-hjkmnp-tv-z]'
/** Not a part of a longer word, nor of a command's public name (`C-7F3K2M`). */
const alone = (form: string) => `(?<!\\w)(?<!\\bC-)${form}(?!\\w)`
const codeForm = '\\d{3} ?\\d{3}'
/** Any six symbols of the token alphabet where an answer stands, words included. */
const answer = new RegExp(
  `(${alone('[12]')}[ .):-]{1,3})${alone(`${symbol}{6}`)}(?:\\s+(${alone(codeForm)}))?`,
  'g',
)
/** Elsewhere only with a letter and a digit, so that ordinary words stay readable. */
const token = alone(`(?=\\d*[A-Za-z])(?=[A-Za-z]*\\d)${symbol}{6}`)
const tokenThenCode = new RegExp(`${token}(?:\\s+(${alone(codeForm)}))?`, 'g')
const codeThenToken = new RegExp(`${alone(codeForm)}\\s+${token}`, 'g')

/** Longest first, so that no secret hides a longer one; with the spellings of URLs and JSON. */
function spellings(secrets: readonly string[]): readonly string[] {
  const all = secrets
    .filter((secret) => secret.length >= secretMinimumChars)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(Buffer.from(secret).toString()),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ])
  return [...new Set(all)].toSorted((one, other) => other.length - one.length)
}
