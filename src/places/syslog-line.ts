// One artifact as a syslog message (RFC 5424), and framing for streams (RFC 6587, RFC 5425).

import type { Shipped } from '../engine/places/places.ts'

export interface SyslogFrom {
  /** 0 to 23; 13 is "log audit". */
  readonly facility: number
  readonly host: string
  /** The IANA private enterprise number in the structured data's name. */
  readonly enterprise: number
}

/** Severity 6, informational. */
const severity = 6

/** Header, structured data with chain, seq and digest, and the JSON line as UTF-8. */
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

/** Octet counting: the length in bytes comes first, so that no content can end a message. */
export function framed(message: string): Buffer {
  const bytes = Buffer.from(message)
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes])
}

/** Printable ASCII without spaces, or `-` for nothing. */
function headerWord(text: string, most: number): string {
  const word = text.replace(/[^\x21-\x7e]/g, '').slice(0, most)
  return word === '' ? '-' : word
}

/** Escapes quotation mark, backslash and closing bracket (RFC 5424 6.3.3). */
function escaped(value: string): string {
  return value.replace(/["\\\]]/g, '\\$&')
}
