// HAPF-22, past a limit of messages: what counts, what waits and is sent with its current state,
// and what never waits.

import { describe, expect, it } from 'vitest'
import { redefined } from '../model/content.ts'
import {
  countWaitingNews,
  digests,
  lettersTo,
  minute,
  requestCancellations,
  rulesForTwoApprovers,
  rulesWithMessageLimit,
  tokenInDigest,
  withMessageLimit,
} from '../model/digests.ts'
import { grant, reasonOf, request, stateOf, tokenOf } from '../model/scenes.ts'

const expired = 'not approved in time'

/** Reasons may be as long as any text may. */
function longReasons() {
  const rules = rulesWithMessageLimit(1)
  const flow = rules.flows.get('order.cancel')
  if (flow === undefined) throw new Error('Orders can be cancelled.')
  const reason = { kind: 'text', max: 3_600, optional: true } as const
  const slots = { ...flow.slots, reason }
  return { ...rules, flows: new Map(rules.flows).set('order.cancel', { ...flow, slots }) }
}

describe('the size of a digest', () => {
  it('stays below what one WhatsApp message carries, and the rest comes in the next digest', () =>
    withMessageLimit(
      1,
      async (bench) => {
        await request(bench, 'ana', 'cancel order 1')
        const why = 'because '.repeat(400)
        for (let order = 2; order <= 12; order += 1)
          await request(bench, 'ana', `cancel order ${order} ${why}`)
        await bench.wait(20 * minute)
        const texts = digests(bench, 'beto').map(({ text }) => text)
        const cards = texts.map((text) => text.match(/ - Approve$/gm)?.length)
        expect(cards).toEqual([9, 2])
        const [, second] = texts.map((text) => text.split('\n')[1])
        expect(texts[0]).toContain('wait for you\n2 more in the next message.\n1) ')
        expect(second).toMatch(/^1\) /)
        expect(texts.every((text) => text.length < 65_536)).toBe(true)
        expect(texts.join('\n').match(/(because ){398}because$/gm)).toHaveLength(11)
      },
      longReasons(),
    ))
})

describe('the limit of messages to an approver', () => {
  it.each([1, 20, 101])(
    'of %i an hour lets that many cards and updates through at once, and the next waits',
    (most) =>
      withMessageLimit(most, async (bench) => {
        for (let count = 0; count < most + 2; count += 2) {
          const [name = ''] = await requestCancellations(bench, 1)
          await bench.hear('ana', `cancel ${name}`)
        }
        expect(lettersTo(bench, 'beto')).toHaveLength(most)
        await bench.wait(10 * minute)
        expect(lettersTo(bench, 'beto')).toHaveLength(most + 1)
        expect(digests(bench, 'beto')).toHaveLength(1)
      }),
  )

  it('does not count or delay replies to the approver’s own answers', () =>
    withMessageLimit(2, async (bench) => {
      const [first = ''] = await requestCancellations(bench, 1)
      await grant(bench, first, 'beto')
      const answers = lettersTo(bench, 'beto').length
      expect(answers).toBeGreaterThan(2)
      // The card was one; of the two, one is left.
      const second = await request(bench, 'ana', 'cancel order 2')
      await bench.hear('beto', 'pending')
      await bench.hear('beto', 'status')
      await grant(bench, second, 'beto')
      expect(lettersTo(bench, 'beto').filter((one) => one.text.includes('Done:'))).toHaveLength(2)
      expect(countWaitingNews(bench)).toBeGreaterThan(0)
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto')).toEqual([])
      // Carla heard of the first in two messages, and of the second in her digest.
      expect(digests(bench, 'carla').map((one) => [one.kind, one.text])).toEqual([
        [
          'approval_update',
          `DEV · News of 1 request\n${second} · cancel order 2\n• done, approved by Beto`,
        ],
      ])
    }))

  it('does not delay the new card of an approver who revoked an answer', () =>
    withMessageLimit(
      1,
      async (bench) => {
        const name = await request(bench, 'ana', 'cancel order 1')
        await grant(bench, name, 'beto')
        const spent = tokenOf(bench, name, 'beto')
        await bench.hear('beto', `revoke ${name}`)
        await bench.hear('beto', '1')
        expect(tokenOf(bench, name, 'beto')).not.toBe(spent)
      },
      rulesWithMessageLimit(1, rulesForTwoApprovers()),
    ))

  // Far above a hundred as well, where all that is counted of the past is whether a limit was met.
  it.each([6, 130])('of %i counts each request that expired in an outage by itself', (most) =>
    withMessageLimit(most, async (bench) => {
      await requestCancellations(bench, most - 1)
      bench.leap(40 * minute)
      await bench.wait(0)
      expect(lettersTo(bench, 'beto').filter((one) => one.token === undefined)).toHaveLength(1)
      await bench.wait(10 * minute)
      const [digest] = digests(bench, 'beto')
      const told =
        most > 100 ? [`not approved in time: ${most - 2}`] : Array(most - 2).fill(expired)
      expect(digest?.text.match(/not approved in time.*/g)).toEqual(told)
    }),
  )

  it('goes on counting where the first of two ticks of expiries stopped', () =>
    withMessageLimit(130, async (bench) => {
      await requestCancellations(bench, 70)
      bench.leap(40 * minute)
      await bench.wait(0)
      expect(lettersTo(bench, 'beto').filter((one) => one.token === undefined)).toHaveLength(60)
    }))
})

