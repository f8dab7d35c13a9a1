// The facts that policy is asked about a command, and which fields of its target rules look at.

import type { PolicyFacts } from '../../policy/decision.ts'
import { type Counts, noCounts } from '../../policy/limits.ts'
import { fieldsLookedAt } from '../../policy/needs.ts'
import type { Person } from '../../policy/people.ts'
import type { Command, Preview } from '../command.ts'
import type { Emergency, Facts } from '../facts.ts'
import { connectorsOf, flowsDoing, riskOf, sameActFlows } from '../flow.ts'
import type { Flow } from '../spec.ts'
import { changeRiskOf } from './change-risk.ts'

/** The facts for `decide` about this command, at this moment. */
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
  const alike = sameActFlows(facts.rules.flows, flow).map((one) => one.command)
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
      names: [flow.command, ...alike, ...equivalentCommands(facts.rules, command, flow)],
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
 * The other commands that a recovery's acts correspond to: rules about those apply to it too. Not
 * for a retry, which is covered by what was granted for the command it retries.
 */
function equivalentCommands(
  { flows }: Pick<Facts['rules'], 'flows'>,
  { acts = [] }: Pick<Partial<Command>, 'acts'>,
  flow: Flow,
): readonly string[] {
  if (flow.does === 'aval.recover.retry') return []
  return acts.flatMap(({ does }) => flowsDoing(flows, does).map((one) => one.command))
}

/**
 * The preview without hidden target fields, except those that a rule looks at: others are kept
 * nowhere, for privacy. `probe`: facts with the full preview; `before`: fields looked at earlier.
 */
export function keepRuleFields(
  { rules }: Pick<Facts, 'rules'>,
  probe: PolicyFacts,
  { acts }: Pick<Command, 'acts'>,
  preview: Preview,
  before: readonly string[],
): Preview {
  const { target, ...shown } = preview
  const looked = [...new Set([...before, ...fieldsLookedAt(rules.pack, probe)])]
  // Aval's own operations have no fields besides those shown.
  if (target === undefined || looked.length === 0) return shown
  const bare = bareName(acts)
  const kept = target.filter(([name]) => looked.includes(bare(name)))
  return { ...shown, looked, ...(kept.length === 0 ? {} : { target: kept }) }
}

/** A function that removes the command's name that stands before a field in a list. */
function bareName(acts: Command['acts'] = []): (field: string) => string {
  const mended = acts.map((act) => `${act.mends} `)
  return (field) => field.slice(mended.find((name) => field.startsWith(name))?.length ?? 0)
}

/** All values by name: slots as typed, fields of the target, and changes before and after. */
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
