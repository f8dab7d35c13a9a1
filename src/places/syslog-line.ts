// One artifact as a syslog message (RFC 5424), and how several share a stream (RFC 6587, RFC 5425).

import type { Shipped } from '../engine/places/places.ts'

export interface SyslogFrom {
  /** 0 to 23; 13 is the log audit. */
  readonly facility: number
  readonly host: string
  /** Under whose number the names of the structured data are (IANA private enterprise numbers). */
  readonly enterprise: number
}

/** Severity 6, informational. */
const severity = 6

/** Header, structured data with chain, seq and digest, and the JSON line as UTF-8 text. */
export function syslogMessage(record: Shipped, { facility, host, enterprise }: SyslogFrom): string {
  const { chain, seq, digest, type, time, line } = record
  const header = [
    `<${facility * 8 + severity}>1`,
    new Date(time).toISOString(),
    headerWord(host, 255),
    'aval',
    '-',
    headerWord(type, 32),
  ].join(' ')
  const values = Object.entries({ chain, seq: String(seq), digest })
  const data = values.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')
  return `${header} [aval@${enterprise}${data}] \ufeff${line}`
}

/** Octet counting: the length in bytes goes first, so that no byte inside can end a message. */
export function framed(message: string): Buffer {
  const bytes = Buffer.from(message)
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes])
}

/** Printable ASCII without a space, or the sign for nothing. */
function headerWord(text: string, most: number): string {
  const word = text.replace(/[^\x21-\x7e]/g, '').slice(0, most)
  return word === '' ? '-' : word
}

/** RFC 5424 6.3.3: quotation mark, backslash and closing bracket. */
function escaped(value: string): string {
  return value.replace(/["\\\]]/g, '\\$&')
}
