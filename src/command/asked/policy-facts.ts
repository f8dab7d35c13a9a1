// What policy is asked about a command, and what of its target a rule looks at.

import type { PolicyFacts } from '../../policy/decide.ts'
import { type Counts, noCounts } from '../../policy/limits.ts'
import { fieldsLookedAt } from '../../policy/needs.ts'
import type { Person } from '../../policy/people.ts'
import type { Command, Preview } from '../command.ts'
import type { Emergency, Facts } from '../facts.ts'
import { connectorsOf, doingAlike, flowsDoing, riskOf } from '../flow.ts'
import type { Flow } from '../spec.ts'
import { changeRiskOf } from './change-risk.ts'

/** What policy is asked about this command, with the facts of now. */
export function policyFacts(
  facts: Pick<Facts, 'now' | 'mode' | 'partLocks' | 'suspicious'> & {
    readonly rules: Pick<Facts['rules'], 'environment' | 'binding' | 'flows'>
    readonly emergencies: readonly Pick<Emergency, 'tenant' | 'until'>[]
  },
  command: Pick<Command, 'tenant'> &
    Partial<Pick<Command, 'slots' | 'preview' | 'acts' | 'agent' | 'caller'>>,
  flow: Flow,
  requester: Person,
  counts: Counts = noCounts,
): PolicyFacts {
  const { safetyClass, approvalPolicyId } = riskOf(facts.rules, flow, command.acts)
  // People approve packs, and nobody a file: a second one evades no rule about the first.
  const alike = doingAlike(facts.rules.flows, flow).map((one) => one.command)
  return {
    now: facts.now,
    environment: facts.rules.environment,
    mode: facts.mode,
    partLocks: facts.partLocks,
    binding: facts.rules.binding,
    requester,
    tenant: command.tenant,
    command: {
      safetyClass,
      approvalPolicyId,
      scopes: flow.scopes,
      confirm: flow.confirm,
      available: flow.available,
      names: [flow.command, ...alike, ...doneBesides(facts.rules, command, flow)],
      connectors: connectorsOf(flow, command.acts),
      twoPeople: flow.two_people,
      values: () => valuesOf(command),
      count: command.acts?.length ?? 1,
      risk: changeRiskOf(facts.rules, flow, command),
      agent: askingAgent(command, flow),
    },
    counts,
    suspicious: facts.suspicious,
    emergencyUntil: facts.emergencies.find((one) => one.tenant === command.tenant)?.until ?? null,
  }
}

/**
 * A recovery does what other commands do, and a rule about one of those is about it, too. A retry
 * is asked as what it tries again: what was granted for that one covers it.
 */
function doneBesides(
  { flows }: Pick<Facts['rules'], 'flows'>,
  { acts = [] }: Pick<Partial<Command>, 'acts'>,
  flow: Flow,
): readonly string[] {
  if (flow.does === 'aval.recover.retry') return []
  return acts.flatMap(({ does }) => flowsDoing(flows, does).map((one) => one.command))
}

/**
 * What no card shows is kept only where a rule about this command looks at it: it may be nobody's
 * business. `probe`: the command with all of that.
 */
export function lookedAt(
  { rules }: Pick<Facts, 'rules'>,
  probe: PolicyFacts,
  { acts }: Pick<Command, 'acts'>,
  preview: Preview,
  before: readonly string[],
): Preview {
  const { target, ...shown } = preview
  const looked = [...new Set([...before, ...fieldsLookedAt(rules.pack, probe)])]
  // What Aval does itself has nothing beside what it shows.
  if (target === undefined || looked.length === 0) return shown
  const bare = bareName(acts)
  const kept = target.filter(([name]) => looked.includes(bare(name)))
  return { ...shown, looked, ...(kept.length === 0 ? {} : { target: kept }) }
}

/** In a list each field has its command's name before it. */
function bareName(acts: Command['acts'] = []): (field: string) => string {
  const mended = acts.map((act) => `${act.mends} `)
  return (field) => field.slice(mended.find((name) => field.startsWith(name))?.length ?? 0)
}

/** By name: what was typed, what the target has, and what would change, before and after. */
function valuesOf({
  preview,
  slots = {},
  acts = [],
}: Pick<Partial<Command>, 'slots' | 'preview' | 'acts'>): ReturnType<
  PolicyFacts['command']['values']
> {
  const typed = [slots, ...acts.map((act) => act.slots)].flatMap((one) => Object.entries(one))
  const bare = bareName(acts)
  const changed = (preview?.changes ?? []).flatMap(({ field, before, after }) =>
    [before, after].flatMap((one): [string, string][] =>
      one === null || one === '' ? [] : [[bare(field), one]],
    ),
  )
  const beside = (preview?.target ?? []).map(([name, value]) => [bare(name), value] as const)
  const found = new Map<string, (typeof typed)[number][1][]>()
  for (const [name, value] of [...typed, ...(preview?.shows ?? []), ...beside, ...changed])
    found.set(name, [...(found.get(name) ?? []), value])
  return Object.fromEntries(found)
}

function askingAgent(
  { agent, caller = '' }: Pick<Partial<Command>, 'agent' | 'caller'>,
  flow: Flow,
): PolicyFacts['command']['agent'] {
  return agent === undefined ? null : { name: caller, may: flow.agents }
}
