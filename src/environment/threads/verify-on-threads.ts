// Verifies long chains on all processors, one thread each.

import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import type { VerifiedPart } from '../../evidence/verified-part.ts'
import { withReadOnly } from '../../store/file/with-read-only.ts'
import { type ChainPart, verifyChainPart } from '../../store/verify/chain-parts.ts'
import type { PartsVerifier } from '../../store/verify/verify.ts'
import { startThread } from './thread.ts'

/** What each thread gets: all cuts; each thread takes the next free one. */
export interface VerifyThreadInput {
  readonly file: string
  readonly environment: string
  readonly cuts: readonly ChainPart[]
  /** A shared counter of cuts taken. */
  readonly taken: Int32Array
}

/** A message from a thread: its result for one cut. */
export interface PartResult {
  readonly index: number
  readonly stretch: VerifiedPart | null
}

/** With fewer cuts, starting threads takes longer than the work. */
const cutsWorthThreads = 16
const threadsMost = 8

/** A small young generation, because rows are short-lived: a tenth faster. */
export const limits = { maxYoungGenerationSizeMb: 2 }

/**
 * Verifies on all processors, this thread included; what a thread had taken when it died stays
 * unverified. Throws a StoreError if this thread cannot read the file.
 */
export function verifyOnThreads(
  file: string,
  environment: string,
  start = (parts: VerifyThreadInput) => startThread('verify', parts, limits),
): PartsVerifier {
  return async (cuts, told) => {
    const found = new Map<ChainPart, VerifiedPart | null>()
    if (cuts.length < cutsWorthThreads) return () => null
    const others = Math.max(1, Math.min(availableParallelism(), threadsMost) - 1)
    const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const parts: VerifyThreadInput = { file, environment, cuts, taken }
    const heard = ({ index, stretch }: PartResult) => {
      const cut = cuts[index]
      if (cut === undefined) return
      found.set(cut, stretch)
      told(stretch?.end.tree.size ?? 0)
    }
    const ends = Array.from({ length: others }, () => ended(start(parts), heard))
    verifyShare(parts, heard)
    await Promise.all(ends)
    return (cut) => found.get(cut) ?? null
  }
}

/** Resolves when the thread has ended, for whatever reason. */
function ended(worker: Worker, heard: (walked: PartResult) => void): Promise<void> {
  return new Promise((resolve) => {
    worker.on('message', heard)
    worker.on('error', () => undefined)
    worker.on('exit', () => resolve())
  })
}

/** The thread's side: takes cuts until none is left. */
export function verifyShare(
  { file, environment, cuts, taken }: VerifyThreadInput,
  tell: (walked: PartResult) => void,
): void {
  withReadOnly(file, environment, (db) => {
    for (;;) {
      const index = Atomics.add(taken, 0, 1)
      const cut = cuts[index]
      if (cut === undefined) return
      tell({ index, stretch: verifyChainPart(db, cut) })
    }
  })
}
