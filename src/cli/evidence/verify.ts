// `aval verify`: recomputes every chain, completely or from a trusted point on. Reads only.

import { existsSync } from 'node:fs'
import { readHeads } from '../../environment/heads.ts'
import { instanceOf } from '../../environment/keys.ts'
import { SetUpError } from '../../environment/set-up-error.ts'
import { readTextFile } from '../../environment/text-file.ts'
import { textsOf } from '../../environment/texts.ts'
import { verifyOnThreads } from '../../environment/threads/verify-on-threads.ts'
import { meaningOf } from '../../evidence/break-meanings.ts'
import { parseCheckpoint, parseVerifierKey } from '../../evidence/checkpoint.ts'
import { findNotes } from '../../evidence/find-notes.ts'
import { tenantOfNote } from '../../evidence/signed-checkpoints.ts'
import type { Progress } from '../../evidence/walk.ts'
import { chainTenants } from '../../store/queries.ts'
import type { ChainReport } from '../../store/store.ts'
import type { Trusted } from '../../store/verify/start.ts'
import { timeReversals } from '../../store/verify/times.ts'
import { verifyFileInParts } from '../../store/verify/verify.ts'
import { type Context, UsageError } from '../context.ts'
import { type ReadOnlyStore, withReadOnlyStore } from '../read-only-store.ts'
import { printLines } from '../terminal.ts'
import { publicKeyOf, verifierKeyOf } from './keys.ts'
import { missingTextCounter } from './missing-texts.ts'
import { progressLine } from './progress.ts'
import { readTrusted, saveHeads, trustedFileAdvice } from './trusted-file.ts'
import {
  checkWitnesses,
  cosignaturesOf,
  cosignedLines,
  withCosignatures,
  witnessesOf,
} from './witnesses.ts'

export interface VerifyWords {
  /** A file of checkpoints kept outside, checked besides the stored ones; everything is read. */
  readonly checkpoint?: string
  /**
   * A kept checkpoint, or what an earlier `--keep` wrote; what lies before it is not read again.
   */
  readonly 'since-checkpoint'?: string
  /** Keys of witnesses who must have cosigned the kept checkpoints. */
  readonly witness?: readonly string[]
  /** Where to write the heads for the next `--since-checkpoint`. */
  readonly keep?: string
  /** Show progress even if standard error is not a terminal. */
  readonly progress?: boolean
}

/** Prints a line per chain, or one per break. Exit 1 at any break. */
export async function verify(context: Context, words: VerifyWords): Promise<number> {
  if (words.checkpoint !== undefined && words['since-checkpoint'] !== undefined)
    throw new UsageError('--checkpoint reads everything, --since-checkpoint does not: name one.')
  if (words.witness !== undefined && (words.checkpoint ?? words['since-checkpoint']) === undefined)
    throw new UsageError('--witness is about what was kept: name it with --checkpoint.')
  return withReadOnlyStore(context, (file) => verified(context, file, words))
}

async function verified(
  context: Context,
  { db, file, folder }: ReadOnlyStore,
  words: VerifyWords,
): Promise<number> {
  const { environment } = context
  const bar = progressLine(words.progress === true)
  const ended = new Map<string, Progress>()
  try {
    const publicKey = publicKeyOf(folder)
    const instance = instanceOf(publicKey)
    const since = words['since-checkpoint']
    const keyOf = (tenant: string) =>
      parseVerifierKey(verifierKeyOf({ instance, publicKey }, environment, tenant))
    const binding = { environment, instance, keyOf }
    const witnesses = witnessesOf(context, publicKey, words.witness)
    const { trusted, notes } =
      since === undefined ? { trusted: new Map(), notes: [] } : readTrusted(since, binding)
    const outside = [
      ...(words.checkpoint === undefined ? [] : readCheckpoints(words.checkpoint)),
      ...notes,
    ]
    const noted = outside.flatMap((note) => {
      const tenant = tenantOfNote(note, binding)
      return tenant === null ? [] : [{ tenant, size: parseCheckpoint(note)?.size ?? 0 }]
    })
    const undecided = missingTextCounter()
    const options = {
      environment,
      instance,
      anew: { texts: textsOf(context.home), undecided: undecided.hear },
      keys: [...new Set([...chainTenants(db), ...noted.map((one) => one.tenant)])].map(keyOf),
      outside,
      trusted,
      noted: readHeads(folder),
      told: bar.tell,
      ended: (tenant: string, progress: Progress) => void ended.set(tenant, progress),
    }
    const held = checkWitnesses(outside, binding, witnesses)
    const walked = await verifyFileInParts(db, options, verifyOnThreads(file, environment))
    const reports = withCosignatures(walked, held)
    bar.end()
    for (const one of reports)
      print(context, one, {
        lines: [
          ...sinceLines(one, trusted.get(one.tenant)),
          ...(words.checkpoint === undefined ? [] : signedLines(one, noted)),
          ...cosignedLines(held, one.tenant),
          ...undecided.lines(one.tenant),
        ],
        fields: {
          ...(outside.length === 0 ? {} : { cosignatures: cosignaturesOf(held, one.tenant) }),
          ...undecided.fields(one.tenant),
        },
      })
    if (!context.json) printLines(...timeLines(db))
    const broken = reports.some((one) => one.breaks.length > 0)
    if (words.keep !== undefined && !broken) saveHeads(words.keep, { environment, instance }, ended)
    return broken ? 1 : 0
  } finally {
    bar.end()
  }
}

