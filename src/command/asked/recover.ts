// Recovery commands: which acts a retry, an undo or a compensation consists of.

import { canonical } from '../../evidence/canonical.ts'
import { decide } from '../../policy/decide.ts'
import { holdsAny, type Person } from '../../policy/people.ts'
import type { Act, Command, Slots } from '../command.ts'
import { isAsDefined } from '../definition.ts'
import { rejectedLine } from '../display/rejected-line.ts'
import { stateWord } from '../display/state-word.ts'
import { namesIn } from '../draw.ts'
import { commandNamed, type Facts, type Rules } from '../facts.ts'
import { flowDoing } from '../flow.ts'
import { maySee } from '../may-see.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { Flow } from '../spec.ts'
import { policyFacts } from './policy-facts.ts'
import {
  effectiveAction,
  grantedAt,
  isDeniedSince,
  isResolvedByPerson,
  isRetry,
  isVoidByLockdown,
  retriedOf,
} from './retry.ts'
import { undoneBy, undoneLine } from './undone-by.ts'

export type Recovery =
  | { readonly kind: 'acts'; readonly acts: readonly Act[]; readonly target?: string }
  | { readonly kind: 'no'; readonly lines: readonly Phrase[] }

function no(id: string, args: Phrase['args'] = {}): Recovery {
  return { kind: 'no', lines: [phrase(id, args)] }
}

/** How many commands one compensation may undo. */
const compensatedMost = 20
/**
 * How many commands of a time span are read; with more, nobody could be sure that all are included.
 */
export const recentMost = 200

/** The acts of a recovery flow, or why there are none; null for every other flow. */
export function recoveryOf(
  facts: Facts,
  sender: Person,
  flow: Flow,
  slots: Slots,
): Recovery | null {
  switch (flow.does) {
    case 'aval.recover.retry':
      return ofOne(facts, sender, flow, slots, retryActNow)
    case 'aval.recover.undo':
      return ofOne(facts, sender, flow, slots, undoAct)
    case 'aval.recover.compensate':
      return compensation(facts, sender, slots)
    default:
      return null
  }
}

type MakeAct = (facts: Facts, target: Command, sender: Person) => Act | Phrase

function isAct(made: Act | Phrase): made is Act {
  return 'does' in made
}

function ofOne(facts: Facts, sender: Person, flow: Flow, slots: Slots, make: MakeAct): Recovery {
  const name = String(slots['command'] ?? '')
  const target = commandNamed(facts, name)
  if (target === undefined || !maySee(facts, sender, target)) return no('no-such-command', { name })
  const made = make(facts, target, sender)
  if (!isAct(made)) return { kind: 'no', lines: [made, ...instead(facts, flow, target)] }
  if (!mayAct(facts.rules, sender, [made])) return no('not-yours-to-recover', { name })
  return { kind: 'acts', acts: [made], target: target.name }
}

/** Hints when the named command is a retry or was retried: which command to recover instead. */
function instead(facts: Facts, flow: Flow, target: Command): readonly Phrase[] {
  const { retriedBy } = target
  const undo = flow.does === 'aval.recover.undo'
  const first = isRetry(facts, target) && target.state === 'failed' ? target.target : undefined
  if (first !== undefined && !undo) return [phrase('retry-hint', { name: first })]
  if (retriedBy === undefined) return []
  const is = phrase('retried-by', { name: retriedBy })
  const retry = commandNamed(facts, retriedBy)
  if (retry === undefined) return [is]
  if (undo) {
    const made = undoAct(facts, retry)
    return [is, isAct(made) ? phrase('undo-instead', { name: retriedBy }) : made]
  }
  return retry.state === 'uncertain'
    ? [is, phrase('unclear-resolve-first', { name: retriedBy })]
    : [is]
}

/** The name under which this person may retry a failed command; null if they may not. */
export function retryName(facts: Facts, failed: Command, person: Person): string | null {
  const target = isRetry(facts, failed) ? retriedOf(facts, failed) : failed
  if (target === null) return null
  // The facts do not show yet that the retry ending in this step is over.
  const { retriedBy: _retriedBy, ...free } = target
  const made = retryActNow(facts, free, person)
  return isAct(made) && mayAct(facts.rules, person, [made]) ? free.name : null
}

/** Failure ids of granted effects that were stopped before they began. */
const stops: readonly string[] = ['stopped-by-lockdown', 'stopped-by-expiry', 'stopped-by-policy']

/** How long a grant covers a retry. Tallies are kept as long. */
const retryWithinMs = 24 * 3_600_000

/**
 * The act of a retry (R1), or why there is none. The earlier grant covers it only for the same
 * requester, policy and action, within a day, and if it certainly failed.
 */
function retryAct(facts: Facts, target: Command, sender: Person): Act | Phrase {
  const flow = facts.rules.flows.get(target.flow)
  const covered =
    target.requester === sender.id &&
    target.binding?.digest === facts.rules.binding?.digest &&
    flow?.version === target.version &&
    isAsDefined(facts.rules, target) &&
    facts.now - grantedAt(target) < retryWithinMs
  const free =
    target.acts === undefined && target.retriedBy === undefined && target.safetyClass !== 'S0'
  // A grant does not outlive a lockdown, a freeze or its own expiry.
  if (stops.includes(target.failure?.id ?? ''))
    return phrase('stopped-ask-again', { name: target.name })
  if (isResolvedByPerson(target)) return phrase('unclear-ask-again', { name: target.name })
  if (target.state === 'uncertain') return phrase('unclear-resolve-first', { name: target.name })
  if (target.state !== 'failed' || flow === undefined || !free || !covered)
    return howToAskAgain(target, 'not-to-retry')
  if (target.failure?.outdated) return phrase('rejected-policy-changed')
  if (isDeniedSince(facts, target)) return phrase('denied-ask-again', { name: target.name })
  if (isVoidByLockdown(facts, target)) return phrase('locked-ask-again', { name: target.name })
  return { does: flow.does, slots: target.slots, mends: target.name }
}

