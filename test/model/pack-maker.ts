// Generates policy packs that a person could have written: valid, and as unusual as the schema
// allows.

import { type Pack, parsePack } from '../../src/policy/pack.ts'
import type { Chance } from './chance.ts'
import type { WrittenApproval, WrittenPack, WrittenRule } from './written-pack.ts'

const scopes = ['admin.approve.destructive', 'admin.approve.high_impact', 'admin.approve.recovery']
const asked = ['requester', 'approver', 'admin', 'auditor', 'security', 'owner', 'ghost', 'on_call']
const classes = ['S0', 'S1', 'S2', 'S3', 'R1', 'R2', 'R3']
const environments = ['dev', 'test', 'staging', 'prod']
const commands = [
  ...['order.cancel', 'order.restore', 'config.set', 'config.delete', 'people.suspend'],
  ...['command.undo', 'command.retry', 'lockdown.on', 'command.compensate'],
]
/** Approval policies, each with the classes that it always has. */
const policies: Readonly<Record<string, readonly string[]>> = {
  destructive: ['S2'],
  high_impact: ['S3'],
  recovery: ['R3'],
  people: ['S3'],
  enrolment: ['S3'],
  joint: ['S1'],
  wide: ['R2', 'R1', 'S0'],
}

function drawsOf(chance: Chance) {
  const some = <T>(list: readonly T[], odds = 2) => list.filter(() => chance.below(odds) === 0)
  return {
    chance,
    some,
    many<T>(list: readonly T[], odds = 2): readonly T[] {
      const found = some(list, odds)
      return found.length === 0 ? [chance.of(list)] : found
    },
    /** Includes this part in one of `odds` packs. */
    once: <T extends object>(odds: number, part: T): Partial<T> =>
      chance.below(odds) === 0 ? part : {},
    people: () => chance.of([1, 1, 1, 2, 2, 3, 4, 9]),
  }
}
type Draws = ReturnType<typeof drawsOf>

function approvalOf({ chance, some, many, once, people }: Draws, id: string): WrittenApproval {
  const group = () => ({
    role: chance.of(['approver', 'security', 'owner', 'admin', 'ghost', 'requester']),
    at_least: chance.of([1, 1, 1, 2]),
  })
  return {
    classes: [...new Set([...(policies[id] ?? []), ...some(classes)])],
    scope: chance.of(scopes),
    ask: [...many(asked, 3), ...some(['approver'])],
    fallback: some(asked, 4),
    expires: chance.of(['1m', '5m', '30m', '30m', '24h']),
    ...once(3, { approvers: people() }),
    ...once(4, { groups: [group(), ...(chance.below(2) === 0 ? [group()] : [])] }),
    ...once(3, { denials: chance.of([1, 2, 3]) }),
    ...once(3, { when_expired: 'block' as const }),
  }
}

const conditions = [
  ...['commands', 'classes', 'classes', 'requesters', 'environments', 'risk', 'amount'],
  ...['count_above', 'target', 'during', 'outside'],
]

function ruleOf({ chance, many, once, people }: Draws, index: number): WrittenRule {
  const slot = chance.of(['order', 'status', 'unit', 'person'])
  const kept = [chance.of(conditions), ...(chance.below(3) === 0 ? [chance.of(conditions)] : [])]
  const of = <T extends object>(part: T): Partial<T> =>
    kept.includes(Object.keys(part)[0] ?? '') ? part : {}
  return {
    name: `rule-${index}`,
    when: {
      ...of({ commands: many(commands, 4) }),
      ...of({ classes: many(classes, 3) }),
      ...of({ requesters: many(['ana', 'alex', 'max']) }),
      ...of({ environments: many(environments) }),
      ...of({ risk: many(['LOW', 'MEDIUM', 'HIGH']) }),
      ...of({ amount: { of: chance.of(['order', 'replicas']), above: chance.of([0, 3, 42]) } }),
      ...of({ count_above: chance.of([0, 1]) }),
      ...of({ target: { slot, matches: chance.of(['^4', 'open', 'u1', 'o']) } }),
      ...of({ during: { days: many(['mon', 'sun']), from: '09:05', to: '12:00' } }),
      ...of({ outside: { days: ['mon'], from: '22:00', to: chance.of(['09:10', '10:00']) } }),
    },
    // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
    then: {
      ...once(2, { approvers: people() }),
      ...once(2, { approval: chance.of(Object.keys(policies)) }),
      ...once(4, { acknowledge: true }),
      ...once(12, { refuse: true }),
    },
  }
}

