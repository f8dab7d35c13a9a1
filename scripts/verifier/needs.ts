// What a command's decision required and what its outcome depends on: the evidence that must be
// present.

import type { Event } from './pack-file.ts'
import { typeOf } from './range-file.ts'

/** Rules of a decision that demand a confirmation. */
const confirming = ['+confirmation-needed', '+agent-proposed', '+agent-acts']

/** Required evidence that is missing, one sentence each. Call only on a complete command. */
export function needFaults(events: readonly Event[]): readonly string[] {
  return [
    ...events.flatMap((one, at) => {
      const before = new Set(events.slice(0, at).map(({ sealed }) => typeOf(sealed)))
      return faultsOf(one, before, events)
    }),
    ...bodyFaults(events),
  ]
}

function faultsOf(
  one: Event,
  before: ReadonlySet<string>,
  events: readonly Event[],
): readonly string[] {
  const { seq } = one
  switch (typeOf(one.sealed)) {
    case 'command.confirmed':
      return before.has('command.previewed')
        ? []
        : [`Artifact ${seq} confirms, and what was shown before it is not here.`]
    case 'approval.granted':
      return factorFaults(one, events)
    case 'command.rejected':
      return one.body?.['reason'] !== 'approval_denied' || before.has('approval.denied')
        ? []
        : [`It ended at artifact ${seq} as denied, and no denial of it is here.`]
    case 'rollback.started':
      return outcomes.some((type) => before.has(type))
        ? []
        : [`It was taken back from artifact ${seq} on, and no outcome of it is here.`]
    case 'command.authorized':
      return authorizedFaults(one, before)
    case 'command.started':
      return startedFaults(seq, before, events)
    case 'effect.applied':
      if (!before.has('command.started')) return [`Artifact ${seq} is an effect before any start.`]
      return before.has('effect.applied') ? [`Artifact ${seq} is a second effect.`] : []
    case 'command.succeeded':
      return isQuestion(events) === false && !before.has('effect.applied')
        ? [`It succeeded at artifact ${seq}, and no effect of it is here.`]
        : []
    default:
      return []
  }
}

const outcomes = ['command.succeeded', 'command.failed', 'command.uncertain']

/** Whoever says that they showed a second factor did so in the same moment. */
function factorFaults({ seq, sealed, body }: Event, events: readonly Event[]): readonly string[] {
  const method = body?.['method'] ?? 'token'
  const isShown = events.some(
    ({ sealed: each }) =>
      typeOf(each) === 'auth.accepted' &&
      each['actor'] === sealed['actor'] &&
      each['time'] === sealed['time'],
  )
  return method === 'token' || isShown
    ? []
    : [`Artifact ${seq} says ${String(method)}, and no second factor shown then is here.`]
}

function authorizedFaults(one: Event, before: ReadonlySet<string>): readonly string[] {
  const rules = rulesOf(one)
  const against = rules.find((rule) => rule.startsWith('-'))
  const confirmed =
    before.has('command.previewed') || confirming.some((rule) => rules.includes(rule))
  return [
    ...(against === undefined
      ? []
      : [`Artifact ${one.seq} lets pass what ${against} speaks against.`]),
    ...(confirmed && !before.has('command.confirmed')
      ? [`It went on at artifact ${one.seq}, and no confirmation of it is here.`]
      : []),
  ]
}

function startedFaults(
  seq: number,
  before: ReadonlySet<string>,
  events: readonly Event[],
): readonly string[] {
  const decision = events.findLast(
    (one) => one.seq < seq && typeOf(one.sealed) === 'command.authorized',
  )
  const needed = decision !== undefined && rulesOf(decision).includes('+approval-needed')
  return needed && !before.has('approval.required')
    ? [`It started at artifact ${seq} without the approval that artifact ${decision.seq} wants.`]
    : []
}

function rulesOf({ body }: Event): readonly string[] {
  const rules = body?.['rules']
  return Array.isArray(rules) ? rules.map(String) : []
}

/** Questions (class S0) have no effect; null where the class is not in the pack. */
function isQuestion(events: readonly Event[]): boolean | null {
  const { body = null } = events[0] ?? {}
  return body === null || body['safety_class'] === undefined ? null : body['safety_class'] === 'S0'
}

/**
 * Retention erases the oldest bodies first, and forgetting a person erases whole commands or that
 * person's artifacts: a body of the program's own is never erased while an older one is present.
 */
function bodyFaults(events: readonly Event[]): readonly string[] {
  const left = events.find(
    (one, at) => one.body === null && one.sealed['actor'] === 'aval' && hasOlder(events, at),
  )
  return left === undefined
    ? []
    : [
        `The body of artifact ${left.seq} was left out: what is erased is erased from the beginning.`,
      ]
}

/**
 * Whether an earlier artifact, with a time that is not later, has its body. A clock may have gone
 * back.
 */
function hasOlder(events: readonly Event[], at: number): boolean {
  const time = String(events[at]?.sealed['time'])
  return events.slice(0, at).some((one) => one.body !== null && String(one.sealed['time']) <= time)
}
