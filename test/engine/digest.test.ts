// HAPF-22, past a limit of messages: what counts, what waits, what never waits, and that nothing of
// what waits is lost, told to the wrong one, or told as it was.

import { describe, expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import type { Letter } from '../../src/engine/ports.ts'
import type { Pack } from '../../src/policy/pack.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { castOf, rulesFor, withPack } from '../model/content.ts'
import { request, rewritePerson, settleStep, stateOf, tamper, tokenOf } from '../model/scenes.ts'

const minute = 60_000
const hour = 60 * minute

const dev = rulesFor('dev', 'HAPF-Strong')

function limited(most: number, base: Rules = dev, more: Partial<Pack> = {}): Rules {
  if (base.pack === null) throw new Error('A pack is bound.')
  const many = { most: 1_000, within: hour }
  const limits = {
    ...base.pack.limits,
    open_requests: 1_000,
    requests: many,
    approver_messages: { most, within: hour },
  }
  return withPack(base, { limits, ...more })
}

/** On a bench where an approver gets so many messages an hour. */
async function past(
  most: number,
  test: (bench: Bench) => Promise<void>,
  rules = limited(most),
): Promise<void> {
  const bench = await openBench({ rules, seed: 'digest' })
  try {
    await test(bench)
    expect(bench.errors).toEqual([])
  } finally {
    await bench.close()
    discard(bench)
  }
}

const to = (bench: Bench, person: string) => bench.letters.filter((one) => one.to === person)
const isDigest = ({ text }: Letter) => /News of|wait for you|waits for you\n/.test(text)
const digests = (bench: Bench, person: string) => to(bench, person).filter(isDigest)
const untold = (bench: Bench) =>
  bench.look.prepare('SELECT person, command_id FROM untold').all().length

async function grant(bench: Bench, name: string, who: string): Promise<void> {
  await bench.hear(who, `1 ${tokenOf(bench, name, who)}`)
}

/** Ana asks for so many. */
async function asks(bench: Bench, count: number): Promise<readonly string[]> {
  const names: string[] = []
  for (let order = 1; order <= count; order += 1)
    names.push(await request(bench, 'ana', `cancel order ${order}`))
  return names
}

describe('what counts', () => {
  it.each([1, 20, 101, 150])(
    '%i cards and updates an hour come at once, and the next waits',
    (most) =>
      past(most, async (bench) => {
        for (let count = 0; count < most + 2; count += 2) {
          const [name = ''] = await asks(bench, 1)
          await bench.hear('ana', `cancel ${name}`)
        }
        expect(to(bench, 'beto')).toHaveLength(most)
        await bench.wait(10 * minute)
        expect(to(bench, 'beto')).toHaveLength(most + 1)
        expect(digests(bench, 'beto')).toHaveLength(1)
      }),
  )

  it('what answers an approver counts nothing and never waits', () =>
    past(2, async (bench) => {
      const [first = ''] = await asks(bench, 1)
      await grant(bench, first, 'beto')
      const answers = to(bench, 'beto').length
      expect(answers).toBeGreaterThan(2)
      // The card was one; of the two, one is left.
      const second = await request(bench, 'ana', 'cancel order 2')
      await bench.hear('beto', 'pending')
      await bench.hear('beto', 'status')
      await grant(bench, second, 'beto')
      expect(to(bench, 'beto').filter((one) => one.text.includes('Done:'))).toHaveLength(2)
      expect(untold(bench)).toBeGreaterThan(0)
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

  it('whoever takes an answer back has the new card at once', () =>
    past(
      1,
      async (bench) => {
        const name = await request(bench, 'ana', 'cancel order 1')
        await grant(bench, name, 'beto')
        const spent = tokenOf(bench, name, 'beto')
        await bench.hear('beto', `revoke ${name}`)
        await bench.hear('beto', '1')
        expect(tokenOf(bench, name, 'beto')).not.toBe(spent)
      },
      limited(1, twoNeeded()),
    ))

  it('after an outage the many that expired do not come one by one', () =>
    past(6, async (bench) => {
      await asks(bench, 5)
      bench.leap(40 * minute)
      await bench.wait(0)
      expect(to(bench, 'beto').filter((one) => one.token === undefined)).toHaveLength(1)
      await bench.wait(10 * minute)
      const [digest] = digests(bench, 'beto')
      expect(digest?.text.match(/not approved in time/g)).toHaveLength(4)
    }))
})

/** Two must approve what is destructive. */
function twoNeeded(): Rules {
  const { approvals = {} } = dev.pack ?? {}
  const { destructive } = approvals
  if (destructive === undefined) throw new Error('The pack has such a policy.')
  return withPack(dev, {
    approvals: { ...approvals, destructive: { ...destructive, approvers: 2 } },
  })
}

describe('what waits', () => {
  it('is told once, as it stands then, a line each, and survives a restart and other limits', () =>
    past(1, async (bench) => {
      const [done = '', denied = '', withdrawn = ''] = await asks(bench, 3)
      await bench.wait(10 * minute)
      await grant(bench, done, 'carla')
      await bench.hear('carla', `2 ${inDigest(bench, denied, 'carla')} no`)
      await bench.hear('ana', `cancel ${withdrawn}`)
      expect(untold(bench)).toBeGreaterThan(0)
      await bench.restart(limited(1_000))
      await bench.wait(10 * minute)
      expect(to(bench, 'beto').at(-1)).toMatchObject({
        kind: 'approval_update',
        text: [
          'DEV · News of 3 requests',
          `${done} · cancel order 1`,
          '• done, approved by Carla',
          `${denied} · cancel order 2`,
          '• denied by Carla',
          `${withdrawn} · cancel order 3: withdrawn`,
        ].join('\n'),
      })
      expect(untold(bench)).toBe(0)
      const letters = bench.letters.length
      await bench.wait(20 * minute)
      expect(bench.letters).toHaveLength(letters)
    }))

  it('says where an open request stands, and who has not answered is waited for', () =>
    past(
      1,
      async (bench) => {
        const [first = ''] = await asks(bench, 1)
        await grant(bench, first, 'carla')
        const [second = ''] = await asks(bench, 1)
        await bench.wait(10 * minute)
        expect(digests(bench, 'beto').at(-1)?.text).toContain(
          `Meanwhile:\n${first} · cancel order 1\n• 1 of 2 approved\n1) S2 · ${second}`,
        )
        await bench.wait(19 * minute)
        const [reminder] = digests(bench, 'beto').slice(-1)
        expect(reminder?.text).not.toContain(`${first} · cancel order 1\n• waits`)
      },
      limited(1, twoNeeded()),
    ))

  it('is not told again to who heard it in answer to a word of their own', () =>
    past(
      1,
      async (bench) => {
        const [name = ''] = await asks(bench, 1)
        await grant(bench, name, 'carla')
        await grant(bench, name, 'beto')
        expect(to(bench, 'beto').at(-1)?.text).toContain('Done:')
        await bench.wait(10 * minute)
        expect(digests(bench, 'beto')).toEqual([])
        expect(digests(bench, 'carla')).toHaveLength(1)
      },
      limited(1, twoNeeded()),
    ))

  it('comes twenty at a time', () =>
    past(1, async (bench) => {
      for (const name of await asks(bench, 25)) await bench.hear('ana', `cancel ${name}`)
      await bench.wait(10 * minute)
      await bench.wait(10 * minute)
      const [one, two] = digests(bench, 'beto').map(({ text }) => text.split('\n').length - 1)
      expect([one, two]).toEqual([20, 5])
      expect(untold(bench)).toBe(0)
    }))

  it('is never of high risk, which counts all the same', () =>
    past(1, async (bench) => {
      await asks(bench, 1)
      await request(bench, 'dora', 'lockdown on drill')
      const name = await request(bench, 'dora', 'lockdown off')
      await grant(bench, name, 'carla')
      expect(stateOf(bench, name)).toBe('succeeded')
      expect(to(bench, 'beto').at(-1)).toMatchObject({ kind: 'outcome', command: name })
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto')).toEqual([])
    }))

  it('an ordinary card waits behind news of high risk', () =>
    past(2, async (bench) => {
      await request(bench, 'dora', 'lockdown on drill')
      const name = await request(bench, 'dora', 'lockdown off')
      await grant(bench, name, 'carla')
      const [waiting = ''] = await asks(bench, 1)
      expect(to(bench, 'beto').some((one) => one.command === waiting)).toBe(false)
      expect(to(bench, 'carla').some((one) => one.command === waiting)).toBe(true)
    }))
})

/** The token of a request in the newest digest of this person. */
function inDigest(bench: Bench, name: string, person: string): string {
  const text = digests(bench, person).at(-1)?.text ?? ''
  const found = new RegExp(`${name}\n[^]*?\n1 (\\w{6}) - Approve`).exec(text)?.[1]
  if (found === undefined) throw new Error(`${name} is in no digest of ${person}.`)
  return found
}

describe('who gets nothing', () => {
  const phoneOf = (id: string) => castOf('dev').find((one) => one.id === id)?.identifiers[0] ?? ''

  it('who rests hears it on their return, and only what is a day old at most', () =>
    past(50, async (bench) => {
      const [name = ''] = await asks(bench, 1)
      await bench.identity(phoneOf('beto'))
      await grant(bench, name, 'carla')
      await bench.wait(20 * minute)
      expect(to(bench, 'beto').filter((one) => one.token === undefined)).toEqual([])
      rewritePerson(bench, 'beto', "json_remove(record, '$.suspended')")
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto').at(-1)?.text).toContain('done, approved by Carla')
      const [other = ''] = await asks(bench, 1)
      await bench.identity(phoneOf('beto'))
      await grant(bench, other, 'carla')
      await bench.wait(25 * hour)
      expect(untold(bench)).toBe(0)
    }))

  it('who lost the right while a card waited gets no token, and gets it with the right', () =>
    past(1, async (bench) => {
      const [, name = ''] = await asks(bench, 2)
      rewritePerson(bench, 'beto', "json_set(record, '$.roles', json('[]'))")
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto')).toEqual([])
      rewritePerson(bench, 'beto', `json_set(record, '$.roles', json('["approver"]'))`)
      await bench.wait(10 * minute)
      expect(inDigest(bench, name, 'beto')).toHaveLength(6)
    }))

  it('who was forgotten leaves nothing behind, and of a forgotten requester nothing is told', () =>
    past(1, async (bench) => {
      const [name = ''] = await asks(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      expect(untold(bench)).toBeGreaterThan(2)
      settleStep(bench, { kind: 'forget', person: 'beto' })
      const left = bench.look.prepare("SELECT * FROM untold WHERE person = 'beto'")
      expect(left.all()).toEqual([])
      settleStep(bench, { kind: 'forget', person: 'ana' })
      await bench.wait(10 * minute)
      expect(digests(bench, 'carla')).toEqual([])
      expect(untold(bench)).toBe(0)
    }))

  it('of words that are erased nothing is told but what they were about', () =>
    past(1, async (bench) => {
      const [name = ''] = await asks(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      const before = bench.now() + 1
      const erasure = { what: 'older', tenant: 'dev:acme', before, why: 'test' } as const
      settleStep(bench, { kind: 'erase', erasure })
      await bench.wait(10 * minute)
      const [digest] = digests(bench, 'carla')
      expect(digest?.text).toContain('order.cancel; its words')
      expect(digest?.text).not.toContain('order 1')
    }))

  it('who was never asked hears no words, though somebody wrote a row into the file', () =>
    past(1, async (bench) => {
      const [name = ''] = await asks(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      const id = String(bench.look.prepare('SELECT id FROM commands').pluck().get())
      for (const person of ['alex', 'rita']) {
        tamper(bench, 'INSERT INTO untold (person, command_id) VALUES (?, ?)', person, id)
        tamper(bench, "INSERT INTO deadlines VALUES (?, 'digest', 0)", `digest/${person}`)
      }
      await bench.wait(10 * minute)
      expect(to(bench, 'rita')).toEqual([])
      expect(to(bench, 'alex').map((one) => one.text)).toEqual([
        `DEV · News of 1 request\n${name}: you are not asked any more`,
      ])
    }))

  it('of a record that somebody else wrote nothing is told', () =>
    past(1, async (bench) => {
      const [name = ''] = await asks(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      tamper(
        bench,
        'UPDATE commands SET record = replace(record, \'"order":"1"\', \'"order":"9"\')',
      )
      await bench.restart()
      await bench.wait(10 * minute)
      expect(digests(bench, 'carla')).toEqual([])
      expect(untold(bench)).toBe(0)
    }))
})

describe('whoever answers in another place', () => {
  it('hears in the digest that it is theirs no more, and who is back has the card', () =>
    past(2, async (bench) => {
      await request(bench, 'beto', 'delegate to dora for 2h')
      const names = await asks(bench, 3)
      expect(to(bench, 'dora').filter((one) => one.token !== undefined)).toHaveLength(2)
      await request(bench, 'beto', 'revoke delegation')
      await bench.wait(10 * minute)
      const digest = digests(bench, 'dora').at(-1)?.text
      for (const name of names.slice(0, 2))
        expect(digest).toContain(`${name}: you are not asked any more`)
      // A card that was never sent is not taken away.
      expect(digests(bench, 'beto').at(-1)?.text).toContain(names[2])
    }))

  it('at half time the group that is asked too has no more than its cards', () =>
    past(2, async (bench) => {
      await asks(bench, 4)
      await bench.wait(15 * minute)
      expect(to(bench, 'dora').filter((one) => one.token !== undefined)).toHaveLength(2)
      await bench.wait(5 * minute)
      const digest = digests(bench, 'dora').at(-1)
      expect(digest?.kind).toBe('approval_request')
      expect(digest?.text).toContain('2 requests wait for you')
    }))
})
