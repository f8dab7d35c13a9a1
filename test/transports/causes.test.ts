// The runbook, doctor and the code name the same causes of a link state, with the same codes.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { afterClose } from '../../src/transports/baileys/close-codes.ts'
import { causeOf, causes, linkSentence } from '../../src/transports/whatsapp/causes.ts'
import { afterState } from '../../src/transports/whatsapp-web/disconnects.ts'

interface Row {
  readonly state: string
  readonly cause: string
  readonly codes: readonly string[]
}

/** Rows such as "| `stopped`, `replaced` | 440 | …" of the runbook. */
const rows = readFileSync('docs/whatsapp.md', 'utf8')
  .split('\n')
  .flatMap((line): readonly Row[] => {
    const [, state, cause, codes] =
      /^\| `(waiting|stopped)`, `(\w+)` \|([^|]*)\|[^|]+\|[^|]+ \| [^|]+ \|$/.exec(line) ?? []
    if (state === undefined || cause === undefined) return []
    return [{ state, cause, codes: codes?.match(/\w+/g) ?? [] }]
  })

const rowOf = (cause: string, code: string) =>
  rows.find((row) => row.cause === cause && row.codes.includes(code))

test('each cause has a row in the runbook, and each row a known cause', () => {
  const inside = ['not_started', 'stopped']
  const named = Object.keys(causes).filter((cause) => !inside.includes(cause))
  expect(new Set(rows.map((row) => row.cause))).toEqual(new Set(named))
})

test('each close code is in the row of its cause in the runbook', () => {
  const known = Array.from({ length: 200 }, (_, index) => 400 + index).filter(
    (code) => afterClose(code, 0).cause !== 'unknown',
  )
  expect(known).toEqual([401, 403, 405, 408, 411, 419, 428, 440, 500, 503, 515])
  for (const code of known) {
    const { cause, act } = afterClose(code, 0)
    const row = rowOf(cause, String(code))
    expect({ code, cause, state: row?.state }).toEqual({
      ...{ code, cause },
      state: act === 'stop' ? 'stopped' : 'waiting',
    })
  }
  const written = rows.flatMap((row) => row.codes.filter((code) => /^[45]\d\d$/.test(code)))
  expect(written.map(Number).toSorted()).toEqual([...known, 429, 463].toSorted())
})

test.each([
  'OPENING',
  'TIMEOUT',
  'PAIRING',
  'UNLAUNCHED',
  'CONFLICT',
  'UNPAIRED',
  'LOGOUT',
  'UNPAIRED_IDLE',
  'TOS_BLOCK',
  'SMB_TOS_BLOCK',
  'DEPRECATED_VERSION',
  'PROXYBLOCK',
])('the page state %s is in the row of its cause in the runbook', (state) => {
  // biome-ignore format: a list
  const after = afterState(state)
  if (after.act === 'connected') throw new Error('that is no cause')
  const row = rowOf(after.cause, state)
  expect(row?.state).toBe(after.act === 'stop' ? 'stopped' : 'waiting')
})

test('the sentence of a link state explains its cause, and shows an unknown cause as it is', () => {
  expect(linkSentence({ state: 'open' })).toBe('The link is open.')
  expect(linkSentence({ state: 'stopped', cause: 'replaced' })).toMatch(
    /, replaced: Another client/,
  )
  expect(linkSentence({ state: 'stopped', cause: 'toString' })).toBe(
    'The link is stopped, toString.',
  )
  expect(causeOf('constructor')).toBeUndefined()
})
