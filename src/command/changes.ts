// What a step wants written: one flat list, applied in order inside one transaction.

import type { Draft, JsonObject } from '../evidence/artifact.ts'
import type { Parties } from '../policy/approval.ts'
import type { Mode } from '../policy/decide.ts'
import type { PartLock } from '../policy/lockdown.ts'
import type { Person } from '../policy/people.ts'
import type { Bound } from './bound.ts'
import type { Command, Definition } from './command.ts'
import type { MessageEvent } from './event.ts'
import type { Deadline, Emergency, Facts, LegalHold, Question, TokenRecord } from './facts.ts'
import { mayGo, type State } from './lifecycle.ts'
import type { Speech } from './speech.ts'

export type Change =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'question'; readonly question: Exclude<Question, { kind: 'confirm' }> }
  | { readonly kind: 'answered'; readonly questionId: string }
  | { readonly kind: 'token'; readonly token: TokenRecord }
  /** Spend or void one token, or all open ones of a command; the outbox forgets their text. */
  | {
      readonly kind: 'token_state'
      readonly commandId: string
      readonly hash: string | null
      /** Only those of this approver, where no hash is named. */
      readonly approver?: string
      readonly state: 'spent' | 'void'
    }
  | { readonly kind: 'deadline'; readonly deadline: Deadline }
  /** The same, unless it is set for sooner already. */
  | { readonly kind: 'deadline_at_latest'; readonly deadline: Deadline }
  | { readonly kind: 'deadline_over'; readonly deadline: Deadline }
  | { readonly kind: 'deadlines_over'; readonly commandId: string }
  | { readonly kind: 'tally'; readonly key: string }
  /** News of this command waits for this person's digest. */
  | { readonly kind: 'untold'; readonly person: string; readonly commandId: string }
  /** It does not wait any more; no news of any command, where none is named. */
  | { readonly kind: 'told'; readonly person: string; readonly commandId: string | null }
  /** Nothing is written: the step is taken once more, and then it knows this too. */
  | { readonly kind: 'first_needs'; readonly needs: Needs }
  /** A letter of the outbox came further, or could not be sent; it never goes back. */
  | {
      readonly kind: 'letter_state'
      readonly letter: string
      readonly state: 'acked' | 'delivered' | 'read' | 'failed'
    }
  /** It was not taken for now: it is sent once more, unless it is older than `since`. */
  | { readonly kind: 'letter_again'; readonly letter: string; readonly since: number }
  | { readonly kind: 'mode'; readonly mode: Mode }
  | { readonly kind: 'part_locks'; readonly locks: readonly PartLock[] }
  | { readonly kind: 'approvals_suspended'; readonly suspended: boolean }
  | { readonly kind: 'bound'; readonly bound: Bound }
  | { readonly kind: 'definitions'; readonly definitions: Definition }
  | { readonly kind: 'legal_hold'; readonly hold: LegalHold | null }
  | { readonly kind: 'erase'; readonly erasure: Erasure }
  | { readonly kind: 'prune_messages'; readonly pruning: Pruning }
  | { readonly kind: 'forget'; readonly person: string }
  | { readonly kind: 'suspicion'; readonly suspicious: boolean }
  /** All that are open from now on. */
  | { readonly kind: 'emergencies'; readonly emergencies: readonly Emergency[] }
  /** A new authenticator: its sealed secret and the hashes of its recovery codes. */
  | {
      readonly kind: 'factor'
      readonly person: string
      readonly sealed: string
      readonly recovery: readonly string[]
    }
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'work'; readonly what: 'plan' | 'read' | 'apply'; readonly commandId: string }
  | { readonly kind: 'stepped_up'; readonly person: string; readonly step: number }
  | { readonly kind: 'recovery_used'; readonly person: string; readonly hash: string }
  /** What the person showed not long ago counts no more: the next answer needs a fresh code. */
  | { readonly kind: 'step_up_stale'; readonly person: string }
  | { readonly kind: 'evidence'; readonly draft: Draft }
  | { readonly kind: 'say'; readonly speech: Speech }

/** What was sent, and the ids of what was heard, goes where it is older than these times. */
export interface Pruning {
  readonly ids: number
  readonly letters: number
  /** Of tenants that say how long theirs are kept. */
  readonly own: readonly { readonly tenant: string; readonly before: number }[]
}

