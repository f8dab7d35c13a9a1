// How many requests somebody had open at any moment, as evidence says it.

import { z } from 'zod'
import { jsonOf } from '../../evidence/json.ts'
import type { State } from '../lifecycle.ts'
import { indexBefore } from './circumstances.ts'
import type { History } from './history.ts'
import { stateOfType } from './proof.ts'
import { callerOf } from './reconstructed-request.ts'

/** One artifact of a command. */
export interface OpenRow {
  readonly position: number
  readonly commandId: string
  readonly type: string
  readonly actor: string
  /** Of a proposal; null for others, and once erased. */
  readonly body: string | null
}

/** The types that open or close a request; a vote that closes it is followed by one of them. */
export const openingTypes: readonly string[] = [
  ...['command.proposed', 'command.previewed', 'command.authorized', 'approval.requested'],
  ...['command.started', 'command.rejected'],
]

const openStates: readonly (State | undefined)[] = ['confirmation_requested', 'approval_requested']

const proposalSchema = z.object({ agent: z.string().optional() })

interface Count {
  readonly position: number
  readonly open: number
}

/** A command that has not ended. */
interface Standing {
  /** Null if its proposal was erased, because an agent may have asked; then it counts nowhere. */
  readonly asker: string | null
  isOpen: boolean
}

/**
 * Takes the rows in the order in which they were written. An agent's requests count apart from its
 * owner's own.
 */
export function openHistory(rows: Iterable<OpenRow>): History['openRequests'] {
  const standing = new Map<string, Standing>()
  const byAsker = new Map<string, Count[]>()

  function count(asker: string | null, position: number, by: number): void {
    if (asker === null) return
    const counts = byAsker.get(asker) ?? []
    byAsker.set(asker, counts)
    counts.push({ position, open: (counts.at(-1)?.open ?? 0) + by })
  }

  for (const { position, commandId, type, actor, body } of rows) {
    if (type === 'command.proposed' && !standing.has(commandId))
      standing.set(commandId, { asker: askerIn(actor, body), isOpen: false })
    const one = standing.get(commandId)
    if (one === undefined || !openingTypes.includes(type)) continue
    const isOpen = openStates.includes(stateOfType[type])
    if (isOpen !== one.isOpen) count(one.asker, position, isOpen ? 1 : -1)
    one.isOpen = isOpen
    if (ends.includes(type)) standing.delete(commandId)
  }
  return (requester, agent, position) => {
    const counts = byAsker.get(askerOf(requester, agent)) ?? []
    return counts[indexBefore(counts, position)]?.open ?? 0
  }
}

/** Behind these nothing opens again. */
const ends: readonly string[] = ['command.started', 'command.rejected']

function askerIn(actor: string, body: string | null): string | null {
  if (body === null) return null
  const said = proposalSchema.safeParse(jsonOf(body)).data
  return said === undefined ? null : askerOf(actor, said.agent)
}

function askerOf(requester: string, agent: string | undefined): string {
  return agent === undefined ? requester : `${requester} ${callerOf(agent)}`
}
