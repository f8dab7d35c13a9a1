// People who know the rules: another reason for the same request, a phone number that changes while
// its owner is suspended, the erasure of one's own data, and the id of somebody who was forgotten.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { castOf, rulesFor, withHugo, withLimits, withPack } from '../model/content.ts'
import { allText, checkChains } from '../model/invariants.ts'
import {
  carryOut,
  evidence,
  lastTo,
  onBench,
  reasonOf,
  request,
  requestAndGrant,
  stateOf,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

/** Dora and Hugo are both admins, and approve each other's requests about people. */
async function withTwoAdmins(
  test: (bench: Bench) => Promise<void>,
  rules = rulesFor('dev', 'HAPF-Strong'),
): Promise<void> {
  await withBench({ rules, seed: 'insiders', people: withHugo(castOf('dev')) }, test)
}

const phoneOf = (id: string) => castOf('dev').find((one) => one.id === id)?.identifiers[0] ?? ''
const personOf = (bench: Bench, id: string) =>
  bench
    .store()
    .people()
    .find((one) => one.id === id)

it('a request denied three times is refused a fourth time, though its reason is another', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const why of ['', ' because of Rui', ' because he insists']) {
      const name = await request(bench, 'ana', `cancel order 42${why}`)
      await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
    }
    await bench.hear('ana', 'cancel order 42 because it is urgent now')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
    const last = evidence(bench, 'command.rejected').at(-1)
    expect(last).toMatchObject({ body: { reason: 'denied_before' } })
    expect(await request(bench, 'ana', 'cancel order 43 because it is urgent')).toMatch(/^C-/)
  }))

/** A pack in which `config.set` needs approval. */
function rulesWithApprovalOfSet() {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const asks = { approval: 'destructive' }
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  const rule = { name: 'sets', when: { commands: ['config.set'] }, then: asks }
  return withPack(rules, { rules: [rule] })
}

it('a request denied three times is refused in other spellings of the same slots', () =>
  withTwoAdmins(async (bench) => {
    await request(bench, 'ana', 'create config trial for core')
    let denied = ''
    for (const words of ['trial replicas 05', 'Trial instances 5', 'TRIAL Replicas 5,0']) {
      denied = await request(bench, 'ana', `set config ${words}`)
      await bench.hear('beto', `2 ${tokenOf(bench, denied, 'beto')}`)
    }
    for (const words of ['trial replicas 5', 'trial instances 05']) {
      const before = evidence(bench, 'command.rejected').length
      await bench.hear('ana', `set config ${words}`)
      const [rejected, ...more] = evidence(bench, 'command.rejected').slice(before)
      expect(rejected, words).toMatchObject({ body: { reason: 'denied_before' } })
      expect(more).toEqual([])
    }
    expect(await request(bench, 'ana', 'set config trial replicas 6')).toMatch(/^C-/)
    await request(bench, 'dora', `allow ${denied} again`)
    expect(await request(bench, 'ana', 'set config trial instances 5')).toMatch(/^C-/)
  }, rulesWithApprovalOfSet()))

it('an admin may allow a request denied three times to be asked again, with any reason', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    let name = ''
    for (const why of ['one', 'two', 'three']) {
      name = await request(bench, 'ana', `cancel order 42 because ${why}`)
      await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
    }
    await request(bench, 'dora', `allow ${name} again`)
    expect(await request(bench, 'ana', 'cancel order 42 because four')).not.toBe(name)
  }))

it('a number that changes while its owner is suspended is told to an admin and shown on restoring', () =>
  withTwoAdmins(async (bench) => {
    await requestAndGrant(bench, 'dora', 'suspend beto', 'hugo')
    await bench.identity(phoneOf('beto'))
    expect(personOf(bench, 'beto')?.suspended).toBe('identity_changed')
    expect(lastTo(bench, 'hugo')).toMatchObject({ kind: 'notice' })
    expect(lastTo(bench, 'hugo').text).toContain('number or key of Beto')
    const recorded = evidence(bench, 'auth.denied').length
    await bench.identity(phoneOf('beto'))
    expect(evidence(bench, 'auth.denied')).toHaveLength(recorded)
    await bench.hear('dora', 'restore rights of beto')
    expect(lastTo(bench, 'dora').text).toContain('number or key')
  }))

it('people cannot approve the erasure of their own data', () =>
  withTwoAdmins(async (bench) => {
    const name = await request(bench, 'dora', 'forget hugo')
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'unauthorized'])
    await carryOut(bench, 'dora', 'forget edu', 'hugo')
  }))

