// How often somebody had asked, and what had been denied, by any moment, as evidence says it.

import { z } from 'zod'
import { deniedBefore, type Limit, limitReached } from '../../policy/limits.ts'
import { safetyClassSchema } from '../../policy/names.ts'
import { countsOf, isUncounted, requestKeys } from '../counts.ts'
import { countedForMs, newestMost } from '../tallies.ts'
import { indexBefore } from './circumstances.ts'
import type { History } from './history.ts'
import {
  callerOf,
  type PositionedEvidence,
  type ReconstructedRequest,
  type Texts,
} from './reconstructed-request.ts'

/** A request that no limit refused, or an artifact whose body says what it counts. */
export interface CountedRow {
  readonly position: number
  readonly type: string
  readonly tenant: string
  readonly actor: string
  /** ISO 8601 in UTC. */
  readonly time: string
  /** The digest of its policy; null for none. */
  readonly policy: string | null
  /** Null once erased. */
  readonly body: string | null
}

const requestSchema = z.object({
  command: z.string(),
  safety_class: safetyClassSchema,
  definition: z.record(z.string(), z.string()),
  agent: z.string().exactOptional(),
})
const countedSchema = z.object({ counted: z.array(z.string()) })

interface Times {
  readonly position: number
  readonly at: number
}

/** Takes the rows in the order in which they were written. What is erased counts nothing. */
export function countHistory(rows: Iterable<CountedRow>, texts: Texts): History['counted'] {
  const byKey = new Map<string, Times[]>()
  for (const row of rows) {
    const at = Date.parse(row.time)
    for (const key of keysOf(row, texts)) {
      const times = byKey.get(key) ?? []
      byKey.set(key, times)
      times.push({ position: row.position, at })
    }
  }
  return (position, now) => ({
    get(key) {
      const times = byKey.get(key) ?? []
      const last = indexBefore(times, position)
      /** When the request of this rank was made; 1 is the newest. */
      const timeOf = (rank: number) => {
        const at = times[last + 1 - rank]?.at
        return at === undefined || at <= now - countedForMs ? undefined : at
      }
      const newest = ranks.map(timeOf).filter((at) => at !== undefined)
      return { newest, ranks: { get: timeOf } }
    },
  })
}

const ranks = Array.from({ length: newestMost }, (_, index) => index + 1)

/** What its body says of denials; of a request, what it says itself, whatever the body says. */
function keysOf(
  { type, tenant, actor, policy, body }: CountedRow,
  texts: Texts,
): readonly string[] {
  if (body === null) return []
  const value: unknown = JSON.parse(body)
  if (type !== 'command.proposed') {
    const said = countedSchema.safeParse(value).data?.counted ?? []
    return said.filter((key) => /^(?:denied|allowed)\//.test(key))
  }
  const asked = requestSchema.safeParse(value).data
  const flow = texts.flow(asked?.definition[`command ${asked.command}`] ?? '')
  if (asked === undefined || flow === null || isUncounted(flow, asked)) return []
  const pack = policy === null ? null : texts.pack(policy)
  const { agent, safety_class: safetyClass } = asked
  const asker = agent === undefined ? {} : { agent, caller: callerOf(agent) }
  return requestKeys(pack, { id: actor, tenant }, safetyClass, asker)
}

/** The limit that the request had reached, by the rates of its policy; null for none. */
export function limitAt(
  { scope, body, flow, flows, pack, requester }: ReconstructedRequest,
  { time, position }: PositionedEvidence,
  past: History,
): Limit['limit'] | 'denials' | null {
  const now = Date.parse(time)
  const facts = { now, rules: { flows, pack }, tallies: past.counted(position, now) }
  const { acts, agent, slots, version } = body
  const openRequests = past.openRequests(requester.id, agent, position)
  const counts = countsOf(
    { ...facts, openRequests },
    requester,
    safetyClassSchema.parse(body.safety_class),
    {
      ...{ environment: scope.environment, tenant: scope.tenant, flow: flow.command },
      ...{ version, slots },
      ...(acts === undefined ? {} : { acts }),
      ...(agent === undefined ? {} : { agent, caller: callerOf(agent) }),
    },
  )
  const { confirm, available } = flow
  const command = {
    ...{ safetyClass: safetyClassSchema.parse(body.safety_class), confirm, available },
    agent: agent === undefined ? null : { name: agent },
  }
  if (deniedBefore(pack, { command, counts })) return 'denials'
  return limitReached(pack, { command, counts })?.limit ?? null
}
