// Checks that the artifacts of a command belong together: one fingerprint, which is that of the
// request; confirmed by the requester; answered by those who were asked.

import { canonical } from './canonical.ts'
import { bad, good, type Line } from './claims.ts'
import { memberOf } from './members.ts'
import type { Event, Json } from './pack-file.ts'
import { digestOf } from './proofs.ts'
import { typeOf } from './range-file.ts'

/** Call only when every artifact in the pack is proved. The first one is the proposal. */
export function bindingLines(events: readonly Event[]): readonly Line[] {
  const [first] = events
  if (first === undefined) return []
  const faults = [
    ...envelopeFaults(first, events),
    ...fingerprintFaults(first),
    ...confirmationFaults(first, events),
    ...answerFaults(events),
    ...nameFaults(first, events),
  ].map(bad)
  if (faults.length > 0 || first.body === null) return faults
  return [good('All of it is bound to what was asked.')]
}

const envelopeOf = ({ sealed }: Event): string => canonical(sealed['command'] ?? null)

function envelopeFaults(first: Event, events: readonly Event[]): readonly string[] {
  const other = events.find((one) => envelopeOf(one) !== envelopeOf(first))
  return other === undefined
    ? []
    : [`Artifact ${other.seq} names another fingerprint or key than the proposal.`]
}

/** The fingerprint must be that of the proposal's body: approvals hold for exactly that action. */
function fingerprintFaults({ seq, sealed, body }: Event): readonly string[] {
  if (body === null) return []
  const { command = null, slots = null, version = null, acts } = body
  const environment = memberOf(sealed, 'system')['environment'] ?? null
  const action = { command, environment, slots, tenant: sealed['tenant'] ?? null, version }
  const asked: Json = acts === undefined ? action : { ...action, acts }
  return digestOf(canonical(asked)) === memberOf(sealed, 'command')['fingerprint']
    ? []
    : [`The fingerprint is not that of what artifact ${seq} asks for.`]
}

/** The requester, or the agent that acted in its own name; where the body is erased, any agent. */
function mayConfirm({ sealed, body }: Event, actor: Json): boolean {
  if (actor === sealed['actor']) return true
  if (body !== null) return actor === body['agent']
  return typeof actor === 'string' && actor.startsWith('agent:')
}

function confirmationFaults(first: Event, events: readonly Event[]): readonly string[] {
  const other = events.find(
    ({ sealed }) =>
      typeOf(sealed) === 'command.confirmed' && !mayConfirm(first, sealed['actor'] ?? null),
  )
  return other === undefined ? [] : [`Artifact ${other.seq} is a confirmation of somebody else.`]
}

/** Where the bodies are present: only people who were asked have answered. */
function answerFaults(events: readonly Event[]): readonly string[] {
  const asked = new Set<Json>()
  for (const { seq, sealed, body } of events) {
    const type = typeOf(sealed)
    if (type === 'approval.requested') {
      const to = body?.['to']
      if (!Array.isArray(to)) return []
      for (const one of to) asked.add(one)
    }
    const isAnswer = type === 'approval.granted' || type === 'approval.denied'
    if (isAnswer && !asked.has(sealed['actor'] ?? null))
      return [`Artifact ${seq} is an answer of somebody who was not asked.`]
  }
  return []
}

/** Every body repeats the command's name, which the page shows. */
function nameFaults(first: Event, events: readonly Event[]): readonly string[] {
  const name = first.body?.['name']
  const other = events.find(({ body }) => {
    const said = body?.['name']
    return name !== undefined && said !== undefined && said !== name
  })
  return other === undefined ? [] : [`Artifact ${other.seq} calls the command by another name.`]
}
