// Lockdowns, a suspicion and the bound policy, as the environment's own chain says them by a time.

import type { Texts } from './asked.ts'
import { bad, good, type Line, missing, note } from './claims.ts'
import { memberOf, textIn } from './members.ts'
import type { Event, Json, JsonObject } from './pack-file.ts'
import { typeOf } from './range-file.ts'

/** The whole environment, or one part of it, is locked. */
export interface Lock {
  /** Of the artifact that locked it. */
  readonly seq: number
  /** `connector`, `class`, `tenant` or `agent`; empty for the whole. */
  readonly part: string
  readonly of: string
  /** ISO 8601 in UTC; `until` is null for no end. */
  readonly since: string
  readonly until: string | null
}

/** What a command touches. */
export interface Touched {
  readonly tenant: Json
  readonly safetyClass: Json
  readonly connectors: readonly string[]
  /** The name of the agent that asked; null for none. */
  readonly agent: string | null
}

export interface Locks {
  readonly held: readonly Lock[]
  /** The body of one that is not over is not here: what else is locked is unknown. */
  readonly isUnknown: boolean
}

const timeOf = ({ sealed }: Event): string => String(sealed['time'])

/**
 * What was locked at a time. Chains are ordered by time alone: what ended in the same millisecond
 * holds no longer, and what began in it does not hold yet.
 */
export function locksAt(own: readonly Event[], time: string): Locks {
  const held = new Map<string, Lock>()
  let hidden = 0
  for (const one of own) {
    const type = typeOf(one.sealed)
    const isPast = type === 'lockdown.on' ? timeOf(one) < time : timeOf(one) <= time
    if (!isPast || (type !== 'lockdown.on' && type !== 'lockdown.off')) continue
    if (one.body === null) {
      // Which one ended is unknown: none that was known surely holds.
      if (type === 'lockdown.off' && hidden === 0) held.clear()
      hidden = Math.max(0, hidden + (type === 'lockdown.on' ? 1 : -1))
      continue
    }
    const lock = lockOf(one, one.body)
    const key = partOf(lock)
    if (type === 'lockdown.on') held.set(key, lock)
    else if (!held.delete(key)) hidden = Math.max(0, hidden - 1)
  }
  const inForce = [...held.values()].filter(({ until }) => until === null || time < until)
  return { held: inForce, isUnknown: hidden > 0 }
}

function lockOf(one: Event, body: JsonObject): Lock {
  const [part, of] = [textIn(body, 'part') ?? '', textIn(body, 'of') ?? '']
  return { seq: one.seq, part, of, since: timeOf(one), until: textIn(body, 'until') }
}

const partOf = ({ part, of }: Lock) => `${part} ${of}`

export function covers({ part, of }: Lock, touched: Touched): boolean {
  switch (part) {
    case '':
      return true
    case 'connector':
      return touched.connectors.includes(of)
    case 'class':
      return touched.safetyClass === of
    case 'tenant':
      return touched.tenant === of
    case 'agent':
      return touched.agent === of
    default:
      return false
  }
}

/** Lockdowns that began between two times, both exclusive, whether they ended or not. */
export function locksBetween(own: readonly Event[], from: string, to: string): readonly Lock[] {
  return own.flatMap((one) => {
    const isOne = typeOf(one.sealed) === 'lockdown.on' && one.body !== null
    const isThen = from < timeOf(one) && timeOf(one) < to
    return isOne && isThen && one.body !== null ? [lockOf(one, one.body)] : []
  })
}

/** The artifact that raised the suspicion in force; null for none, or where it is not known. */
export function suspicionAt(own: readonly Event[], time: string): Event | null {
  let raised: Event | null = null
  for (const one of own) {
    if (typeOf(one.sealed) !== 'limit.reached' || timeOf(one) > time) continue
    const isLifted = one.body === null || one.body['lifted'] === true
    const isOne = one.body === null || one.body['limit'] === 'suspicion'
    if (isOne && isLifted) raised = null
    else if (isOne && timeOf(one) < time) raised = one
  }
  return raised
}

/** The actor of what the program itself does. */
const system = 'aval'

/** The policies that may be bound at a time; null where one of them is not here. */
export function policiesAt(own: readonly Event[], time: string): readonly JsonObject[] | null {
  const bound = own.filter(({ sealed }) => typeOf(sealed) === 'policy.bound')
  const newest = bound.findLast((one) => timeOf(one) < time)
  const then = bound.filter((one) => timeOf(one) === time)
  const found = [...(newest === undefined ? [] : [newest]), ...then]
  const policies = found.map(boundBy).filter((one) => one !== null)
  return found.length === 0 || policies.length < found.length ? null : policies
}

