// Several tenants in one environment: what one does or asks reveals and changes nothing of another.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import { flowSchema } from '../../src/command/spec.ts'
import type { Person } from '../../src/policy/people.ts'
import type { Bench } from '../model/bench.ts'
import { castOf, rulesFor } from '../model/content.ts'
import { checkChains } from '../model/invariants.ts'
import { carryOut, lastTo, request, stateOf, tokenOf, withBench } from '../model/scenes.ts'

const more: readonly (readonly [string, string, string])[] = [
  ['gustavo', 'globex', 'requester'],
  ['gina', 'globex', 'admin'],
  ['sue', 'sandbox', 'admin'],
  ['saul', 'sandbox', 'approver'],
]

const strangers: readonly Person[] = more.map(([id, tenant, role], index) => ({
  id,
  name: id[0]?.toUpperCase() + id.slice(1),
  tenant: `dev:${tenant}`,
  roles: [role],
  grants: [],
  locale: 'en',
  identifiers: [`+551195550000${index}`],
  stepUp: 'none',
}))

/** A flow of a home's own, that is about another command and only records a decision. */
function withNoteFlow({ flows }: Rules): Rules['flows'] {
  const note = flowSchema().parse({
    command: 'note.add',
    version: 1,
    risk: 'S2',
    slots: { command: { kind: 'command' } },
    does: 'aval.decision',
    agents: 'propose',
    approval_policy_id: 'destructive',
    recommended_profile: 'HAPF-Strong',
  })
  return new Map([...flows, ['note.add', { ...note, digest: 'of the note' }]])
}

async function withTenants(test: (bench: Bench) => Promise<void>): Promise<void> {
  const bare = rulesFor('dev', 'HAPF-Strong')
  const tenants = new Map([...bare.tenants, ['dev:sandbox', { sandbox: true }]])
  const rules = {
    ...bare,
    tenants,
    agents: new Map([['helper', 'ana']]),
    flows: withNoteFlow(bare),
  }
  const people = [...castOf('dev'), ...strangers]
  await withBench({ rules, seed: 'tenants', people }, test)
}

it('status names approvers with pending work only to people of their own tenant', () =>
  withTenants(async (bench) => {
    await request(bench, 'ana', 'cancel order 42')
    await bench.hear('gustavo', 'status')
    expect(lastTo(bench, 'gustavo').text).not.toMatch(/Beto|Carla/)
    await bench.hear('ana', 'status')
    expect(lastTo(bench, 'ana').text).toMatch(/Beto 1/)
  }))

it('status counts the evidence of the own tenant and of the environment, not of another tenant', () =>
  withTenants(async (bench) => {
    const counted = async () => {
      await bench.hear('gustavo', 'status')
      return Number(/(\d+) artifacts of evidence/.exec(lastTo(bench, 'gustavo').text)?.[1])
    }
    const before = await counted()
    const once = (await counted()) - before
    await request(bench, 'ana', 'cancel order 42')
    const heads = await bench.storeClient().heads()
    expect(heads.find((one) => one.tenant === 'dev:acme')?.size).toBeGreaterThan(4)
    expect((await counted()) - before).toBe(2 * once)
  }))

it.each(['1', '2', 'ok', 'show'])(
  '`%s` with a token of another tenant is answered without naming its command',
  (word) =>
    withTenants(async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      await bench.hear('saul', `${word} ${tokenOf(bench, name, 'beto')}`)
      const { text, command } = lastTo(bench, 'saul')
      expect([command, text.includes(name), text.includes('not yours')]).toEqual([
        undefined,
        false,
        false,
      ])
      expect(stateOf(bench, name)).toBe('approval_requested')
    }),
)

it('enrolling a known number names its owner to their own tenant only', () =>
  withTenants(async (bench) => {
    const phone = bench
      .store()
      .people()
      .find((one) => one.id === 'ana')?.identifiers[0]
    for (const who of ['gina', 'dora']) await bench.hear(who, `enrol zoe ${phone}`)
    expect(lastTo(bench, 'gina').text).toContain('is already enrolled')
    expect(lastTo(bench, 'gina').text).not.toContain('Ana')
    expect(lastTo(bench, 'dora').text).toContain('Ana, or that phone, is already enrolled')
  }))

it.each([
  'lockdown on a drill',
  'lockdown class s2 a drill',
  'lockdown connector shop a drill',
  'lockdown tenant acme a drill',
  'use policy careful 1.0.0 HAPF-Basic',
])('people of a sandbox tenant are refused what affects real tenants: %s', (text) =>
  withTenants(async (bench) => {
    await bench.hear('sue', text)
    expect(lastTo(bench, 'sue').kind).toBe('refusal')
    expect(lastTo(bench, 'sue').text).toContain('People of a sandbox cannot ask for it')
  }),
)