describe('waiting news', () => {
  it('comes in one digest, a line each, as things are then, also after a restart with another limit', () =>
    withMessageLimit(1, async (bench) => {
      const [done = '', denied = '', withdrawn = ''] = await requestCancellations(bench, 3)
      await bench.wait(10 * minute)
      await grant(bench, done, 'carla')
      await bench.hear('carla', `2 ${tokenInDigest(bench, denied, 'carla')} no`)
      await bench.hear('ana', `cancel ${withdrawn}`)
      expect(countWaitingNews(bench)).toBeGreaterThan(0)
      await bench.restart(rulesWithMessageLimit(1_000))
      await bench.wait(10 * minute)
      expect(lettersTo(bench, 'beto').at(-1)).toMatchObject({
        kind: 'approval_update',
        text: [
          'DEV · News of 3 requests',
          `${done} · cancel order 1`,
          '• done, approved by Carla',
          `${denied} · cancel order 2`,
          '• denied by Carla: no',
          `${withdrawn} · cancel order 3: withdrawn`,
        ].join('\n'),
      })
      expect(countWaitingNews(bench)).toBe(0)
      const letters = bench.letters.length
      await bench.wait(20 * minute)
      expect(bench.letters).toHaveLength(letters)
    }))

  it('says how many approved an open request', () =>
    withMessageLimit(
      1,
      async (bench) => {
        const [first = ''] = await requestCancellations(bench, 1)
        await grant(bench, first, 'carla')
        const [second = ''] = await requestCancellations(bench, 1)
        await bench.wait(10 * minute)
        expect(digests(bench, 'beto').at(-1)?.text).toContain(
          `Meanwhile:\n${first} · cancel order 1\n• 1 of 2 approved\n1) S2 · ${second}`,
        )
      },
      rulesWithMessageLimit(1, rulesForTwoApprovers()),
    ))

  it('reminds who has not answered at three quarters of the time, and nobody else', () =>
    withMessageLimit(
      1,
      async (bench) => {
        // Its reminder is due before a digest, and its end after that.
        await bench.wait(5 * minute)
        const [name = ''] = await requestCancellations(bench, 1)
        await grant(bench, name, 'carla')
        const news = `DEV · News of 1 request\n${name} · cancel order 1\n• 1 of 2 approved`
        await bench.wait(24 * minute)
        expect(digests(bench, 'beto').map(({ text }) => text)).toEqual([news])
        await bench.wait(minute)
        expect(digests(bench, 'beto').map(({ text }) => text)).toEqual([news, news])
        expect(digests(bench, 'carla')).toEqual([])
        expect(stateOf(bench, name)).toBe('approval_requested')
      },
      rulesWithMessageLimit(1, rulesForTwoApprovers()),
    ))

  it('is not told again to an approver who learnt it in reply to their own answer', () =>
    withMessageLimit(
      1,
      async (bench) => {
        const [name = ''] = await requestCancellations(bench, 1)
        await grant(bench, name, 'carla')
        await grant(bench, name, 'beto')
        expect(lettersTo(bench, 'beto').at(-1)?.text).toContain('Done:')
        await bench.wait(10 * minute)
        expect(digests(bench, 'beto')).toEqual([])
        expect(digests(bench, 'carla')).toHaveLength(1)
      },
      rulesWithMessageLimit(1, rulesForTwoApprovers()),
    ))
})

