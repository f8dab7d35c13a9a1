// Receipts are batched: many cost one transaction, none is lost, and a digest's cards are all
// found.

import { expect, test, vi } from 'vitest'
import type { LetterReceipt } from '../../src/command/event.ts'
import { gatherReceipts } from '../../src/engine/receipts.ts'
import { tokensIn, writeLetter } from '../../src/store/rows.ts'

function gatherer() {
  const written: (readonly LetterReceipt[])[] = []
  const tracked: Promise<unknown>[] = []
  const receipts = gatherReceipts(
    async (some) => void written.push(some),
    (task) => void tracked.push(task),
  )
  return { written, tracked, receipts }
}

test('receipts within half a second are written together, each state of a letter once', () => {
  vi.useFakeTimers()
  try {
    const { written, tracked, receipts } = gatherer()
    for (const id of ['a', 'b', 'a']) receipts.hear({ id, state: 'delivered' })
    receipts.hear({ id: 'a', state: 'read' })
    vi.advanceTimersByTime(499)
    expect(written).toEqual([])
    vi.advanceTimersByTime(1)
    expect(written).toEqual([
      [
        { letter: 'a', state: 'delivered' },
        { letter: 'b', state: 'delivered' },
        { letter: 'a', state: 'read' },
      ],
    ])
    expect(tracked).toHaveLength(1)
    vi.advanceTimersByTime(5_000)
    expect(written).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})

test('receipts are written on a flush, and in groups of 200 when there are many', () => {
  const { written, receipts } = gatherer()
  receipts.hear({ id: 'a', state: 'acked' })
  receipts.flush()
  receipts.flush()
  expect(written).toHaveLength(1)
  for (let number = 0; number < 450; number += 1)
    receipts.hear({ id: `letter-${number}`, state: 'delivered' })
  expect(written.map((one) => one.length)).toEqual([1, 200, 200])
  receipts.flush()
  expect(written.map((one) => one.length)).toEqual([1, 200, 200, 50])
})

test('an error code of the server is cut to 40 characters', async () => {
  const { written, receipts } = gatherer()
  await receipts.write({ id: 'a', state: 'failed', error: 'x'.repeat(1_000) })
  expect(written[0]?.[0]?.error).toBe('x'.repeat(40))
})

test('a letter names the hashes of all tokens that it carries, also those of a digest', () => {
  const [one, other] = ['1'.repeat(64), '2'.repeat(64)]
  const speech = { to: 'beto', locale: 'en', chat: null, kind: 'approval_request' } as const
  const line = (token: string) => ({ id: 'option-approve', args: { token } })
  const digest = writeLetter({
    ...speech,
    lines: [line('K7QM2P'), line('3HXT9W')],
    tokens: [
      { text: 'K7QM2P', hash: one },
      { text: '3HXT9W', hash: other },
    ],
  })
  expect(tokensIn({ hash: null, speech: digest })).toEqual([one, other])
  expect(tokensIn({ hash: one, speech: '{}' })).toEqual([one])
  expect(tokensIn({ hash: null, speech: writeLetter({ ...speech, lines: [] }) })).toEqual([])
})
