// Syslog messages by the grammar of RFC 5424, and how they are framed.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Shipped } from '../../src/engine/places/places.ts'
import { framed, syslogMessage } from '../../src/places/syslog-line.ts'
import { character } from '../model/characters.ts'
import { unframed } from './receivers.ts'

/** Parses strictly by RFC 5424 section 6; null when it is invalid. */
function parsed(message: string) {
  const header =
    /^<(0|[1-9]\d{0,2})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) /u
  const found = header.exec(message)
  if (found === null) return null
  const rest = message.slice(found[0].length)
  const data =
    /^\[([!#-<>-\\^-~]{1,32})((?: [!#-<>-\\^-~]{1,32}="(?:[^"\\\]]|\\["\\\]])*")*)\]/u.exec(rest)
  if (data === null) return null
  const values = [...(data[2] ?? '').matchAll(/ (\w+)="((?:[^"\\\]]|\\["\\\]])*)"/gu)].map(
    ([, name = '', value = '']) => [name, value.replace(/\\(["\\\]])/gu, '$1')] as const,
  )
  const after = rest.slice(data[0].length)
  if (!after.startsWith(' \ufeff')) return null
  const [, priority = '', time, host, app, process, id] = found
  return {
    ...{ priority: Number(priority), time, host, app, process, id, structured: data[1] },
    values: Object.fromEntries(values),
    text: after.slice(2),
  }
}

const record: Shipped = {
  chain: 'aval/4f1c/prod/prod:acme',
  seq: 42,
  digest: 'ab'.repeat(32),
  type: 'approval.granted',
  time: Date.parse('2026-01-05T09:00:00.123Z'),
  line: '{"said":"ação ✓ ]\\""}',
}

describe('a syslog message', () => {
  it('has the priority, time, names and structured data of RFC 5424', () => {
    expect(
      parsed(syslogMessage(record, { facility: 13, enterprise: 32_473, host: 'control.example' })),
    ).toEqual({
      priority: 13 * 8 + 6,
      time: '2026-01-05T09:00:00.123Z',
      host: 'control.example',
      app: 'aval',
      process: '-',
      id: 'approval.granted',
      structured: 'aval@32473',
      values: { chain: record.chain, seq: '42', digest: record.digest },
      text: record.line,
    })
  })

  it('follows the grammar and keeps every part, whatever its parts hold', () => {
    const tricky = fc.constantFrom('"', '\\', ']', '[', ' ', '\n', '=')
    const unit = fc.oneof(tricky, fc.string({ unit: character, minLength: 1, maxLength: 1 }))
    const text = fc.string({ unit, maxLength: 60 })
    fc.assert(
      fc.property(text, text, text, text, (chain, digest, host, line) => {
        const message = syslogMessage(
          { ...record, chain, digest, line },
          { facility: 0, enterprise: 1, host },
        )
        const found = parsed(message)
        expect(found).not.toBeNull()
        expect(found?.values['chain']).toBe(chain)
        expect(found?.values['digest']).toBe(digest)
        expect(found?.text).toBe(line)
      }),
    )
  })

  it('is framed by its octet count, so that messages with line breaks stay separate', () => {
    const messages = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 6 })
    fc.assert(
      fc.property(messages, (all) => {
        const whole = all.map((one) => one.toWellFormed())
        expect(unframed(Buffer.concat(whole.map(framed)))).toEqual(whole)
      }),
    )
  })
})