describe('consecutive digests', () => {
  it('list in the second one what happened at the moment of the first', () =>
    withMessageLimit(
      1,
      async (bench) => {
        const [first = ''] = await requestCancellations(bench, 1)
        await grant(bench, first, 'carla')
        await bench.wait(21 * minute)
        const second = await request(bench, 'ana', 'cancel order 2')
        await bench.hear('ana', `cancel ${second}`)
        await bench.wait(9 * minute)
        expect(stateOf(bench, first)).toBe('rejected')
        expect(digests(bench, 'carla').at(-1)?.text).not.toContain(first)
        await bench.wait(10 * minute)
        expect(digests(bench, 'carla').at(-1)?.text).toContain(
          `${first} · cancel order 1\n• not approved in time`,
        )
        expect(countWaitingNews(bench)).toBe(0)
      },
      rulesWithMessageLimit(1, rulesForTwoApprovers()),
    ))

  it('list twenty requests each', () =>
    withMessageLimit(1, async (bench) => {
      for (const name of await requestCancellations(bench, 25))
        await bench.hear('ana', `cancel ${name}`)
      await bench.wait(10 * minute)
      await bench.wait(10 * minute)
      const [one, two] = digests(bench, 'beto').map(({ text }) => text.split('\n').length - 1)
      expect([one, two]).toEqual([20, 5])
      expect(countWaitingNews(bench)).toBe(0)
    }))

  it('of more than a hundred requests count them in one message, and name few of a kind', () =>
    withMessageLimit(1, async (bench) => {
      const names = await requestCancellations(bench, 121)
      const [done = '', denied = '', ...others] = names
      await bench.wait(10 * minute)
      await grant(bench, done, 'carla')
      await bench.hear('carla', `2 ${tokenInDigest(bench, denied, 'carla')} no`)
      for (const name of others.slice(0, 110)) await bench.hear('ana', `cancel ${name}`)
      await bench.wait(10 * minute)
      const text = digests(bench, 'beto').at(-1)?.text ?? ''
      expect(text.split('\n').slice(1, 6)).toEqual([
        'Meanwhile:',
        'withdrawn: 110',
        `done: 1 (${done})`,
        `denied: 1 (${denied})`,
        'What is open: pending. One of them: show C-…',
      ])
      expect(countWaitingNews(bench)).toBe(0)
    }))
})

describe('a waiting card', () => {
  it('is replaced by the reason when a file that defines its request was edited meanwhile', () =>
    withMessageLimit(1, async (bench) => {
      const [, second = '', third = ''] = await requestCancellations(bench, 3)
      await bench.restart(redefined(rulesWithMessageLimit(1), 'order.cancel'))
      await bench.wait(10 * minute)
      expect([stateOf(bench, second), reasonOf(bench, third)]).toEqual([
        'rejected',
        'definition_changed',
      ])
      expect(
        lettersTo(bench, 'beto').filter((one) => one.kind === 'approval_request'),
      ).toHaveLength(1)
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto').at(-1)?.text).toContain(
        `${third} · cancel order 3\n• Its definition was edited after the request`,
      )
      expect(countWaitingNews(bench)).toBe(0)
    }))

  it('waits while the policy cannot be read, and comes once it can', () =>
    withMessageLimit(1, async (bench) => {
      const [, second = ''] = await requestCancellations(bench, 2)
      const rules = rulesWithMessageLimit(1)
      await bench.restart({ ...rules, packs: new Map(), pack: null, failure: 'It is gone.' })
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto')).toEqual([])
      await bench.restart(rules)
      await bench.wait(10 * minute)
      expect(tokenInDigest(bench, second, 'beto')).toHaveLength(6)
    }))
})

describe('requests of high risk', () => {
  it('are never delayed by the limit', () =>
    withMessageLimit(1, async (bench) => {
      await requestCancellations(bench, 1)
      await request(bench, 'dora', 'lockdown on drill')
      const name = await request(bench, 'dora', 'lockdown off')
      await grant(bench, name, 'carla')
      expect(stateOf(bench, name)).toBe('succeeded')
      expect(lettersTo(bench, 'beto').at(-1)).toMatchObject({ kind: 'outcome', command: name })
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto')).toEqual([])
    }))

  it('count towards the limit: an ordinary card waits behind their messages', () =>
    withMessageLimit(2, async (bench) => {
      await request(bench, 'dora', 'lockdown on drill')
      const name = await request(bench, 'dora', 'lockdown off')
      await grant(bench, name, 'carla')
      const [waiting = ''] = await requestCancellations(bench, 1)
      expect(lettersTo(bench, 'beto').some((one) => one.command === waiting)).toBe(false)
      expect(lettersTo(bench, 'carla').some((one) => one.command === waiting)).toBe(true)
    }))
})
