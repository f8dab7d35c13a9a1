// Rebuilds what policy was asked about a command, from its evidence and the flow and pack texts in
// force then.

import { z } from 'zod'
import { decide } from '../../policy/decide.ts'
import type { Decision } from '../../policy/decision.ts'
import type { Environment } from '../../policy/names.ts'
import type { Binding, Pack } from '../../policy/pack.ts'
import type { Person } from '../../policy/people.ts'
import { touchedSchema } from '../../policy/risk.ts'
import { policyFacts } from '../asked/policy-facts.ts'
import { recordedBindingSchema, slotsSchema } from '../command.ts'
import { flowsIn, riskOf } from '../flow.ts'
import type { Flow } from '../spec.ts'
import type { Circumstances, Moment } from './circumstances.ts'
import { bodyOf, type CommandEvidence } from './command-evidence.ts'

/** Flows and packs by the SHA-256 of their text; null for a text that is not here. */
export interface Texts {
  pack(digest: string): Pack | null
  flow(digest: string): Flow | null
}

/** An artifact of the command, with its position over all chains. */
export type PositionedEvidence = CommandEvidence & { readonly position: number }

export interface RequestScope {
  readonly environment: Environment
  readonly tenant: string
}

const proposalSchema = z.object({
  command: z.string(),
  version: z.int(),
  safety_class: z.string(),
  slots: slotsSchema(),
  definition: z.record(z.string(), z.string()).optional(),
  agent: z.string().optional(),
  acts: z.array(z.object({ does: z.string(), slots: slotsSchema(), mends: z.string() })).optional(),
})
type Proposal = z.output<typeof proposalSchema>

const pairs = z.array(z.tuple([z.string(), z.string()]))
const previewSchema = z.object({
  shows: pairs,
  changes: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  target: pairs.exactOptional(),
  touches: z.array(touchedSchema()).exactOptional(),
})
const heldSchema = z.object({
  roles: z.array(z.string()),
  grants: z.array(z.string()).default([]),
})
const authorizedSchema = z.object({ held: heldSchema.optional() })

/** The parts of the request that stay the same over its lifetime. */
export interface ReconstructedRequest {
  readonly scope: RequestScope
  readonly body: Proposal
  readonly flow: Flow
  readonly flows: ReadonlyMap<string, Flow>
  readonly pack: Pack | null
  readonly binding: Binding | null
  /** With the rights under which the command was authorized. */
  readonly requester: Person
}

/** `lacking`: kind and digest of each missing text. */
export type Reconstruction =
  | { readonly kind: 'asked'; readonly asked: ReconstructedRequest }
  | { readonly kind: 'lacking'; readonly lacking: readonly string[] }
  | { readonly kind: 'fault'; readonly fault: string }
  /** It was never authorized, was a query, or its texts are erased. */
  | { readonly kind: 'nothing' }

const nothing: Reconstruction = { kind: 'nothing' }
const fault = (text: string): Reconstruction => ({ kind: 'fault', fault: text })

export function reconstructRequest(
  scope: RequestScope,
  evidence: readonly PositionedEvidence[],
  texts: Texts,
): Reconstruction {
  const proposed = evidence[0]
  const authorized = evidence.find((one) => one.type === 'command.authorized')
  if (proposed?.type !== 'command.proposed' || authorized === undefined) return nothing
  const body = bodyOf(proposed, proposalSchema)
  const said = bodyOf(authorized, authorizedSchema)
  if (body === null || said === null || body.safety_class === 'S0') return nothing
  if (body.definition === undefined) return fault('nothing says what it does')
  const binding = bindingIn(proposed.policy)
  const lacking = lackingFor(body.definition, binding, texts)
  if (lacking.length > 0) return { kind: 'lacking', lacking }
  const flows = definedBy(scope, body.definition, texts)
  const flow = flows.get(body.command)
  if (flow?.version !== body.version) return fault(`no text says what ${body.command} is`)
  const { safetyClass } = riskOf({ flows }, flow, body.acts)
  if (safetyClass !== body.safety_class)
    return fault(`it is of class ${safetyClass}, and was asked as ${body.safety_class}`)
  const requester = personOf(proposed.actor, scope.tenant, said.held)
  const pack = binding === null ? null : texts.pack(binding.digest)
  return { kind: 'asked', asked: { scope, body, flow, flows, pack, binding, requester } }
}

const flowPrefix = 'command '

function lackingFor(
  definition: Readonly<Record<string, string>>,
  binding: Binding | null,
  texts: Texts,
): readonly string[] {
  const pack =
    binding === null || texts.pack(binding.digest) !== null
      ? []
      : [`policy ${binding.pack} ${binding.version} ${binding.digest}`]
  const flows = Object.entries(definition).flatMap(([what, digest]) =>
    what.startsWith(flowPrefix) && texts.flow(digest) === null ? [`${what} ${digest}`] : [],
  )
  return [...pack, ...flows]
}

function bindingIn(policy: string | null): Binding | null {
  return policy === null ? null : recordedBindingSchema().parse(JSON.parse(policy))
}

/** The flows by their own command name; a text under another name is ignored. */
function definedBy(
  { environment }: RequestScope,
  definition: Readonly<Record<string, string>>,
  texts: Texts,
): ReadonlyMap<string, Flow> {
  const flows = Object.entries(definition).flatMap(([what, digest]) => {
    const flow = what.startsWith(flowPrefix) ? texts.flow(digest) : null
    return flow?.command === what.slice(flowPrefix.length) ? [[flow.command, flow] as const] : []
  })
  return flowsIn(environment, new Map(flows))
}

function personOf(
  id: string,
  tenant: string,
  held: z.output<typeof heldSchema> | undefined,
): Person {
  const { roles, grants } = held ?? { roles: [], grants: [] }
  return { id, name: id, tenant, roles, grants, locale: '', identifiers: [], stepUp: 'none' }
}

/** The decision right before this artifact. `shown`: the newest preview before it. */
export function decisionAt(
  { scope, body, flow, flows, pack, binding, requester }: ReconstructedRequest,
  { time, position }: PositionedEvidence,
  shown: PositionedEvidence | null,
  recorded: readonly string[],
  circumstances: (moment: Moment) => Circumstances,
): Decision {
  const { environment, tenant } = scope
  const now = Date.parse(time)
  const emergencyMs = pack?.emergency?.lasts ?? 0
  const known = circumstances({ position, tenant, now, emergencyMs })
  // What evidence no longer says is assumed as recorded with the decision.
  const declared = recorded.includes('+emergency-declared') ? Number.POSITIVE_INFINITY : 0
  const facts = {
    now,
    mode: known.locks?.mode ?? ({ kind: 'open' } as const),
    partLocks: known.locks?.partLocks ?? [],
    suspicious: known.suspicious ?? recorded.includes('+under-suspicion'),
    emergencies: [{ tenant, until: known.emergencyUntil ?? declared }],
    rules: { environment, binding, flows },
  }
  const { slots, acts, agent } = body
  const preview = shown === null ? null : bodyOf(shown, previewSchema)
  const command = {
    ...{ tenant, slots, preview },
    ...(acts === undefined ? {} : { acts }),
    ...(agent === undefined ? {} : { agent, caller: callerOf(agent) }),
  }
  return decide(pack, policyFacts(facts, command, flow, requester))
}

/** The program's name in a session id: `claude-code` of `agent:claude-code-1a2b3c4d`. */
export function callerOf(agent: string): string {
  return agent.replace(/^agent:/, '').replace(/-[^-]*$/, '')
}
