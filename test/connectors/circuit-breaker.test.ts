// Circuit breaker: what counts as no answer of a site, and that nothing is sent to it while the
// breaker is open.

import { expect, it } from 'vitest'
import type { CircuitBreaker } from '../../src/engine/circuit-breaker.ts'
import {
  answers,
  faultyServer,
  freePort,
  orderFor,
  type Reaction,
  resets,
  wire,
} from './fixtures.ts'

const order42 = { id: 42, status: 'open', customer: 'Rui', total: 120 }
const show = orderFor('orders.show', { order: '42' })
const cancel = orderFor('orders.cancel', { order: '42' }, 'key-42')

/** A rest that says what it is told to, and notes whether each exchange was answered. */
function recordingBreaker(kind: 'open' | 'trial' | 'resting') {
  const ended: boolean[] = []
  const end = (answered: boolean) => void ended.push(answered)
  const rest: CircuitBreaker = {
    enter: async () => (kind === 'resting' ? { kind, since: 1_000 } : { kind, end }),
  }
  return { rest, ended }
}

it.each<[string, Reaction, boolean]>([
  ['an answer', answers(200, order42), true],
  ['an answer that cannot be read', answers(200, 'no JSON'), true],
  ['a missing record', answers(404), true],
  ['a refusal', answers(403), true],
  ['a rate limit', answers(429), true],
  ['a redirect', answers(302, {}, { location: 'http://127.0.0.1:1/' }), true],
  ['a server error', answers(500), false],
  ['an overload', answers(503), false],
  ['a connection that breaks', resets, false],
])('the breaker is told whether the site answered: %s', async (_, reaction, isAnswer) => {
  const server = await faultyServer(reaction)
  const { rest, ended } = recordingBreaker('open')
  await wire(server.url, { rest }).connector.plan(show)
  expect(ended).toEqual([isAnswer])
})

it('the breaker is told of a timeout and of a refused connection as no answer', async () => {
  const silent = await faultyServer(() => undefined)
  const { rest, ended } = recordingBreaker('open')
  const deadline = () => AbortSignal.timeout(1)
  await wire(silent.url, { rest, deadline }).connector.plan(show)
  await wire(`http://127.0.0.1:${await freePort()}`, { rest }).connector.plan(show)
  expect(ended).toEqual([false, false])
})

it('a trial request is not repeated', async () => {
  const server = await faultyServer(answers(500))
  const { rest, ended } = recordingBreaker('trial')
  await wire(server.url, { rest }).connector.plan(show)
  expect(server.heard).toHaveLength(1)
  expect(ended).toEqual([false])
})

it('while the breaker is open, requests fail at once and nothing is sent', async () => {
  const server = await faultyServer(answers(200, order42))
  const { connector } = wire(server.url, { rest: recordingBreaker('resting').rest })
  const reason = { id: 'connector-paused', args: { connector: 'shop', since: 1_000 } }
  expect(await connector.plan(cancel)).toEqual({ kind: 'unavailable', reason })
  expect(await connector.read(show)).toEqual({ kind: 'failed', reason })
  expect(await connector.apply(cancel)).toEqual({ kind: 'failed', reason })
  expect(await connector.verify(cancel)).toBe('unknown')
  expect(server.heard).toEqual([])
})