/** What a chain was compared with: `lines` for people, `fields` for JSON. */
interface HeldAgainst {
  readonly lines: readonly string[]
  readonly fields: object
}

function print({ json }: Context, one: ChainReport, { lines, fields }: HeldAgainst): void {
  if (json) printLines(JSON.stringify({ ...withMeanings(one), ...fields }))
  else printLines(...linesOf(one), ...lines)
}

function withMeanings(one: ChainReport): object {
  return { ...one, breaks: one.breaks.map((each) => ({ ...each, means: meaningOf(each.what) })) }
}

function linesOf({ tenant, artifacts, head, breaks, omitted }: ChainReport): readonly string[] {
  if (breaks.length === 0) return [`ok ${artifacts} artifacts head ${head} ${tenant}`]
  const more = omitted > 0 ? [`BROKEN ${tenant}: and ${omitted} more breaks.`] : []
  return [
    ...breaks.map(({ seq, what, text }) =>
      `BROKEN ${tenant} at ${seq}: ${text} ${meaningOf(what)}`.trimEnd(),
    ),
    ...more,
  ]
}

/** The most times printed; the chains have all of them. */
const timesMost = 5

/** Setting the machine's clock back breaks no chain, but readers of times should know. */
function timeLines(db: ReadOnlyStore['db']): readonly string[] {
  return timeReversals(db, timesMost).map(
    ({ tenant, seq }) =>
      `note ${tenant} at ${seq}: its time is earlier than that of an artifact before it.`,
  )
}

/** Which checkpoints from outside covered this chain; says so if none did. */
function signedLines(
  { tenant, breaks }: ChainReport,
  noted: readonly { readonly tenant: string; readonly size: number }[],
): readonly string[] {
  if (breaks.length > 0) return []
  const sizes = noted.flatMap((one) => (one.tenant === tenant ? [one.size] : []))
  return sizes.length === 0
    ? [`checkpoint ${tenant}: the file has none of this chain.`]
    : sizes.map((size) => `checkpoint ${tenant} ${size}: it signed the first ${size} as they are.`)
}

/** Says what was not read, so that nobody takes a partial verification for a complete one. */
function sinceLines(one: ChainReport, trusted: Trusted | undefined): readonly string[] {
  if (trusted === undefined) return []
  const { tenant, unread } = one
  if (unread === 0)
    return [`since ${tenant}: the file does not begin like that; all of it was read.`]
  const how =
    trusted.by === 'checkpoint'
      ? 'their stored hashes have the signed root; their bytes'
      : 'only the hash of the last one was looked for; their bytes'
  return [
    `since ${tenant} ${unread}: artifacts 1 to ${unread} were not read again: ${how}, bodies, columns, ` +
      'commands at rest and the file itself (integrity_check) were not looked at.',
  ]
}

/**
 * All checkpoints in the file: a stored one, a pasted chat, a cosigned one, or several in a row.
 */
function readCheckpoints(file: string): readonly string[] {
  if (!existsSync(file))
    throw new SetUpError(`${file} is missing; name a checkpoint that was kept.`)
  const text = readTextFile(file, trustedFileAdvice)
  const notes = [...new Set(findNotes(text))]
  // A file without any is passed on as it is, so that it is reported as a break.
  return notes.length === 0 ? [text] : notes
}
