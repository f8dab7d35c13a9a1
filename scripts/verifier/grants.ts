// Checks the approvals of one command: enough entitled people, in time, for this command.

import { memberOf } from './members.ts'
import type { Event, Json, JsonObject } from './pack-file.ts'
import { typeOf } from './range-file.ts'

/** The only profile in which the requester may be one of the approvers. */
const selfApproving = 'HAPF-Basic'

/** The state of a request for approval. */
interface Round {
  /** Who granted and did not take it back. */
  readonly people: Set<Json>
  readonly deniers: Set<Json>
  /** How many denials end it; null while no body says it. */
  denials: number | null
  /** How many must approve; null while no body says it. */
  needed: number | null
  until: string | null
  /** The scopes that an answer needs; null while no body says it. */
  scopes: readonly Json[] | null
  asked: boolean
  /** It expired and may be asked again, with the terms of that time. */
  isExpired: boolean
  /**
   * Whether the newest grant says that the quorum is reached; null where its body is not in the
   * pack.
   */
  reached: boolean | null
}

/** Faults of the answers, one sentence each. `events` are in the order of the chain. */
export function grantFaults(events: readonly Event[]): readonly string[] {
  const round: Round = {
    people: new Set(),
    deniers: new Set(),
    denials: null,
    ...{ needed: null, until: null, scopes: null, asked: false, isExpired: false, reached: null },
  }
  const [first] = events
  return events.flatMap((one) => {
    const type = typeOf(one.sealed)
    if (type === 'command.started') return round.asked ? startFaults(one, round) : []
    if (type === 'approval.granted' && first !== undefined) return grantOf(one, first, round)
    const faults = againFaults(one, type, round)
    follow(one, type, round)
    return faults
  })
}

/** A repeated request after an expiry must state its scope again. */
function againFaults({ seq, body }: Event, type: string, { isExpired }: Round): readonly string[] {
  const isSilent = body !== null && textIn(body, 'scope') === null
  return type === 'approval.requested' && isExpired && isSilent
    ? [`Artifact ${seq} asks again for an approval, and does not say which one.`]
    : []
}

function follow({ sealed, body }: Event, type: string, round: Round): void {
  const isAgain = type === 'approval.requested' && round.isExpired
  if (type === 'approval.required' || isAgain) {
    round.isExpired = false
    round.needed = countIn(body, 'approvers')
    round.denials = body === null ? null : (countIn(body, 'denials') ?? 1)
    const scope = textIn(body, 'scope')
    round.scopes = scope === null ? null : [scope, ...listIn(body, 'also')]
  }
  if (type === 'approval.denied') round.deniers.add(sealed['actor'] ?? null)
  if (type === 'approval.requested') {
    round.asked = true
    round.until = textIn(body, 'expires_at')
  }
  if (type === 'approval.cancelled') {
    for (const who of [sealed['actor'] ?? null, body?.['by_name'] ?? null]) {
      round.people.delete(who)
      round.deniers.delete(who)
    }
  }
  if (type === 'approval.expired') {
    round.isExpired = true
    round.people.clear()
    round.deniers.clear()
  }
}

function grantOf(one: Event, first: Event, round: Round): readonly string[] {
  const { seq, sealed, body } = one
  const actor = sealed['actor'] ?? null
  const faults: string[] = []
  const own = memberOf(sealed, 'command')['fingerprint']
  if (body !== null && body['bound_to'] !== undefined && body['bound_to'] !== own)
    faults.push(`Artifact ${seq} is an approval of another fingerprint.`)
  if (actor === first.sealed['actor'] && memberOf(sealed, 'policy')['profile'] !== selfApproving)
    faults.push(`Artifact ${seq} is an approval of whoever asked, and the profile lets nobody.`)
  if (round.until !== null && String(sealed['time']) >= round.until)
    faults.push(`Artifact ${seq} is an approval that came when the time for it was over.`)
  const held = listIn(body === null ? null : memberOf(body, 'held'), 'scopes')
  const lacking = body === null ? [] : (round.scopes ?? []).filter((one) => !held.includes(one))
  if (lacking.length > 0)
    faults.push(`Artifact ${seq} is an approval of somebody without ${lacking.join(', ')}.`)
  round.people.add(actor)
  // The last answer of a person counts.
  round.deniers.delete(actor)
  const needed = countIn(body, 'needed')
  if (needed !== null && round.needed !== null && needed !== round.needed)
    faults.push(`Artifact ${seq} speaks of ${needed} approvals, and ${round.needed} were needed.`)
  round.needed ??= needed
  round.reached = body === null ? null : body['quorum'] === 'reached'
  const count = round.reached === true ? (countIn(body, 'count') ?? Number.POSITIVE_INFINITY) : 0
  if (round.people.size < count)
    faults.push(
      `Artifact ${seq} counts ${count} approvals, and ${round.people.size} of them are here.`,
    )
  return faults
}

function startFaults(
  { seq }: Event,
  { people, deniers, denials, needed, reached }: Round,
): readonly string[] {
  if (denials !== null && deniers.size >= denials)
    return [`It started at artifact ${seq}, and had been denied.`]
  if (people.size === 0) return [`It started at artifact ${seq}, and no approval of it is here.`]
  if (needed !== null && people.size < needed)
    return [`It started at artifact ${seq} with ${people.size} of ${needed} approvals.`]
  return reached === false
    ? [`It started at artifact ${seq}, and no approval that is here was enough.`]
    : []
}

function countIn(body: JsonObject | null, name: string): number | null {
  const value = body?.[name]
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null
}

function listIn(body: JsonObject | null, name: string): readonly Json[] {
  const value = body?.[name]
  return Array.isArray(value) ? value : []
}

function textIn(body: JsonObject | null, name: string): string | null {
  const value = body?.[name]
  return typeof value === 'string' ? value : null
}