/** Which bodies of evidence go: those older than a time, or those of one person. */
export type Erasure =
  | {
      readonly what: 'older'
      readonly tenant: string
      readonly before: number
      /** How long they are kept, in milliseconds. */
      readonly kept: number
      readonly why: string
    }
  | {
      readonly what: 'person'
      readonly tenant: string
      readonly person: string
      readonly why: string
    }

/** What one event comes to. */
export type Step = readonly Change[]

/** Facts that nobody could know to be needed before the words were understood. */
export interface Needs {
  readonly tallies?: readonly string[]
  readonly recent?: RecentNeeds
}

/** Commands of these flows in the sender's tenant, asked since then and not rejected. */
export interface RecentNeeds {
  readonly since: number
  readonly flows: readonly string[]
  /** Only those that mend one of these, by name. */
  readonly mends?: readonly string[]
}

/** What must be known before the step can say what it comes to; null for most steps. */
export function missingFacts(step: Step): Needs | null {
  for (const one of step) if (one.kind === 'first_needs') return one.needs
  return null
}

/** The chain for what belongs to the environment and to no tenant. */
export const environmentChain = '-'

/** Who acts when nobody does: the program itself. */
export const system = 'aval'

/** A command on its way, with what is to be written so far. */
export interface Course {
  readonly command: Command
  readonly changes: Step
}

export function say(speech: Speech): Change {
  return { kind: 'say', speech }
}

/** Evidence about one command, bound to its envelope (HAPF XII, XIII). */
export function prove(
  facts: Facts,
  command: Command,
  type: Draft['type'],
  actor: string,
  body: JsonObject,
): Change {
  const { id, name, tenant, idempotencyKey, fingerprint, trace } = command
  const binding = { command_id: id, idempotency_key: idempotencyKey, fingerprint }
  const about = { command: binding, trace }
  return { kind: 'evidence', draft: draftOf(facts, type, actor, { name, ...body }, tenant, about) }
}

/** Evidence about the environment itself, in its own chain or in that of one tenant. */
export function note(
  facts: Facts,
  type: Draft['type'],
  actor: string,
  body: JsonObject,
  tenant = environmentChain,
): Change {
  return { kind: 'evidence', draft: draftOf(facts, type, actor, body, tenant) }
}

/** Evidence about a message that became no command; the chat is named after who wrote it. */
export function noteMessage(
  facts: Facts,
  { messageId }: MessageEvent,
  type: Draft['type'],
  actor: string,
  body: JsonObject,
  tenant = environmentChain,
): Change {
  const trace = { chat: actor, message_id: messageId, transport: facts.rules.transport }
  return { kind: 'evidence', draft: draftOf(facts, type, actor, body, tenant, { trace }) }
}

/** Member by member, for the reason of `revised`: each artifact reads all of them. */
function draftOf(
  { now, rules }: Facts,
  type: Draft['type'],
  actor: string,
  body: JsonObject,
  tenant: string,
  about: Pick<Draft, 'command' | 'trace'> = {},
): Draft {
  const draft: { -readonly [Name in keyof Draft]: Draft[Name] } = {
    type,
    time: now,
    tenant,
    actor,
    body,
  }
  if (rules.binding !== null) draft.policy = rules.binding
  if (about.command !== undefined) draft.command = about.command
  if (about.trace !== undefined) draft.trace = about.trace
  return draft
}

/**
 * The command with these members new. To spread what was spread before gives it a shape of its own
 * each time (V8 before Node 22), and all that reads it slows down.
 */
export function revised(command: Command, ...patches: readonly Partial<Command>[]): Command {
  return Object.assign({}, command, ...patches)
}

/** Move a command along the lifecycle; a move that the table does not know is a defect. */
export function move(course: Course, to: State, now: number, patch: Partial<Command> = {}): Course {
  const { command } = course
  if (!mayGo(command.state, to))
    throw new Error(`A command cannot go from ${command.state} to ${to}.`)
  const moved = revised(command, patch, { state: to, updatedAt: now })
  return { command: moved, changes: course.changes }
}

export function add(course: Course, ...changes: Step): Course {
  return { command: course.command, changes: [...course.changes, ...changes] }
}

/** The whole step of one command: its last form first, then all that goes with it. */
export function finish(course: Course): Step {
  return [{ kind: 'command', command: course.command }, ...course.changes]
}

/** Whose command it is and whom it is about, as policy asks. */
export function partiesOf(command: Command): Parties {
  const { requester, tenant, subject } = command
  return subject === undefined ? { requester, tenant } : { requester, tenant, subject }
}
