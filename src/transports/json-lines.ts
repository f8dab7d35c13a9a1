// A transport for tests and scripts: people simulated by another program, one JSON value per line
// in and out.

import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import {
  forms,
  type InboundMessage,
  type Letter,
  type SendResult,
  type Transport,
} from '../engine/transport.ts'
import { hasTwice, jsonOf } from '../evidence/json.ts'
import { parseDuration } from '../policy/duration.ts'
import { joinedPhone } from '../policy/people.ts'

/** In bytes: longer than any valid message, so that a faulty program cannot fill memory. */
export const longestLine = 1_000_000

/** Ten years; every deadline on the way is handled. */
const longestWaitMs = 3_660 * 86_400_000

/** A year before times need five-digit years, so that every deadline still fits. */
export const clockEndMs = Date.UTC(9999, 0, 1)

const span = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text)
  if (milliseconds !== null && milliseconds <= longestWaitMs) return milliseconds
  context.addIssue({ code: 'custom', message: 'a length looks like 90s, 31m, 2h or 7d, to 3660d' })
  return z.NEVER
})

const waitSchema = z.strictObject({ wait: span })

/** Lone surrogates are refused, because UTF-8 replaces all of them by the same character. */
const whole = z
  .string()
  .refine((text) => text.isWellFormed(), 'half of a character (a lone surrogate) stands there')
const short = whole.max(200)

const heardSchema = z.strictObject({
  from: short.regex(/\S/, 'nobody is named'),
  text: whole,
  id: short.min(1).optional(),
  chat: short.min(1).optional(),
  quotes: short.optional(),
  form: z.enum(forms).default('text'),
})

const lineSchema = z.record(z.string(), z.unknown())

export type Input =
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'heard'; readonly heard: InboundMessage }
  | { readonly kind: 'wrong'; readonly message: string }

function wrong(message: string): Input {
  return { kind: 'wrong', message }
}

/** Parses one line; null stands for one of more than `longestLine` bytes. */
export function parseLine(line: Buffer | null, now: number, freshId: () => string): Input {
  if (line === null) return wrong(`The line has more than ${longestLine} bytes; send less in one.`)
  // Decoding would make different invalid bytes, for example of two ids, the same text.
  if (!isUtf8(line)) return wrong('The line is not written in UTF-8; write it in UTF-8.')
  return parseInput(line.toString('utf8'), now, freshId)
}

/** Parses the text of one line. `freshId` returns the id for a message without one. */
export function parseInput(line: string, now: number, freshId: () => string): Input {
  // Programs on Windows may begin their output with a byte order mark.
  const value = jsonOf(line.replace(/^\uFEFF/, ''))
  if (value === undefined)
    return wrong('This is no JSON; write one object a line, such as {"from":"ana","text":"menu"}.')
  const fields = lineSchema.safeParse(value)
  if (!fields.success) return wrong(`This is no object. ${mend}`)
  const isTwice = hasTwice(line, value)
  if ('wait' in fields.data) {
    const waited = waitSchema.safeParse(value)
    if (!waited.success) return wrong(`${firstIssue(waited.error)}. ${mend}`)
    if (isTwice) return wrong(twice)
    const milliseconds = waited.data.wait
    if (now + milliseconds > clockEndMs)
      return wrong(`wait: the clock would pass the year 9998. ${mend}`)
    return { kind: 'wait', milliseconds }
  }
  const parsed = heardSchema.safeParse(value)
  if (!parsed.success) return wrong(`${firstIssue(parsed.error)}. ${mend}`)
  if (isTwice) return wrong(twice)
  const { text, form, quotes, id } = parsed.data
  const from = identifier(parsed.data.from)
  const named = parsed.data.chat
  const chat = named === undefined || identifier(named) === from ? from : named
  return {
    kind: 'heard',
    heard: {
      id: id ?? freshId(),
      from,
      chat,
      direct: chat === from,
      form,
      text,
      ...(quotes === undefined ? {} : { quotes }),
      sentAt: now,
      backlog: false,
    },
  }
}

const mend =
  'Write {"from":"ana","text":"menu"} or {"wait":"31m"}; id, chat, quotes and form may follow.'

/** JSON leaves open which of two equal names counts (RFC 8259, section 4). */
const twice = `A field appears twice. ${mend}`

/** The field and what is wrong with it: `text: Invalid input: expected string`. */
function firstIssue({ issues }: z.ZodError): string {
  const [first] = issues
  const where = first?.path.map(String).join('.') ?? ''
  return where === '' ? String(first?.message) : `${where}: ${first?.message}`
}

/** A phone number without spaces and dashes, or a person's id in lower case. */
export function identifier(typed: string): string {
  const text = typed.trim()
  return text.startsWith('+') ? joinedPhone(text) : text.toLowerCase()
}

/**
 * The output for one letter. The token is a separate member only in this simulation, and only on
 * its card, so that no hint is mistaken for one.
 */
export function letterLine(letter: Letter): object {
  const { id, to, chat, kind, text, command, environment, picture, token } = letter
  return {
    type: 'message',
    id,
    to,
    chat,
    kind,
    text,
    ...(command === undefined ? {} : { command }),
    environment,
    ...(picture === undefined
      ? {}
      : { picture: { media_type: 'image/png', base64: base64Of(picture.png) } }),
    ...(token === undefined || kind !== 'approval_request' ? {} : { token }),
  }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/** A text from a simulated person in their direct chat; `sentAt` in epoch milliseconds. */
export function simulatedText(
  from: string,
  text: string,
  id: string,
  sentAt: number,
): InboundMessage {
  return { id, from, chat: from, direct: true, form: 'text', text, sentAt, backlog: false }
}

/** A transport with simulated people; every letter goes to `show`. */
export function simulatedTransport(name: string, show: (letter: Letter) => void): Transport {
  const sent: SendResult = { state: 'sent' }
  return {
    name,
    start: async () => undefined,
    send: async (letter) => {
      show(letter)
      return sent
    },
    directChat: (person) => person.id,
    stop: async () => undefined,
  }
}
