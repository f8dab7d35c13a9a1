// Holds a decision against what held in its environment: lockdowns, a suspicion, the bound policy.

import type { Asked } from './asked.ts'
import {
  covers,
  type Lock,
  locksAt,
  locksBetween,
  policiesAt,
  suspicionAt,
  type Touched,
} from './lockdowns.ts'
import { list, memberOf, textIn } from './members.ts'
import { type Event, isObject, type JsonObject } from './pack-file.ts'
import { typeOf } from './range-file.ts'

/** `one` decides, asks anew or starts. What is not known is added to `asked.unread`. */
export function aroundFaults(
  asked: Asked,
  one: Event,
  events: readonly Event[],
): readonly string[] {
  const { own } = asked.around
  if (own === null) return []
  return [
    ...policyFaults(asked, one, own),
    ...lockFaults(asked, one, own),
    ...suspicionFaults(asked, one, own),
    ...(typeOf(one.sealed) === 'command.started' ? voidFaults(asked, one, events, own) : []),
  ]
}

const timeOf = ({ sealed }: Event): string => String(sealed['time'])

function policyFaults({ unread }: Asked, one: Event, own: readonly Event[]): readonly string[] {
  const bound = policiesAt(own, timeOf(one))
  if (bound === null) unread.add('Which policy was bound then is not here: it is not proved.')
  if (bound === null) return []
  const named = memberOf(one.sealed, 'policy')
  const isBound = bound.some((each) => members.every((name) => each[name] === named[name]))
  return isBound ? [] : [`Artifact ${one.seq} is under a policy that was not the bound one.`]
}

const members = ['pack', 'version', 'digest', 'profile']

/** A lockdown stops all but what may be asked in one. */
function lockFaults(asked: Asked, one: Event, own: readonly Event[]): readonly string[] {
  if ((textIn(asked.flow, 'available') ?? 'open') !== 'open') return []
  const { held, isUnknown } = locksAt(own, timeOf(one))
  if (isUnknown) asked.unread.add('What was locked then is not all here: it is not proved.')
  const lock = held.find((each) => covers(each, touchedBy(asked)))
  return lock === undefined ? [] : [`It went on at artifact ${one.seq}, in ${named(lock)}.`]
}

/** Votes from before a lockdown count no longer, also when that is over. */
function voidFaults(
  asked: Asked,
  one: Event,
  events: readonly Event[],
  own: readonly Event[],
): readonly string[] {
  const wanted = asked.demand.wanted?.approvers ?? 0
  if (wanted === 0 || (textIn(asked.flow, 'available') ?? 'open') !== 'open') return []
  const votes = new Map<unknown, string>()
  for (const each of events) {
    const type = typeOf(each.sealed)
    if (type === 'approval.granted') votes.set(each.sealed['actor'], timeOf(each))
    if (type === 'approval.expired') votes.clear()
  }
  const touched = touchedBy(asked)
  const voided = (at: string) =>
    locksBetween(own, at, timeOf(one)).find((each) => covers(each, touched))
  const left = [...votes.values()].filter((at) => voided(at) === undefined)
  const lock = [...votes.values()].flatMap((at) => voided(at) ?? [])[0]
  return lock === undefined || left.length >= wanted
    ? []
    : [`It started at artifact ${one.seq} by approvals from before ${named(lock)}.`]
}

function named({ seq, part, of }: Lock): string {
  const what = part === '' ? 'the lockdown of all' : `the lockdown of ${part} ${of}`
  return `${what} (artifact ${seq} of the environment)`
}

function touchedBy({ first, flow }: Asked): Touched {
  const body = first.body ?? {}
  const acts = list(body, 'acts').flatMap((act) => (isObject(act) ? [act] : []))
  const connectorOf = ({ does = null }: JsonObject) => String(does).split('.')[0] ?? ''
  const agent = textIn(body, 'agent')
  return {
    tenant: first.sealed['tenant'] ?? null,
    safetyClass: body['safety_class'] ?? null,
    connectors: [flow, ...acts].map(connectorOf),
    agent: agent === null ? null : agent.replace(/^agent:/, '').replace(/-[^-]*$/, ''),
  }
}

/** Under a suspicion the next stricter profile decides. */
function suspicionFaults(
  { decision }: Asked,
  one: Event,
  own: readonly Event[],
): readonly string[] {
  if (one !== decision) return []
  const raised = suspicionAt(own, timeOf(one))
  const isSaid = list(one.body ?? {}, 'rules').includes('+under-suspicion')
  return raised === null || isSaid
    ? []
    : [
        `Artifact ${one.seq} passes over the suspicion of artifact ${raised.seq} of the environment.`,
      ]
}
