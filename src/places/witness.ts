// A witness (C2SP tlog-witness): it cosigns a checkpoint only if the log only grew.

import { alertReasons, type CheckpointPlace, type DueCheckpoint } from '../engine/places/places.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { parseCheckpoint } from '../evidence/checkpoint.ts'
import { proofFrom } from '../evidence/consistency.ts'
import { readCosignature, type WitnessKey } from '../evidence/cosignature.ts'
import { emptyTree, type Tree, treeSchema } from '../evidence/merkle.ts'
import { below, type Posted, post } from './post.ts'

export interface WitnessOptions {
  readonly name: string
  /** The submission prefix. */
  readonly url: string
  readonly key: WitnessKey
  readonly everyMs: number
}

/** The most hashes read from the store at once, so that others need not wait long. */
const pageMost = 2_000
/** Another process may have sent a checkpoint too; with more conflicts something is wrong. */
const conflictsMost = 3
const disagrees = 'witness_disagrees'

type Outcome =
  | { readonly state: 'witnessed'; readonly memory: JsonObject }
  | { readonly state: 'conflict'; readonly size: number }
  /** It refused the proof (422). */
  | { readonly state: 'unproved' }
  | { readonly state: 'failed'; readonly why: string }

export function witnessPlace(options: WitnessOptions): CheckpointPlace {
  const { name, everyMs } = options
  return {
    name,
    kind: 'witness',
    everyMs,
    people: [],
    async send(due) {
      const taken = new Map<string, JsonObject>()
      let failed: string | null = null
      for (const one of due) {
        const outcome = await witnessed(options, one)
        if (outcome.state === 'witnessed') taken.set(one.tenant, outcome.memory)
        // An alarming failure of one chain goes before ordinary ones of others.
        else if (failed === null || alertReasons.has(outcome.why)) failed = outcome.why
      }
      return { taken, failed }
    },
  }
}

/**
 * Submits a checkpoint with a proof from the last cosigned tree: first as remembered, then as the
 * witness says.
 */
async function witnessed(
  options: WitnessOptions,
  due: DueCheckpoint,
): Promise<Exclude<Outcome, { state: 'conflict' | 'unproved' }>> {
  let old = rememberedTree(due)
  const cosignedOnce = cosignedSize(options.key, due)
  let forgot = 0
  let isOurs = old.size === 0
  for (let conflicts = 0; conflicts < conflictsMost; conflicts += 1) {
    const outcome = await add(options, due, old)
    switch (outcome.state) {
      case 'witnessed':
        return forgot === 0 ? outcome : { ...outcome, memory: { ...outcome.memory, forgot } }
      case 'failed':
        return outcome
      case 'unproved':
        // The remembered tree may be wrong. If a proof from the chain itself fails, the histories
        // differ.
        if (isOurs) return { state: 'failed', why: old.size === 0 ? 'refused_422' : disagrees }
        break
      case 'conflict':
        // It knows less than it had cosigned; this is recorded for everybody who relies on it.
        if (outcome.size < cosignedOnce) forgot = cosignedOnce
        if (outcome.size > due.size)
          return { state: 'failed', why: await aheadOf(due, outcome.size) }
        // It has cosigned this size with another root.
        if (outcome.size === old.size) return { state: 'failed', why: disagrees }
    }
    old = await treeAt(due, outcome.state === 'conflict' ? outcome.size : old.size)
    isOurs = true
  }
  return { state: 'failed', why: 'conflict' }
}

/** Another process sent a newer checkpoint, or else this file is older than the witness's log. */
async function aheadOf({ hashesAfter }: DueCheckpoint, size: number): Promise<string> {
  return (await hashesAfter(size - 1, 1)).length > 0 ? 'conflict' : 'witness_is_ahead'
}

/** The size of the remembered note that carries its cosignature; 0 for none. */
function cosignedSize(key: WitnessKey, { memory }: DueCheckpoint): number {
  const note = String(memory?.['note'] ?? '')
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1)
  return readCosignature(text, note, key) === null ? 0 : (parseCheckpoint(note)?.size ?? 0)
}

function rememberedTree({ memory, size }: DueCheckpoint): Tree {
  const parsed = treeSchema.safeParse(memory?.['tree'])
  return parsed.success && parsed.data.size <= size ? parsed.data : emptyTree
}

/** The tree of the chain's first artifacts, read in pages to save memory. */
async function treeAt(due: DueCheckpoint, size: number): Promise<Tree> {
  return (await grown(due, emptyTree, size)).tree
}

async function grown(due: DueCheckpoint, old: Tree, size: number) {
  const growing = proofFrom(old, size)
  for (let seq = old.size; seq < size; ) {
    const page = await due.hashesAfter(seq, Math.min(pageMost, size - seq))
    if (page.length === 0) throw new Error('The chain is shorter than its checkpoint says.')
    for (const hash of page) growing.append(hash)
    seq += page.length
  }
  return growing.finish()
}

async function add(options: WitnessOptions, due: DueCheckpoint, old: Tree): Promise<Outcome> {
  const { proof, tree } = await grown(due, old, due.size)
  const lines = proof.map((hash) => `${Buffer.from(hash, 'hex').toString('base64')}\n`)
  const body = `old ${old.size}\n${lines.join('')}\n${due.note}`
  const url = below(options.url, 'add-checkpoint')
  const posting = await post(url, 'text/plain; charset=utf-8', body)
  if (posting.state === 'failed') return posting
  return judge(options.key, due.note, tree, posting.posted)
}

/** Reads the answer; only a valid cosignature by the known key counts as success. */
function judge(key: WitnessKey, note: string, tree: Tree, posted: Posted): Outcome {
  const { status, type, text } = posted
  if (status === 200) {
    const signed = note.slice(0, note.lastIndexOf('\n\n') + 1)
    const cosignature = readCosignature(signed, text, key)
    if (cosignature === null) return { state: 'failed', why: 'cosignature_invalid' }
    const { size, frontier } = tree
    const memory = {
      note: note + cosignature.line,
      witnessed_at: cosignature.time,
      tree: { size, frontier: [...frontier] },
    }
    return { state: 'witnessed', memory }
  }
  const told = /^(0|[1-9]\d{0,15})\n$/.exec(text)?.[1]
  if (status === 409 && type.startsWith('text/x.tlog.size') && told !== undefined)
    return { state: 'conflict', size: Number(told) }
  if (status === 422) return { state: 'unproved' }
  return { state: 'failed', why: status === 409 ? disagrees : `refused_${status}` }
}
