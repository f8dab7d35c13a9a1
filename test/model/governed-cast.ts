// The setting of the random runs: people of every role, two tenants, three languages, a freeze, a
// roster.

import { type Bench, openBench } from './bench.ts'
import { castOf, rulesFor, withPack } from './content.ts'
import { localeOf } from './governed-words.ts'

export type Place = 'dev' | 'prod'

/** Freezes S2 and S3 for an hour, soon after the beginning. */
export const freeze = {
  name: 'soon',
  classes: ['S2' as const, 'S3' as const],
  once: { from: '2026-01-05T11:00:00Z', to: '2026-01-05T12:00:00Z' },
}

/** On call: an admin, a person of another tenant, and one without the right to decide. */
const duties = ['hugo', 'rui', 'alex'].map((person) => ({
  person,
  once: { from: Date.parse('2026-01-05T00:00:00Z'), to: Date.parse('2026-01-06T00:00:00Z') },
}))

export const requesters = ['ana', 'alex', 'max', 'gus', 'beto'] as const
export const deciders = ['beto', 'carla', 'edu', 'max', 'dora', 'hugo', 'rita', 'rui'] as const

function governedCast(place: Place) {
  const stepUp = place === 'prod' ? ('active' as const) : ('none' as const)
  const more = (id: string, tenant: string, role: string, phone: string) => ({
    ...{ id, name: id, tenant: `${place}:${tenant}`, roles: [role], grants: [] },
    ...{ locale: 'en', identifiers: [phone], stepUp },
  })
  const all = [
    ...castOf(place),
    more('hugo', 'acme', 'admin', '+5511900000031'),
    more('gus', 'globex', 'requester', '+5511900000032'),
    more('rui', 'globex', 'approver', '+5511900000033'),
  ]
  return all.map((one) => ({ ...one, locale: localeOf(one.id) }))
}

export function phoneOf(place: Place, who: string): string {
  const found = governedCast(place).find((one) => one.id === who)
  return found?.identifiers[0] ?? who
}

export function openGoverned(place: Place, seed: number): Promise<Bench> {
  const profile = place === 'prod' ? 'HAPF-Operational' : 'HAPF-Strong'
  const shipped = rulesFor(place, profile)
  const destructive = shipped.pack?.approvals['destructive']
  if (destructive === undefined) throw new Error('The pack approves what is destructive.')
  const approvals = {
    ...shipped.pack?.approvals,
    destructive: { ...destructive, ask: ['on_call', ...destructive.ask] },
  }
  const rules = { ...withPack(shipped, { freezes: [freeze], approvals }), duties }
  return openBench({ rules, seed: `${place}/${seed}`, people: governedCast(place) })
}