/** A start is itself under the policy that it binds, which stays when its body is erased. */
function boundBy({ sealed, body }: Event): JsonObject | null {
  return body ?? (sealed['actor'] === system ? memberOf(sealed, 'policy') : null)
}

/**
 * Lockdowns that end as none does. `isWhole`: nothing of the chain stands before these artifacts.
 * `stories`: the commands of the pack, by their public names.
 */
export function lockdownLines(
  own: readonly Event[],
  isWhole: boolean,
  stories: ReadonlyMap<string, readonly Event[]>,
): readonly Line[] {
  const held = new Map<string, Lock>()
  let isKnown = isWhole
  const lines = own.flatMap((one): readonly Line[] => {
    const type = typeOf(one.sealed)
    if (type !== 'lockdown.on' && type !== 'lockdown.off') return []
    if (one.body === null) {
      isKnown = false
      held.clear()
      return []
    }
    const lock = lockOf(one, one.body)
    const before = held.get(partOf(lock))
    if (type === 'lockdown.on') held.set(partOf(lock), lock)
    else held.delete(partOf(lock))
    return type === 'lockdown.on'
      ? onLines(lock, before)
      : offLines(one, lock, before, isKnown, stories)
  })
  const count = own.filter(({ sealed }) => typeOf(sealed).startsWith('lockdown.')).length
  if (lines.some((line) => line.state === 'bad') || count === 0) return lines
  return [...lines, good(`${count} artifacts of lockdowns: none ends before its time.`)]
}

function onLines({ seq, since, until }: Lock, before: Lock | undefined): readonly Line[] {
  if (before === undefined) return []
  const isHeld = before.until === null || before.until > since
  const isSooner = before.until === null || (until !== null && until <= before.until)
  return isHeld && isSooner && until !== null
    ? [bad(`Artifact ${seq} of the environment lets a lockdown end sooner.`)]
    : []
}

function offLines(
  { seq, sealed, body }: Event,
  { since: time }: Lock,
  before: Lock | undefined,
  isKnown: boolean,
  stories: ReadonlyMap<string, readonly Event[]>,
): readonly Line[] {
  const fault = (text: string) => [bad(`Artifact ${seq} of the environment ${text}.`)]
  if (before === undefined && isKnown) return fault('ends a lockdown that nothing began')
  if (sealed['actor'] === system) {
    const isOver = before === undefined || (before.until !== null && before.until <= time)
    return isOver ? [] : fault('ends a lockdown before its time')
  }
  const name = textIn(body ?? {}, 'command')
  if (name === null) return fault('ends a lockdown, and names no command that did')
  const story = stories.get(name)
  if (story === undefined)
    return [
      note(
        `Artifact ${seq} of the environment ends a lockdown by ${name}, which has a pack of its own.`,
      ),
    ]
  const isIts = story.some(
    (one) => typeOf(one.sealed) === 'command.succeeded' && timeOf(one) === time,
  )
  const asker = story[0]?.sealed['actor']
  return isIts && asker === sealed['actor']
    ? []
    : fault(`ends a lockdown, and ${name} did not do it then`)
}

/** What these operations do stands in the environment's own chain. */
const locking: readonly unknown[] = [
  ...['aval.lockdown.on', 'aval.lockdown.limit', 'aval.lockdown.off', 'aval.lockdown.lift'],
  'aval.policy.bind',
]

/** Commands of the pack whose effect on the environment is not among `own`. */
export function effectLines(
  stories: ReadonlyMap<string, readonly Event[]>,
  texts: Texts,
  own: readonly Event[] | null,
): readonly Line[] {
  if (own === null) return []
  const proved = new Set(own.map(({ body }) => textIn(body ?? {}, 'command')))
  return [...stories].flatMap(([name, story]) => {
    const isDone = story.some((one) => typeOf(one.sealed) === 'command.succeeded')
    const named = Object.values(memberOf(story[0]?.body ?? {}, 'definition'))
    const flows = named.map((digest) => texts.get(String(digest)))
    const isLocking = flows.some((flow) => locking.includes(flow?.['does']))
    return isDone && isLocking && !proved.has(name)
      ? [missing(`What ${name} changed in its environment is not in this pack: not proved.`)]
      : []
  })
}

/** The commands by their public names, as their proposals say them. */
export function byName(events: readonly Event[]): ReadonlyMap<string, readonly Event[]> {
  const named = new Map<string, Event[]>()
  for (const one of events) {
    const isOfCommand = memberOf(one.sealed, 'command')['command_id'] !== undefined
    const name = isOfCommand ? textIn(one.body ?? {}, 'name') : null
    if (name === null) continue
    const story = named.get(name)
    if (story === undefined) named.set(name, [one])
    else story.push(one)
  }
  return named
}
