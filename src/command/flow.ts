// Questions about flows that were read.

import { type Environment, highImpactClasses, type SafetyClass } from '../policy/names.ts'
import type { Act } from './command.ts'
import type { Flow } from './spec.ts'

/** The connectors of Aval itself: they act in its own store only, for sandbox tenants too. */
export const ownConnectors: readonly string[] = ['aval', 'config']

/** `shop.orders.cancel` is the operation `orders.cancel` of the connector `shop`. */
export function operationOf(does: string): {
  readonly connector: string
  readonly operation: string
} {
  const end = does.indexOf('.')
  return { connector: does.slice(0, end), operation: does.slice(end + 1) }
}

/** The flows with the class that they have in this environment (`risk_in`). */
export function flowsIn(
  environment: Environment,
  flows: ReadonlyMap<string, Flow>,
): ReadonlyMap<string, Flow> {
  const there = (flow: Flow): Flow => {
    const risk = flow.risk_in[environment]
    return risk === undefined ? flow : { ...flow, risk }
  }
  return new Map([...flows].map(([name, flow]) => [name, there(flow)]))
}

/** The flows whose operation is this one. */
export function flowsDoing(flows: ReadonlyMap<string, Flow>, does: string): readonly Flow[] {
  return [...flows.values()].filter((one) => one.does === does)
}

/** The first flow whose operation is this one. */
export function flowDoing(flows: ReadonlyMap<string, Flow>, does: string): Flow | undefined {
  return flowsDoing(flows, does)[0]
}

/** Is it an operation of Aval itself, done in the step's transaction or read from the store? */
export function isOwn(flow: Flow): boolean {
  return flow.does.startsWith('aval.')
}

/**
 * The other commands that ask a connector for the very same: whatever they are called, the effect
 * is one. What Aval does itself may be one operation of many meanings, such as `aval.decision`.
 */
export function sameActFlows(flows: ReadonlyMap<string, Flow>, flow: Flow): readonly Flow[] {
  if (isOwn(flow)) return []
  return flowsDoing(flows, flow.does).filter((one) => one.command !== flow.command)
}

/** The connectors that a command acts on or asks, its recovery's acts among them. */
export function connectorsOf(flow: Flow, acts: readonly Act[] = []): readonly string[] {
  const all = [flow, ...acts].map((one) => operationOf(one.does).connector)
  return [...new Set(all)]
}

/**
 * The class and approval policy of a command: its flow's own, but R3 for an undo whose act is
 * high-impact or unknown. Where several flows do the same operation, the strictest counts.
 */
export function riskOf(
  { flows }: { readonly flows: ReadonlyMap<string, Flow> },
  flow: Flow,
  acts?: readonly Act[],
): { readonly safetyClass: SafetyClass; readonly approvalPolicyId: string | null } {
  const own = { safetyClass: flow.risk, approvalPolicyId: flow.approval_policy_id ?? null }
  const harsh = (acts ?? []).some((act) => {
    const doing = flowsDoing(flows, act.does)
    return doing.length === 0 || doing.some(({ risk }) => highImpactClasses.includes(risk))
  })
  return flow.risk === 'R2' && harsh ? { safetyClass: 'R3', approvalPolicyId: 'recovery' } : own
}
