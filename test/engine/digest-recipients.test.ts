// What waits for a digest is not sent to people who must not see it: suspended, without the right,
// forgotten or never asked; nor is what was erased or edited.

import { describe, expect, it } from 'vitest'
import { castOf } from '../model/content.ts'
import {
  countWaitingNews,
  digests,
  hour,
  lettersTo,
  minute,
  requestCancellations,
  tokenInDigest,
  withMessageLimit,
} from '../model/digests.ts'
import { grant, request, rewritePerson, settleStep, tamper, tokenOf } from '../model/scenes.ts'

const phoneOf = (id: string) => castOf('dev').find((one) => one.id === id)?.identifiers[0] ?? ''

describe('people who must not see a digest', () => {
  it('a suspended approver gets their news once restored, and news older than a day is dropped', () =>
    withMessageLimit(50, async (bench) => {
      const [name = ''] = await requestCancellations(bench, 1)
      await bench.identity(phoneOf('beto'))
      await grant(bench, name, 'carla')
      await bench.wait(20 * minute)
      expect(lettersTo(bench, 'beto').filter((one) => one.token === undefined)).toEqual([])
      rewritePerson(bench, 'beto', "json_remove(record, '$.suspended')")
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto').at(-1)?.text).toContain('done, approved by Carla')
      const other = await request(bench, 'ana', 'cancel order 2')
      await bench.identity(phoneOf('beto'))
      await grant(bench, other, 'carla')
      await bench.wait(23 * hour)
      expect(countWaitingNews(bench)).toBe(1)
      await bench.wait(2 * hour)
      expect(countWaitingNews(bench)).toBe(0)
    }))

  it('a suspended requester gets no outcome until they are restored, and then all of them', () =>
    withMessageLimit(50, async (bench) => {
      const [denied = '', other = ''] = await requestCancellations(bench, 2)
      await bench.identity(phoneOf('ana'))
      const before = lettersTo(bench, 'ana').length
      await bench.hear('beto', `2 ${tokenOf(bench, denied, 'beto')} too late`)
      await grant(bench, other, 'carla')
      await bench.wait(30 * minute)
      expect(lettersTo(bench, 'ana')).toHaveLength(before)
      await bench.hear('ana', 'status')
      expect(lettersTo(bench, 'ana').slice(before)).toMatchObject([{ kind: 'refusal' }])
      rewritePerson(bench, 'ana', "json_remove(record, '$.suspended')")
      await bench.wait(10 * minute)
      const [news] = lettersTo(bench, 'ana').slice(before + 1)
      expect(news?.text).toContain(`${denied} · cancel order 1\n• denied by Beto: too late`)
      expect(news?.text).toContain(`${other} · cancel order 2`)
    }))

  it('an approver who lost the role gets no waiting card, and gets it once they have the role again', () =>
    withMessageLimit(1, async (bench) => {
      const [, name = ''] = await requestCancellations(bench, 2)
      rewritePerson(bench, 'beto', "json_set(record, '$.roles', json('[]'))")
      await bench.wait(10 * minute)
      expect(digests(bench, 'beto')).toEqual([])
      rewritePerson(bench, 'beto', `json_set(record, '$.roles', json('["approver"]'))`)
      await bench.wait(10 * minute)
      expect(tokenInDigest(bench, name, 'beto')).toHaveLength(6)
    }))

  it('forgetting an approver deletes their waiting news; forgetting the requester empties the digest', () =>
    withMessageLimit(1, async (bench) => {
      const [name = ''] = await requestCancellations(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      expect(countWaitingNews(bench)).toBeGreaterThan(2)
      settleStep(bench, { kind: 'forget', person: 'beto' })
      const left = bench.look.prepare("SELECT * FROM untold WHERE person = 'beto'")
      expect(left.all()).toEqual([])
      settleStep(bench, { kind: 'forget', person: 'ana' })
      await bench.wait(10 * minute)
      expect(digests(bench, 'carla')).toEqual([])
      expect(countWaitingNews(bench)).toBe(0)
    }))
})

describe('words that a digest leaves out', () => {
  it('a digest names a request whose words were erased without those words', () =>
    withMessageLimit(1, async (bench) => {
      const [name = ''] = await requestCancellations(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      const before = bench.now() + 1
      const erasure = { what: 'older', tenant: 'dev:acme', before, kept: 0, why: 'test' } as const
      settleStep(bench, { kind: 'erase', erasure })
      await bench.wait(10 * minute)
      const [digest] = digests(bench, 'carla')
      expect(digest?.text).toContain('cancel order …; its text is erased')
      expect(digest?.text).not.toContain('order 1')
    }))

  it('someone who was never asked learns no words from a row written into the file', () =>
    withMessageLimit(1, async (bench) => {
      const [name = ''] = await requestCancellations(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      const id = String(bench.look.prepare('SELECT id FROM commands').pluck().get())
      for (const person of ['alex', 'rita']) {
        tamper(bench, 'INSERT INTO untold (person, command_id) VALUES (?, ?)', person, id)
        tamper(bench, "INSERT INTO deadlines VALUES (?, 'digest', 0)", `digest/${person}`)
      }
      await bench.wait(10 * minute)
      expect(lettersTo(bench, 'rita')).toEqual([])
      expect(lettersTo(bench, 'alex').map((one) => one.text)).toEqual([
        `DEV · News of 1 request\n${name}: you need not answer any more`,
      ])
    }))

  it('a digest leaves out a command whose record was edited in the file', () =>
    withMessageLimit(1, async (bench) => {
      const [name = ''] = await requestCancellations(bench, 1)
      await bench.hear('ana', `cancel ${name}`)
      tamper(
        bench,
        'UPDATE commands SET record = replace(record, \'"order":"1"\', \'"order":"9"\')',
      )
      await bench.restart()
      await bench.wait(10 * minute)
      expect(digests(bench, 'carla')).toEqual([])
      expect(countWaitingNews(bench)).toBe(0)
    }))
})

describe('a digest for stand-ins and fallback groups', () => {
  it('tells a former delegate that they are not asked any more, and gives the owner the waiting card', () =>
    withMessageLimit(2, async (bench) => {
      await request(bench, 'beto', 'delegate to dora for 2h')
      const names = await requestCancellations(bench, 3)
      expect(lettersTo(bench, 'dora').filter((one) => one.token !== undefined)).toHaveLength(2)
      await request(bench, 'beto', 'revoke delegation')
      await bench.wait(10 * minute)
      const digest = digests(bench, 'dora').at(-1)?.text
      for (const name of names.slice(0, 2))
        expect(digest).toContain(`${name}: you need not answer any more`)
      // A card that was never sent is not taken away.
      expect(digests(bench, 'beto').at(-1)?.text).toContain(names[2])
    }))

  it('counts escalated cards towards the limit of the fallback group, and lists the others', () =>
    withMessageLimit(2, async (bench) => {
      await requestCancellations(bench, 4)
      await bench.wait(15 * minute)
      expect(lettersTo(bench, 'dora').filter((one) => one.token !== undefined)).toHaveLength(2)
      await bench.wait(5 * minute)
      const digest = digests(bench, 'dora').at(-1)
      expect(digest?.kind).toBe('approval_request')
      expect(digest?.text).toContain('2 requests wait for you')
    }))
})