/** The act of a retry, or what would stop it at the last check now, such as a freeze. */
function retryActNow(facts: Facts, target: Command, sender: Person): Act | Phrase {
  const made = retryAct(facts, target, sender)
  const flow = facts.rules.flows.get(target.flow)
  if (!isAct(made) || flow === undefined) return made
  const { pack } = facts.rules
  const now = decide(pack, policyFacts(facts, target, flow, sender))
  if (now.kind === 'allowed') return made
  const { reason, because } = now
  return rejectedLine(pack, { ...target, reason, because, updatedAt: facts.now })
}

/** Says how to ask again for something that ended without effect and was not retried. */
export function howToAskAgain(target: Command, otherwise: 'not-to-retry' | 'not-blocked'): Phrase {
  const { name } = target
  const about = { name, state: stateWord(target) }
  const isOver = target.state === 'rejected' || target.state === 'failed'
  return isOver && target.retriedBy === undefined && target.acts === undefined
    ? phrase('ended-ask-again', about)
    : phrase(otherwise, about)
}

/**
 * The act of an undo (R2), or why there is none: the undo that the flow declares, on the same
 * target. For a retried command, that of the action retried.
 */
function undoAct(facts: Facts, target: Command): Act | Phrase {
  if (target.erased === true) return phrase('erased-not-undone', { name: target.name })
  const by = undoneBy(facts, target)
  if (by !== null) return undoneLine(target.name, by)
  const done = effectiveAction(facts, target)
  const undo = facts.rules.flows.get(done?.flow.undo ?? '')
  if (target.state !== 'succeeded')
    return phrase('not-to-undo', { name: target.name, state: stateWord(target) })
  if (done === null || undo === undefined) return phrase('no-undo', { name: target.name })
  const slots = Object.fromEntries(
    Object.entries(done.slots).filter(([name]) => undo.slots[name] !== undefined),
  )
  return { does: undo.does, slots, mends: target.name }
}

/**
 * R3: a list of names, or all of a length of time that the sender may see and that can be undone;
 * newest first, as it is taken back. Nobody acts on what they may not read about.
 */
function compensation(facts: Facts, sender: Person, slots: Slots): Recovery {
  const wanted = String(slots['what'] ?? '')
  const names = [...new Set(namesIn(wanted))]
  const recent = facts.recent ?? []
  // More names than this are not read, and would seem to be unknown.
  if (names.length > compensatedMost || (names.length === 0 && recent.length > recentMost))
    return no('too-many-to-compensate', { most: compensatedMost })
  // A retry is seen by whoever was asked about what it tried again, which may be in the same time.
  const known = { rules: facts.rules, commands: byId([...facts.commands.values(), ...recent]) }
  const targets =
    names.length > 0
      ? [...facts.commands.values()].filter((one) => names.includes(one.name))
      : recent.filter((one) => maySee(known, sender, one) && isAct(undoAct(facts, one)))
  const unseen = names.find(
    (name) => !targets.some((one) => one.name === name && maySee(facts, sender, one)),
  )
  if (unseen !== undefined) return no('no-such-command', { name: unseen })
  const ordered = targets.toSorted((a, b) => b.updatedAt - a.updatedAt)
  if (ordered.length === 0) return no('nothing-to-compensate')
  if (ordered.length > compensatedMost)
    return no('too-many-to-compensate', { most: compensatedMost })
  const made = ordered.map((one) => undoAct(facts, one))
  const wrong = made.find((one): one is Phrase => !isAct(one))
  if (wrong !== undefined) return { kind: 'no', lines: [wrong] }
  const acts = made.filter(isAct)
  return mayAct(facts.rules, sender, acts)
    ? { kind: 'acts', acts }
    : no('not-yours-to-recover', { name: wanted })
}

/** Would the recovery consist of the same acts if it were asked for now? */
export function isRecoveryUnchanged(facts: Facts, requester: Person, command: Command): boolean {
  const again = isRetry(facts, command)
  return (command.acts ?? []).every((act) => {
    const target = commandNamed(facts, act.mends)
    if (target === undefined) return false
    const made = again ? retryAct(facts, target, requester) : undoAct(facts, target)
    return isAct(made) && canonical({ ...made }) === canonical(act)
  })
}

/** Recovery gives no rights: each act needs the scopes of its own flow. */
export function mayAct(
  rules: Pick<Rules, 'flows' | 'pack'>,
  sender: Person,
  acts: readonly Act[],
): boolean {
  return acts.every((act) => {
    const flow = flowDoing(rules.flows, act.does)
    return flow !== undefined && rules.pack !== null && holdsAny(rules.pack, sender, flow.scopes)
  })
}

function byId(commands: readonly Command[]): Facts['commands'] {
  return new Map(commands.map((one) => [one.id, one]))
}
