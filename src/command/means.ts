// What a command would do, beyond its words: by its flow, by the system behind it, for real or not.

import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Command } from './command.ts'
import type { Rules } from './facts.ts'
import { connectorsOf } from './recover.ts'
import { flowDoing } from './spec.ts'

/**
 * A digest of it, with the rules of now. Files are edited between two starts, and the version of a
 * flow is its author's to raise: what people agreed to is what it meant then (HAPF X.A).
 */
export function meansOf(
  { flows, tenants, systems }: Pick<Rules, 'flows' | 'tenants' | 'systems'>,
  { flow: name, tenant, acts = [] }: Pick<Command, 'flow' | 'tenant' | 'acts'>,
): string {
  const flow = flows.get(name)
  if (flow === undefined) return ''
  const all = [flow, ...acts.flatMap((act) => flowDoing(flows, act.does) ?? [])]
  const behind = connectorsOf(flow, acts).map((one) => systems.get(one) ?? '')
  const sandbox = tenants.get(tenant)?.sandbox === true
  return sha256(canonical({ flows: all, systems: behind, sandbox }))
}