it('forgetting a delegate ends the delegation and gives the waiting request back to its owner', () =>
  withTwoAdmins(async (bench) => {
    await request(bench, 'beto', 'delegate to edu until tomorrow')
    const waiting = await request(bench, 'ana', 'cancel order 42')
    expect(() => tokenOf(bench, waiting, 'beto')).toThrow('beto has no card')
    await requestAndGrant(bench, 'dora', 'forget edu', 'hugo')
    expect(personOf(bench, 'beto')?.delegation).toBeUndefined()
    await bench.wait(0)
    await bench.hear('beto', `1 ${tokenOf(bench, waiting, 'beto')}`)
    expect(stateOf(bench, waiting)).toBe('succeeded')
    const delegated = evidence(bench, 'approval.delegated').at(-1)
    expect(delegated).toMatchObject({ actor: 'beto', body: { to: 'edu', why: 'forgotten' } })
  }))

/** An approver gets one card an hour; what comes after it waits for a digest. */
function oneCardAnHour() {
  const approver_messages = { most: 1, within: 3_600_000 }
  return withLimits(rulesFor('dev', 'HAPF-Strong'), { approver_messages })
}

it('a suspended approver gets no card in a digest, and gets it once their rights are restored', () =>
  withTwoAdmins(async (bench) => {
    await request(bench, 'ana', 'cancel order 42')
    const name = await request(bench, 'alex', 'cancel order 43')
    await bench.identity(phoneOf('beto'))
    const before = bench.letters.length
    await bench.wait(10 * 60_000)
    expect(bench.letters.slice(before).filter((one) => one.to === 'beto')).toEqual([])
    await requestAndGrant(bench, 'dora', 'restore rights of beto', 'hugo')
    await bench.wait(10 * 60_000)
    const text = bench.letters.findLast((one) => one.to === 'beto')?.text
    expect(text).toContain(name)
  }, oneCardAnHour()))

it.each([
  ['at an approval', (bench: Bench, token: string) => bench.hear('beto', `1 ${token}`)],
  ['at once', (bench: Bench) => bench.wait(0)],
])(
  'a request of a forgotten requester ends %s without its words and without an alarm',
  (_when, end) =>
    withTwoAdmins(async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42 because of Marlene')
      const token = tokenOf(bench, name, 'beto')
      await requestAndGrant(bench, 'dora', 'forget ana', 'hugo')
      await end(bench, token)
      const ended = evidence(bench, 'command.rejected').at(-1)
      expect(ended).toMatchObject({ body: { reason: 'unauthorized' } })
      expect(stateOf(bench, name)).toBe('nothing')
      expect(allText(bench, ['commands', 'bodies', 'artifacts'])).not.toContain('Marlene')
      expect(bench.shop.acts).toEqual([])
      expect(evidence(bench, 'tool.denied')).toEqual([])
      expect(lastTo(bench, 'dora').text).not.toContain('aval verify')
      checkChains(bench)
    }),
)

it('a token of a request that was erased with its requester counts as no guess', () =>
  withTwoAdmins(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await requestAndGrant(bench, 'dora', 'forget ana', 'hugo')
    await bench.wait(0)
    expect(stateOf(bench, name)).toBe('nothing')
    for (let again = 0; again < 5; again += 1) await bench.hear('beto', `1 ${token}`)
    const unknown = 'I do not know this token. Copy it from your newest approval card.'
    expect(lastTo(bench, 'beto').text).toBe(unknown)
    expect(evidence(bench, 'limit.reached')).toHaveLength(0)
  }))

it('an unclear command of a forgotten requester can be resolved, and its words are erased then', () =>
  withTwoAdmins(async (bench) => {
    bench.shop.fates.push('doubtful')
    const name = await requestAndGrant(bench, 'ana', 'cancel order 42 because of Marlene', 'beto')
    await requestAndGrant(bench, 'dora', 'forget ana', 'hugo')
    await bench.hear('dora', 'status')
    expect(lastTo(bench, 'dora').text).not.toContain('CHANGED')
    await request(bench, 'dora', `resolve ${name} done`)
    expect(stateOf(bench, name)).toBe('nothing')
    expect(allText(bench, ['commands', 'bodies', 'artifacts'])).not.toContain('Marlene')
    checkChains(bench)
  }))
