// Commands of Aval itself, and those on configuration units, may not be made less strict than
// shipped: a home's files can ask for more, never for less, because nobody approves a file (HAPF
// VI, XIV).

import { operationOf, ownConnectors } from '../command/flow.ts'
import type { Flow } from '../command/spec.ts'
import { environments, type SafetyClass } from '../policy/names.ts'

/** Each in ascending order; a value from another list counts as less. */
const ladders: readonly (readonly string[])[] = [
  ['S0', 'S1', 'S2', 'S3'],
  ['R1', 'R2', 'R3'],
  ['always', 'locked', 'open'],
  ['act', 'propose', 'never'],
]

function isLess(one: string, than: string): boolean {
  const ladder = ladders.find((steps) => steps.includes(than)) ?? []
  return ladder.indexOf(one) < ladder.indexOf(than)
}

function classesOf({ risk, risk_in: there }: Flow): readonly SafetyClass[] {
  return environments.map((environment) => there[environment] ?? risk)
}

/** Is its class a lower one, in any environment? */
export function isLower(own: Flow, than: Flow): boolean {
  const usual = classesOf(than)
  return classesOf(own).some((one, at) => isLess(one, usual[at] ?? one))
}

function isWider(scopes: readonly string[], than: readonly string[]): boolean {
  if (than.length === 0) return false
  return scopes.length === 0 || !scopes.every((scope) => than.includes(scope))
}

/** By field: is the home's flow less strict in it than the shipped one? */
const eases: Readonly<Record<string, (own: Flow, shipped: Flow) => boolean>> = {
  // Policy rules name commands, so a renamed command would escape them.
  command: (own, { command }) => own.command !== command,
  risk: isLower,
  scopes: ({ scopes }, shipped) => isWider(scopes, shipped.scopes),
  approval_policy_id: (own, { approval_policy_id: id }) =>
    id !== undefined && own.approval_policy_id !== id,
  two_people: (own, shipped) => shipped.two_people && !own.two_people,
  confirm: (own, shipped) => shipped.confirm && !own.confirm,
  preview: (own, { preview }) => preview !== undefined && own.preview !== preview,
  available: (own, { available }) => isLess(own.available, available),
  agents: (own, { agents }) => isLess(own.agents, agents),
}

/** Does this operation change Aval or its own data, rather than an external system? */
export function isOfAval({ does }: Pick<Flow, 'does'>): boolean {
  return ownConnectors.includes(operationOf(does).connector)
}

/**
 * The first field that is less strict than in a shipped flow of the same operation; null for none.
 */
export function weakenedField(own: Flow, shipped: Iterable<Flow>): string | null {
  for (const usual of shipped)
    if (usual.does === own.does)
      for (const [field, isEased] of Object.entries(eases)) if (isEased(own, usual)) return field
  return null
}
