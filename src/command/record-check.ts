// Whether a command's record matches its evidence.

import type { Command } from './command.ts'
import type { State } from './lifecycle.ts'

/**
 * The result of comparing a command with its evidence; `what` names the difference, for evidence.
 */
export type RecordCheck =
  | { readonly kind: 'proven' }
  | { readonly kind: 'unproven'; readonly what: string; readonly truth: CommandByEvidence | null }

export type Unproven = Extract<RecordCheck, { kind: 'unproven' }>

/** The command as its evidence describes it. */
export interface CommandByEvidence {
  readonly requester: string
  readonly tenant: string
  readonly fingerprint: string
  readonly idempotencyKey: string
  /** The states that its evidence allows; empty if the evidence is not a legal sequence. */
  readonly states: readonly State[]
}

/** The texts of its evidence are erased, so that it can no longer be compared. */
export const wordsErased = 'the words of its evidence'

/** The failure id of work that was not begun because the record was changed. */
export const recordChanged = 'record-changed'

/**
 * Null if the command may go on: it was made in this step, or matches its evidence. One that was
 * not compared may not.
 */
export function unprovenOf(
  facts: {
    readonly commands: ReadonlyMap<string, Command>
    readonly proofs: ReadonlyMap<string, RecordCheck>
  },
  command: Pick<Command, 'id' | 'acts'>,
): Unproven | null {
  const check = facts.proofs.get(command.id)
  const isNew = !facts.commands.has(command.id) && command.acts === undefined
  if (check === undefined) return isNew ? null : { kind: 'unproven', what: 'unread', truth: null }
  return check.kind === 'proven' ? null : check
}
