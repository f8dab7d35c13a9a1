// What waits for a digest is not sent to people who must not see it: suspended, without the right,
// forgotten or never asked; nor is what was erased or edited.

import { describe, expect, it } from 'vitest'
import { castOf } from '../model/content.ts'
import { asks, digests, grant, hour, inDigest, minute, past, to, untold } from '../model/digests.ts'
import { request, rewritePerson, settleStep, tamper, tokenOf } from '../model/scenes.ts'

const phoneOf = (id: string) => castOf('dev').find((one) => one.id === id)?.identifiers[0] ?? ''

describe('who gets nothing', () => {
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
      const other = await request(bench, 'ana', 'cancel order 2')
      await bench.identity(phoneOf('beto'))
      await grant(bench, other, 'carla')
      await bench.wait(23 * hour)
      expect(untold(bench)).toBe(1)
      await bench.wait(2 * hour)
      expect(untold(bench)).toBe(0)
    }))

  it('who asked and rests hears what became of it on their return, and until then nothing', () =>
    past(50, async (bench) => {
      const [denied = '', other = ''] = await asks(bench, 2)
      await bench.identity(phoneOf('ana'))
      const before = to(bench, 'ana').length
      await bench.hear('beto', `2 ${tokenOf(bench, denied, 'beto')} too late`)
      await grant(bench, other, 'carla')
      await bench.wait(30 * minute)
      expect(to(bench, 'ana')).toHaveLength(before)
      await bench.hear('ana', 'status')
      expect(to(bench, 'ana').slice(before)).toMatchObject([{ kind: 'refusal' }])
      rewritePerson(bench, 'ana', "json_remove(record, '$.suspended')")
      await bench.wait(10 * minute)
      const [news] = to(bench, 'ana').slice(before + 1)
      expect(news?.text).toContain(`${denied} · cancel order 1\n• denied by Beto: too late`)
      expect(news?.text).toContain(`${other} · cancel order 2`)
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
})

describe('what is told to nobody', () => {
  it('of words that are erased nothing is told but what they were about', () =>
    past(1, async (bench) => {
      const [name = ''] = await asks(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      const before = bench.now() + 1
      const erasure = { what: 'older', tenant: 'dev:acme', before, kept: 0, why: 'test' } as const
      settleStep(bench, { kind: 'erase', erasure })
      await bench.wait(10 * minute)
      const [digest] = digests(bench, 'carla')
      expect(digest?.text).toContain('cancel order …; its text is erased')
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
        `DEV · News of 1 request\n${name}: you need not answer any more`,
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
        expect(digest).toContain(`${name}: you need not answer any more`)
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
