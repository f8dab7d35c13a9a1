// Whom the command line brought back or made an admin, held against who could have decided it:
// the same question as when it was done, over the rights that the evidence before it says.

import { z } from 'zod'
import type { Environment } from '../../policy/names.ts'
import type { Person } from '../../policy/people.ts'
import { recordedBindingSchema } from '../command.ts'
import { isDecidableInChat, liftingFlows, withoutStuckLocks } from '../decidable.ts'
import { flowsIn } from '../flow.ts'
import { flowOfAct, slotsOfAct } from '../noticed/command-line-rights.ts'
import type { History } from './history.ts'
import type { Texts } from './reconstructed-request.ts'
import type { Rights, RightsRow } from './rights-body.ts'

const bodySchema = z.object({
  act: z.enum(['restore', 'admin']),
  definition: z.record(z.string(), z.string()),
})
const restSchema = z.enum(['by_admin', 'identity_changed', 'not_proven', 'number_unseen'])

/** The artifact, with its place over all chains and its policy in canonical form. */
export type CommandLineAct = Pick<RightsRow, 'tenant' | 'actor' | 'time' | 'body'> & {
  readonly position: number
  readonly policy: string | null
}

/** What does not fit, as a clause; null where all does, or a text or what held then is not here. */
export function commandLineActFault(
  environment: Environment,
  { tenant, actor, time, body, position, policy }: CommandLineAct,
  known: ReadonlyMap<string, Rights>,
  texts: Texts,
  past: History,
): string | null {
  const said = bodySchema.safeParse(JSON.parse(body ?? 'null')).data
  if (said === undefined || policy === null) return 'nothing says by which command'
  const { act, definition } = said
  const binding = recordedBindingSchema().parse(JSON.parse(policy))
  const pack = texts.pack(binding.digest)
  const named = flowOfAct[act]
  const recorded = [named, ...liftingFlows].flatMap((name) => definition[`command ${name}`] ?? [])
  const read = recorded.map((digest) => texts.flow(digest))
  const found = read.flatMap((one) => one ?? [])
  const now = Date.parse(time)
  const emergencyMs = pack?.emergency?.lasts ?? 0
  const held = past.circumstances({ position, tenant, now, emergencyMs })
  const { locks, suspicious, emergencyUntil } = held
  if (pack === null || found.length < read.length) return null
  if (locks === null || suspicious === null || emergencyUntil === null) return null
  const flows = flowsIn(environment, new Map(found.map((one) => [one.command, one])))
  const flow = flows.get(named)
  if (flow === undefined) return 'nothing says by which command'
  const facts = {
    ...{ now, ...locks, suspicious, emergencies: [{ tenant, until: emergencyUntil }] },
    ...{ rules: { environment, binding, flows, pack }, onCall: [] },
    people: [...known].map(([id, rights]) => personOf(id, rights)),
  }
  const asked = withoutStuckLocks(facts, tenant)
  return isDecidableInChat(asked, { id: actor, tenant }, flow, slotsOfAct(act, actor))
    ? 'others could decide it in chat'
    : null
}

/** Who is on call is not known here, nor since when a duty is handed over: both only ask fewer. */
function personOf(id: string, { tenant, roles, grants, rest, delegated }: Rights): Person {
  const until = delegated === undefined ? 0 : Date.parse(delegated.until)
  return {
    ...{ id, name: id, tenant, roles, grants, locale: '', identifiers: [], stepUp: 'none' },
    ...(rest === undefined ? {} : { suspended: restSchema.catch('by_admin').parse(rest) }),
    ...(delegated === undefined ? {} : { delegation: { to: delegated.to, since: 0, until } }),
  }
}
