// A list of acts that stopped in the middle: what the evidence says of it, and the effect of a
// person's statement.

import { expect, it } from 'vitest'
import { listProof, remainingActsHint, resolvedAs } from '../../src/command/asked/remaining-acts.ts'
import { castOf, rulesFor } from '../model/content.ts'

const facts = { rules: rulesFor('dev', 'HAPF-Strong') }

const acts = ['C-AAAA', 'C-BBBB', 'C-CCCC'].map((mends) => ({
  does: 'shop.orders.restore',
  slots: {},
  mends,
}))

/** It stopped after this many acts. */
function stoppedAfter(done: number) {
  const cause = { id: 'connector-lost' }
  return { acts, failure: { id: 'bulk-stopped', args: { done_count: done }, cause } }
}

it('a list that stopped says which commands were taken back and which were not', () => {
  const { failure } = stoppedAfter(1)
  expect(listProof({ acts }, failure)).toEqual({
    taken_back: ['C-AAAA'],
    not_taken_back: ['C-BBBB', 'C-CCCC'],
  })
  expect(listProof({ acts: acts.slice(0, 1) }, failure)).toEqual({})
  expect(listProof({ acts }, { id: 'connector-busy' })).toEqual({})
})

it('a list resolved as done has failed when acts after the unclear one never began', () => {
  expect(resolvedAs(stoppedAfter(1), 'done')).toMatchObject({
    kind: 'failed',
    reason: {
      id: 'bulk-left',
      args: { at: 'C-BBBB', done: 'C-AAAA, C-BBBB', done_count: 2, left: 'C-CCCC', left_count: 1 },
    },
  })
  expect(resolvedAs(stoppedAfter(2), 'done')).toEqual({ kind: 'done' })
})

it('a list resolved as undone keeps the acts that were done before', () => {
  expect(resolvedAs(stoppedAfter(2), 'undone')).toEqual({
    kind: 'failed',
    reason: { id: 'bulk-stopped', args: { done_count: 2 }, cause: { id: 'resolved-undone' } },
  })
})

it('a command without a list is resolved as the person says', () => {
  expect(resolvedAs({ failure: { id: 'connector-lost' } }, 'done')).toEqual({ kind: 'done' })
  expect(resolvedAs({ failure: { id: 'connector-lost' } }, 'undone')).toEqual({
    kind: 'failed',
    reason: { id: 'resolved-undone' },
  })
})

it('the rest of a failed list is offered to its requester while they have the right', () => {
  const person = (id: string) => {
    const found = castOf('dev').find((one) => one.id === id)
    if (found === undefined) throw new Error(`${id} is in the cast.`)
    return found
  }
  const failed = { ...stoppedAfter(1), state: 'failed', requester: 'ana' } as const
  expect(remainingActsHint(facts, failed, person('ana'))).toEqual([
    { id: 'continue-hint', args: { names: 'C-BBBB C-CCCC' } },
  ])
  expect(remainingActsHint(facts, failed, person('alex'))).toEqual([])
  expect(remainingActsHint(facts, { ...failed, state: 'uncertain' }, person('ana'))).toEqual([])
  expect(remainingActsHint(facts, { ...failed, requester: 'beto' }, person('beto'))).toEqual([])
  expect(remainingActsHint(facts, { ...failed, ...stoppedAfter(3) }, person('ana'))).toEqual([])
})