it('people of a sandbox tenant lock and unlock the sandbox only', () =>
  withTenants(async (bench) => {
    expect(stateOf(bench, await request(bench, 'sue', 'lockdown tenant sandbox a drill'))).toBe(
      'succeeded',
    )
    await carryOut(bench, 'sue', 'lockdown off tenant sandbox', 'saul')
    await request(bench, 'dora', 'lockdown class s2 fire')
    await bench.hear('sue', 'lockdown off class s2')
    expect(lastTo(bench, 'sue').text).toContain('People of a sandbox cannot ask for it')
  }))

it.each(['lockdown on', 'lockdown connector shop'])(
  'after `%s`, other tenants learn neither the reason nor who locked or lifted it',
  (text) =>
    withTenants(async (bench) => {
      const off = text.replace(' on', '').replace('lockdown', 'lockdown off')
      const lines = () => bench.letters.map((one) => `${one.to}: ${one.text}`)
      const toOthers = () => lines().filter((one) => /^(gustavo|gina|rita|sue|saul): /.test(one))
      await request(bench, 'dora', `${text} the key of Rui leaked`)
      for (const what of ['lockdown status', 'status']) await bench.hear('gina', what)
      expect(lastTo(bench, 'gina').text).toContain('by another tenant')
      const other = await request(bench, 'gina', off)
      const card = bench.letters.find((one) => one.command === other && one.token !== undefined)
      expect(card?.text).toContain('turned on by: another tenant')
      await carryOut(bench, 'dora', off, 'beto')
      expect(toOthers().join()).toContain('lifted by another tenant')
      expect(toOthers().filter((one) => /Rui|Dora|dora/.test(one))).toEqual([])
      expect(lines().find((one) => one.startsWith('beto: ') && one.includes('Rui'))).toContain(
        'Dora',
      )
    }),
)

it('the lockdown of a tenant can be lifted by its own people or by the tenant that set it', () =>
  withTenants(async (bench) => {
    await request(bench, 'dora', 'lockdown tenant acme fire')
    await bench.hear('gina', 'lockdown off tenant acme')
    expect(lastTo(bench, 'gina').text).toContain('Only people of its tenant')
    await carryOut(bench, 'dora', 'lockdown off tenant acme', 'beto')
    await request(bench, 'dora', 'lockdown tenant globex fire')
    await carryOut(bench, 'dora', 'lockdown off tenant globex', 'beto')
    await request(bench, 'dora', 'lockdown tenant globex fire')
    await carryOut(bench, 'gina', 'lockdown off tenant globex', 'rita')
  }))

it.each([
  ['tenant acme', 'lockdown status'],
  ['agent helper', 'status'],
])('a lockdown of %s is not told to requesters of other tenants', (part, asks) =>
  withTenants(async (bench) => {
    await request(bench, 'dora', `lockdown ${part} for 1h Rui robs us`)
    await bench.wait(1_000)
    await bench.hear('gustavo', asks)
    await bench.hear('gina', 'lockdown status')
    expect(lastTo(bench, 'gina').text).toContain(`LOCKDOWN of ${part.split(' ')[0]}`)
    await bench.wait(3_600_000)
    await request(bench, 'dora', `lockdown ${part} Rui robs us`)
    await carryOut(bench, 'dora', `lockdown off ${part}`, 'beto')
    const heard = bench.letters.filter((one) => one.to === 'gustavo')
    expect(heard).toHaveLength(1)
    expect(heard[0]?.text).not.toMatch(/Rui|Dora|LOCKDOWN/)
    const news = bench.letters.filter((one) => one.to === 'ana' && one.kind === 'notice')
    expect(news).toHaveLength(4)
  }),
)

it('a lockdown of a shared connector is told to all tenants', () =>
  withTenants(async (bench) => {
    await request(bench, 'dora', 'lockdown connector shop for 1h it is down')
    expect(lastTo(bench, 'gustavo').text).toContain('LOCKDOWN of connector shop by another tenant')
    await bench.hear('gustavo', 'lockdown status')
    expect(lastTo(bench, 'gustavo').text).toContain('LOCKDOWN of connector shop since')
  }))

it('a tenant that extends the lockdown which another set on itself cannot lift it', () =>
  withTenants(async (bench) => {
    await request(bench, 'dora', 'lockdown tenant acme for 1h an intruder')
    await request(bench, 'gina', 'lockdown tenant acme for 2h a drill')
    await bench.hear('gina', 'lockdown off tenant acme')
    expect(lastTo(bench, 'gina').text).toContain('Only people of its tenant')
    await bench.hear('gina', 'lockdown status')
    expect(lastTo(bench, 'gina').text).toMatch(
      /by another tenant, until Mon, 11:00 UTC: reason not shown/,
    )
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').text).toContain('lockdown')
    checkChains(bench)
    await carryOut(bench, 'dora', 'lockdown off tenant acme', 'beto')
  }))

