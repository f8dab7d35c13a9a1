// What a step wants written: one flat list of changes, applied in order inside one transaction.

import type { Draft, JsonObject } from '../evidence/artifact.ts'
import type { Parties } from '../policy/approval.ts'
import type { Mode, PartLock } from '../policy/lockdown.ts'
import type { Person } from '../policy/people.ts'
import type { Command, Definition } from './command.ts'
import type { MessageEvent } from './event.ts'
import type {
  Deadline,
  Emergency,
  Facts,
  LegalHold,
  Question,
  RecordedBinding,
  TokenRecord,
} from './facts.ts'
import { isAllowedMove, type State } from './lifecycle.ts'
import type { MessageDraft } from './message-draft.ts'

export type Change =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'question'; readonly question: Exclude<Question, { kind: 'confirm' }> }
  | { readonly kind: 'answered'; readonly question: Question }
  | { readonly kind: 'token'; readonly token: TokenRecord }
  /** Spends or voids one token, or all open ones of a command; the outbox erases their text. */
  | {
      readonly kind: 'token_state'
      readonly commandId: string
      readonly hash: string | null
      /** Without a hash: only the tokens of this approver. */
      readonly approver?: string
      readonly state: 'spent' | 'void'
    }
  | { readonly kind: 'deadline'; readonly deadline: Deadline }
  /** Sets the deadline unless the same one is already due sooner. */
  | { readonly kind: 'deadline_at_latest'; readonly deadline: Deadline }
  | { readonly kind: 'deadline_over'; readonly deadline: Deadline }
  | { readonly kind: 'deadlines_over'; readonly commandId: string }
  /** Sets the deadline `rebound` of each request that waits for approval to this time. */
  | { readonly kind: 'recheck_waiting'; readonly at: number }
  | { readonly kind: 'tally'; readonly key: string }
  /** News of this command waits for this person's next digest. */
  | { readonly kind: 'untold'; readonly person: string; readonly commandId: string }
  /** It no longer waits; all news of the person if `commandId` is null. */
  | { readonly kind: 'told'; readonly person: string; readonly commandId: string | null }
  /** Nothing is written: the facts named here are read, and the step runs again with them. */
  | { readonly kind: 'first_needs'; readonly needs: Needs }
  /** The delivery state of a letter in the outbox; it only moves forward. */
  | {
      readonly kind: 'letter_state'
      readonly letter: string
      readonly state: 'acked' | 'delivered' | 'read' | 'failed'
    }
  /**
   * The transport did not take the letter for now: send it again, unless it is older than `since`.
   */
  | { readonly kind: 'letter_again'; readonly letter: string; readonly since: number }
  | { readonly kind: 'mode'; readonly mode: Mode }
  | { readonly kind: 'part_locks'; readonly locks: readonly PartLock[] }
  | { readonly kind: 'approvals_suspended'; readonly suspended: boolean }
  | { readonly kind: 'bound'; readonly bound: RecordedBinding }
  | { readonly kind: 'definitions'; readonly definitions: Definition }
  | { readonly kind: 'legal_hold'; readonly hold: LegalHold | null }
  | { readonly kind: 'erase'; readonly erasure: Erasure }
  | { readonly kind: 'prune_messages'; readonly pruning: Pruning }
  | { readonly kind: 'forget'; readonly person: string }
  | { readonly kind: 'suspicion'; readonly suspicious: boolean }
  /** The complete list of open emergencies. */
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
  /** `used` is stored in place of `hash`, so that a second use can be told from a guess. */
  | {
      readonly kind: 'recovery_used'
      readonly person: string
      readonly hash: string
      readonly used: string
    }
  /** The last second factor no longer counts: the person's next answer needs a fresh code. */
  | { readonly kind: 'step_up_stale'; readonly person: string }
  | { readonly kind: 'evidence'; readonly draft: Draft }
  | { readonly kind: 'say'; readonly speech: MessageDraft }

/** Deletes message ids and sent letters older than these times, epoch milliseconds. */
export interface Pruning {
  readonly ids: number
  readonly letters: number
  /** Letters of tenants with a retention time of their own. */
  readonly own: readonly { readonly tenant: string; readonly before: number }[]
}

/** Whose evidence bodies are erased: all older than a time, or those of one person. */
export type Erasure =
  | {
      readonly what: 'older'
      readonly tenant: string
      readonly before: number
      /** The retention time, in milliseconds. */
      readonly kept: number
      readonly why: string
    }
  | {
      readonly what: 'person'
      readonly tenant: string
      readonly person: string
      readonly why: string
    }

/** The changes that one event causes. */
export type Step = readonly Change[]

/** Facts that a step turned out to need while it was decided. */
export interface Needs {
  readonly tallies?: readonly string[]
  readonly recent?: RecentNeeds
}

/** Commands of these flows in the sender's tenant, asked since then and not rejected. */
export interface RecentNeeds {
  readonly since: number
  readonly flows: readonly string[]
  /** Only those whose acts recover one of these commands, by public name. */
  readonly mends?: readonly string[]
}

/** The facts that must be read before the step can be decided; null for most steps. */
export function missingFacts(step: Step): Needs | null {
  for (const one of step) if (one.kind === 'first_needs') return one.needs
  return null
}

/** Name of the evidence chain for what belongs to the environment and to no tenant. */
export const environmentChain = '-'

/** The actor in evidence when the program itself acts. */
export const system = 'aval'

/** A command in the middle of a step, with the changes collected so far. */
export interface CommandUpdate {
  readonly command: Command
  readonly changes: Step
}

export function send(speech: MessageDraft): Change {
  return { kind: 'say', speech }
}

/** Evidence about one command, bound to its envelope (HAPF XII, XIII). */
export function commandEvidence(
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
export function environmentEvidence(
  facts: Facts,
  type: Draft['type'],
  actor: string,
  body: JsonObject,
  tenant = environmentChain,
): Change {
  return { kind: 'evidence', draft: draftOf(facts, type, actor, body, tenant) }
}

/** Evidence about a message that became no command. The sender's id stands for the chat. */
export function messageEvidence(
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

/** Sets the members one by one to keep one object shape; see `withPatches`. */
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
 * A copy of the command with these members replaced. `Object.assign` instead of spreading: repeated
 * spreads give each object a shape of its own (V8 before Node 22), which slows down all readers.
 */
export function withPatches(command: Command, ...patches: readonly Partial<Command>[]): Command {
  return Object.assign({}, command, ...patches)
}

/** Moves a command to another state. Throws if the lifecycle table does not allow the move. */
export function transition(
  update: CommandUpdate,
  to: State,
  now: number,
  patch: Partial<Command> = {},
): CommandUpdate {
  const { command } = update
  if (!isAllowedMove(command.state, to))
    throw new Error(`A command cannot go from ${command.state} to ${to}.`)
  const moved = withPatches(command, patch, { state: to, updatedAt: now })
  return { command: moved, changes: update.changes }
}

export function withChanges(update: CommandUpdate, ...changes: Step): CommandUpdate {
  return { command: update.command, changes: [...update.changes, ...changes] }
}

/** The complete step of one command: the command row first, then its other changes. */
export function toStep(update: CommandUpdate): Step {
  return [{ kind: 'command', command: update.command }, ...update.changes]
}

/** The requester, tenant and subject of a command, as policy asks for them. */
export function partiesOf(command: Command): Parties {
  const { requester, tenant, subject } = command
  return subject === undefined ? { requester, tenant } : { requester, tenant, subject }
}
