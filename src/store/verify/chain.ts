// Verifies one chain against its head, its tree and its checkpoints.

import { type Break, describe } from '../../evidence/breaks.ts'
import type { VerifierKey } from '../../evidence/checkpoint.ts'
import { readSigned, tenantOfNote } from '../../evidence/signed-checkpoints.ts'
import { type Chain, type Verdict, verifyChain } from '../../evidence/verify.ts'
import type { Connection } from '../file/database.ts'
import { checkpointNotes } from '../queries.ts'
import type { Broken, ChainHead } from '../store.ts'
import { rememberedOf, type Start, type Trusted } from './start.ts'

/** Which chains and checkpoint notes are accepted. */
export interface NoteOptions {
  readonly environment: string
  readonly instance: string
  readonly keys: readonly VerifierKey[]
  /** Checkpoint notes from outside, which an edit of this file cannot change. */
  readonly outside: readonly string[]
}

/** A chain in the file, and where reading it begins. */
export interface Found {
  readonly tenant: string
  readonly head: ChainHead | undefined
  readonly trusted: Trusted | undefined
  readonly start: Start | null
}

export function verifyOne(
  db: Connection,
  { tenant, head, trusted, start }: Found,
  options: NoteOptions,
  rows: Chain['rows'],
): Verdict {
  const { environment, instance, keys } = options
  return verifyChain({
    environment,
    instance,
    tenant,
    rows,
    checkpoints: notesOf(db, tenant, options),
    keys,
    head: { seq: head?.size ?? 0, hash: head?.head ?? '' },
    ...(start === null ? {} : { after: start.progress }),
    remembered: rememberedOf(trusted),
  })
}

export function breaksOf({ tenant, head }: Found, verdict: Verdict): readonly Broken[] {
  // In a chain without rows no row can be the wrong one.
  const breaks = verdict.breaks.filter(
    ({ what }) => verdict.artifacts > 0 || what !== 'head_differs',
  )
  if (head !== undefined && verdict.artifacts > head.size && breaks.length === 0)
    breaks.push({ what: 'duplicate', seq: head.size + 1 })
  // Reported only if nothing else is wrong, because every other fault changes the root too.
  const otherTree = head !== undefined && breaks.length === 0 && head.root !== verdict.root
  return [
    ...(verdict.artifacts === 0 ? [vanished(tenant)] : []),
    ...(otherTree ? [treeDiffers(head.size)] : []),
    ...breaks.map(asReported),
  ]
}

/** The chain is known, but has no artifacts. */
function vanished(tenant: string): Broken {
  return { seq: 1, what: 'chain_vanished', text: `The whole chain of ${tenant} is gone.` }
}

/** The stored tree, kept for the next checkpoint, is wrong. */
function treeDiffers(seq: number): Broken {
  return { seq, what: 'tree_differs', text: 'The recorded tree is not that of the artifacts.' }
}

/** Checkpoint notes of a chain: those in the file, and those from outside. */
export function notesOf(db: Connection, tenant: string, options: NoteOptions): readonly string[] {
  const outside = options.outside.filter((note) => tenantOfNote(note, options) === tenant)
  return [...checkpointNotes(db, tenant), ...outside]
}

/** Why a note proves nothing about this chain; empty if it does. */
export function breaksOfNote(note: string, tenant: string, options: NoteOptions): readonly Break[] {
  const { environment, instance, keys } = options
  return readSigned({ environment, instance, tenant, checkpoints: [note], keys }).breaks
}

export function asReported(one: Break): Broken {
  return { seq: one.seq, what: one.what, text: describe(one) }
}