function profilesOf({ chance, once }: Draws): WrittenPack['profiles'] {
  const approvers = () => {
    const wanted = classes.filter((one) => chance.below(/^(S2|.3)$/.test(one) ? 5 : 6) > 0)
    const kept = wanted.filter((one) => /^(S2|.3)$/.test(one) || chance.below(5) === 0)
    return Object.fromEntries(kept.map((one) => [one, chance.of([1, 1, 1, 2, 2, 3])]))
  }
  return {
    'HAPF-Basic': { approvers: approvers(), ...once(2, { requester_may_approve: true }) },
    'HAPF-Strong': { approvers: approvers() },
    'HAPF-Operational': { approvers: approvers() },
  }
}

function limitsOf({ chance, once }: Draws) {
  const limit = (tight: number) => ({
    most: chance.of([tight, 5, 50, 1_000_000]),
    within: chance.of(['1m', '15m', '1h', '24h']),
  })
  return {
    open_requests: chance.of([1, 2, 5, 1_000_000]),
    requests: limit(3),
    wrong_answers: { ...limit(2), lock: chance.of(['1m', '15m', '24h']) },
    wrong_answers_environment: { most: chance.of([20, 100]), within: '15m' },
    approver_messages: { most: 1_000_000, within: '1h' },
    stranger_reply: '1h',
    ...once(3, { tenant_requests: limit(6) }),
    ...once(3, { class_requests: { S2: limit(3) } }),
    ...once(3, { denials: limit(1) }),
    ...once(3, { suspicion: limit(3) }),
  }
}

function writtenPack(draws: Draws): WrittenPack {
  const { chance, some, many, once, people } = draws
  const soon = { from: '2026-01-05T08:00:00Z', to: '2026-01-05T09:01:00Z' }
  const when = chance.below(2) === 0 ? { once: soon } : { weekly: weekly(['mon']) }
  const factor = () => some(classes).map((one) => [one, chance.of(['each', '1m', '8h'])])
  return {
    roles: {
      requester: ['orders.write', 'config.write', ...some(scopes, 6)],
      approver: [...scopes, ...some(['orders.write'], 4)],
      admin: ['admin.*', 'audit.read'],
      auditor: ['audit.read', ...some(scopes, 4)],
      security: many(scopes),
      owner: many(scopes),
      ghost: scopes,
      observer: [],
    },
    confirmation: { classes: some(classes), expires: chance.of(['30s', '5m', '1h']) },
    acknowledge: Object.fromEntries(some(environments, 3).map((one) => [one, some(classes)])),
    profiles: profilesOf(draws),
    approvals: Object.fromEntries(Object.keys(policies).map((id) => [id, approvalOf(draws, id)])),
    step_up: Object.fromEntries(
      some(environments).map((one) => [one, Object.fromEntries(factor())]),
    ),
    limits: limitsOf(draws),
    rules: Array.from({ length: chance.below(4) }, (_, index) => ruleOf(draws, index)),
    freezes: chance.below(2) === 0 ? [] : [{ name: 'soon', classes: many(classes), ...when }],
    ...once(2, { emergency: { approvers: people(), lasts: chance.of(['1m', '30m', '1h']) } }),
    ...once(2, { delegation: { longest: chance.of(['10m', '30d']) } }),
  }
}

const weekly = (days: readonly string[]) => ({ days, from: '09:01', to: '10:10' })

/** A pack that parses, as written and as parsed. */
export function makePack(chance: Chance): { readonly written: WrittenPack; readonly pack: Pack } {
  for (;;) {
    const written = writtenPack(drawsOf(chance))
    const text = JSON.stringify({ pack: 'mine', version: '1.0.0', ...written })
    try {
      return { written, pack: parsePack(JSON.parse(text), text) }
    } catch {
      // Invalid, such as an empty rule or a class without a policy: tries another one.
    }
  }
}