it('the lockdown of an agent can be lifted by the tenant of its owner or by the one that set it', () =>
  withTenants(async (bench) => {
    await request(bench, 'dora', 'lockdown agent helper for 1h it runs wild')
    await bench.hear('gina', 'lockdown off agent helper')
    expect(lastTo(bench, 'gina').text).toContain('Only people of its tenant')
    await request(bench, 'gina', 'lockdown agent helper for 2h a drill')
    await bench.hear('gina', 'lockdown off agent helper')
    expect(lastTo(bench, 'gina').text).toContain('Only people of its tenant')
    await carryOut(bench, 'dora', 'lockdown off agent helper', 'beto')
    await request(bench, 'gina', 'lockdown agent helper a drill')
    await carryOut(bench, 'gina', 'lockdown off agent helper', 'rita')
  }))

it.each([
  ['another tenant', 'gustavo'],
  ['somebody else', 'alex'],
])('the card of a request that refers to a command of %s shows nothing of that command', (_, who) =>
  withTenants(async (bench) => {
    const name = await request(bench, who, 'cancel order 4711')
    const slots = { command: name }
    const wish = {
      door: 'http',
      key: 'a key',
      requester: 'ana',
      flow: 'note.add',
      slots,
    } as const
    await bench.during(bench.engine().ask(wish))
    const card = lastTo(bench, 'beto')
    expect(card.kind).toBe('approval_request')
    expect(card.text).not.toContain('4711')
  }),
)

it('the card of a request that refers to a command of its requester shows that command', () =>
  withTenants(async (bench) => {
    const slots = { command: await request(bench, 'ana', 'cancel order 4711') }
    const wish = { door: 'http', key: 'a key', requester: 'ana', flow: 'note.add', slots } as const
    await bench.during(bench.engine().ask(wish))
    expect(lastTo(bench, 'beto').text).toContain(`${slots.command}: cancel order 4711`)
  }))

it('lifting a full lockdown that another tenant set leaves that tenant locked, and says so', () =>
  withTenants(async (bench) => {
    await request(bench, 'dora', 'lockdown on an intruder')
    const name = await request(bench, 'gina', 'lockdown off')
    const card = bench.letters.find((one) => one.command === name && one.token !== undefined)
    expect(card?.text).toContain('stays locked: that tenant')
    await bench.hear('rita', `1 ${tokenOf(bench, name, 'rita')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(lastTo(bench, 'beto').text).toContain(
      'another tenant lifted the lockdown, but not yours. To lift yours: lockdown off tenant acme',
    )
    await bench.hear('gustavo', 'cancel order 7')
    expect(lastTo(bench, 'gustavo').kind).toBe('preview')
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').text).toContain('A lockdown covers this')
    await bench.hear('gina', 'lockdown off tenant acme')
    expect(lastTo(bench, 'gina').text).toContain('Only people of its tenant')
    checkChains(bench)
    await carryOut(bench, 'dora', 'lockdown off tenant acme', 'beto')
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('preview')
    checkChains(bench)
  }))

it('the part that stays locked of a timed lockdown ends with it', () =>
  withTenants(async (bench) => {
    await request(bench, 'dora', 'lockdown on for 1h an intruder')
    await carryOut(bench, 'gina', 'lockdown off', 'rita')
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').text).toContain('A lockdown covers this')
    await bench.wait(3_600_000)
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('preview')
    checkChains(bench)
  }))

it('a legal hold of one tenant cannot be released by another, which does not learn its reason', () =>
  withTenants(async (bench) => {
    const toOthers = () => bench.letters.filter((one) => /^(gustavo|gina|rita)$/.test(one.to))
    const held = await request(bench, 'dora', 'legal hold on Rui sues us')
    expect(stateOf(bench, held)).toBe('succeeded')
    expect(lastTo(bench, 'ana').text).toContain('Rui sues us')
    for (const text of ['retention status', 'legal hold on ours too', 'legal hold off'])
      await bench.hear('gina', text)
    expect(lastTo(bench, 'gina').text).toContain('Only its people can turn it off')
    const heard = toOthers().map((one) => one.text)
    expect(heard.join()).toContain('A legal hold is on: reason not shown')
    expect(heard.filter((text) => text.includes('Rui'))).toEqual([])
    await carryOut(bench, 'dora', 'legal hold off', 'beto')
    expect(lastTo(bench, 'gina').text).toContain('legal hold is off')
    checkChains(bench)
  }))

it('the person who bound another policy is named to their own tenant only', () =>
  withTenants(async (bench) => {
    const text = 'use policy careful 1.0.0 HAPF-Strong'
    await carryOut(bench, 'dora', text, 'beto')
    const newestTo = (who: string) => bench.letters.findLast((one) => one.to === who)?.text
    expect(newestTo('ana')).toContain('Dora bound policy careful')
    expect(newestTo('gustavo')).toContain('another tenant bound policy careful')
  }))
