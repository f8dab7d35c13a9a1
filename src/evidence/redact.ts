// Redaction of what must never be logged: phone numbers, chats, tokens, codes and secrets.

/** The values of resolved secret references. */
export interface Redaction {
  readonly secrets?: readonly string[]
}

/** Shorter values are not redacted: they would hide half of every line. */
const secretMinimumChars = 4

/** Deeper values are left out. */
const redactionDepthLimit = 12

/** The text with phone numbers, chats, tokens, codes and secrets replaced. */
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

/** The text with only these values replaced, in all their encodings. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let safe = text
  for (const secret of spellings(secrets)) safe = safe.replaceAll(secret, '[secret]')
  return safe
}

/**
 * `redact` for a value of any shape: returns a copy, with keys and errors redacted too. Bytes,
 * functions and cycles are replaced by a word.
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

/** The members of an error, which are not enumerable. */
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

/** Names of members whose value is always hidden. */
const telling = /^(token|totp|otp|password|authorization|cookie|private_?key|seed)$/i

/** A WhatsApp identifier: of a person, a device or a group. */
const chat = /[\w.+:-]+@(?:s\.whatsapp\.net|c\.us|lid|hosted|hosted\.lid|g\.us)\b/gi

/** `+` and 8 to 15 digits, as people write phone numbers. */
const phone = /\+\d(?:[ ().\u00a0-]{0,2}\d){7,14}(?!\d)/g

const symbol = '[2-9A-HJKMNP-TV-Za-hjkmnp-tv-z]'
/** Not part of a longer word or of a command's public name (`C-7F3K2M`). */
const alone = (form: string) => `(?<!\\w)(?<!\\bC-)${form}(?!\\w)`
const codeForm = '\\d{3} ?\\d{3}'
/** After `1` or `2`, any six symbols of the token alphabet, ordinary words included. */
const answer = new RegExp(
  `(${alone('[12]')}[ .):-]{1,3})${alone(`${symbol}{6}`)}(?:\\s+(${alone(codeForm)}))?`,
  'g',
)
/** Elsewhere only with both a letter and a digit, so that ordinary words stay readable. */
const token = alone(`(?=\\d*[A-Za-z])(?=[A-Za-z]*\\d)${symbol}{6}`)
const tokenThenCode = new RegExp(`${token}(?:\\s+(${alone(codeForm)}))?`, 'g')
const codeThenToken = new RegExp(`${alone(codeForm)}\\s+${token}`, 'g')

/** Longest first, because one secret may contain another; with URL, JSON and base64 encodings. */
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
