// The files that define a command: its flow and the descriptions of its connectors. People approve
// what these files said when they read the card; a later change voids the approval.

import type { Binding } from '../policy/pack.ts'
import type { Act, Command, Definition, Slots } from './command.ts'
import type { Rules } from './facts.ts'
import { fingerprintOf } from './fingerprint.ts'
import { flowsDoing, operationOf, sameActFlows } from './flow.ts'
import { packKey } from './recorded-binding.ts'
import type { Flow } from './spec.ts'

type Read = Pick<Rules, 'flows' | 'described' | 'packs' | 'tenants'>

interface Meant {
  readonly tenant: string
  readonly slots: Slots
  readonly acts?: readonly Act[] | undefined
}

/**
 * Each file behind it by what it describes, with the SHA-256 of its bytes; and is it for real? With
 * all others that do the same, or what a recovery does, for policy looks at each of them.
 */
export function definitionOf(rules: Read, flow: Flow, meant: Meant): Definition {
  const { tenant, acts = [] } = meant
  const done = acts.flatMap((act) => flowsDoing(rules.flows, act.does))
  const flows = [flow, ...sameActFlows(rules.flows, flow), ...done].map(
    (one) => [`command ${one.command}`, one.digest] as const,
  )
  const operations = [flow, ...done].flatMap(({ does, preview = does }) => [does, preview])
  const connectors = operations.map((one) => rules.described.get(operationOf(one).connector))
  const sandbox = String(rules.tenants.get(tenant)?.sandbox === true)
  const pack = packMeant(rules, flow, meant)
  return Object.assign({ sandbox, ...Object.fromEntries(flows), ...pack }, ...connectors)
}

/**
 * The full digest of the pack that a policy command would bind; a card shows only its beginning.
 */
function packMeant({ packs }: Read, { does }: Flow, { slots }: Meant): Definition {
  const named = packKey(String(slots['pack']), String(slots['version']))
  const pack = does === 'aval.policy.bind' ? packs.get(named) : undefined
  return pack === undefined ? {} : { [`policy ${named}`]: pack.digest }
}

/** Are all files that defined the command unchanged? Files added since do not matter. */
export function isAsDefined(rules: Read, command: Command): boolean {
  const flow = rules.flows.get(command.flow)
  const now = flow === undefined ? {} : definitionOf(rules, flow, command)
  return Object.entries(command.definition ?? {}).every(([what, digest]) => now[what] === digest)
}

/**
 * Why an approval of this command no longer counts: policy, flow version, slots or files changed
 * since it was requested (HAPF X.A, DESR VIII). Null if nothing changed.
 */
export function changedSince(
  rules: Read & Pick<Rules, 'binding' | 'rebound'>,
  command: Command,
): 'policy_changed' | 'definition_changed' | null {
  if (rules.flows.get(command.flow)?.version !== command.version) return 'policy_changed'
  if (fingerprintOf(command) !== command.fingerprint) return 'policy_changed'
  if (!isSameBinding(command.binding, rules.binding)) return 'policy_changed'
  // Another policy was bound in between, even if this one is bound again.
  if (command.rebound !== rules.rebound) return 'policy_changed'
  return isAsDefined(rules, command) ? null : 'definition_changed'
}

/** Do both bind the same bytes under the same profile? */
export function isSameBinding(one: Binding | null, other: Binding | null): boolean {
  return one?.digest === other?.digest && one?.profile === other?.profile
}
