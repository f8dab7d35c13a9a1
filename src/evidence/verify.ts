// The check of a whole chain over plain values: it trusts
// nothing, and names each thing that is off.

import type { Break, Column } from './breaks.ts'
import { genesis, hashOf, type SaltedBody, storedDigest } from './chain.ts'
import type { VerifierKey } from './checkpoint.ts'
import { extend, type Range, readErasure, without } from './erasure.ts'
import { emptyTree, type GrowingTree, growing, rootOf, type Tree } from './merkle.ts'
import { type Ordinary, ordinaryCheck } from './ordinary.ts'
import { type Fields, readFields } from './reading.ts'
import type { RowTexts } from './row-text.ts'
import { readSigned, type Signed } from './signed.ts'

/** One artifact as a store holds it, with the columns that it derived from the bytes. */
export interface StoredArtifact {
  readonly seq: number
  readonly hash: string
  /** The canonical form without `hash`, as text. */
  readonly bytes: string
  readonly columns: StoredColumns
  /** Null once erased. */
  readonly body: SaltedBody | null
  /** The store's own mark; only the chain decides whether a body may be missing. */
  readonly erased: boolean
}

export interface StoredColumns {
  /** Absent where the store derives no such column. */
  readonly id?: string
  readonly type: string
  /** ISO 8601 in UTC with milliseconds, as in the artifact. */
  readonly time: string
  readonly tenant: string
  readonly actor: string
  readonly command_id: string | null
}

/** What is to be verified. */
export interface Chain {
  readonly environment: string
  readonly tenant: string
  /** With it, checkpoints of other instances are breaks. */
  readonly instance?: string
  /** In the order of `seq`; they are read once. Texts are many times as quick. */
  readonly rows: Iterable<StoredArtifact> | RowTexts
  /** Notes, best those that were kept where the operator of the store cannot reach. */
  readonly checkpoints?: readonly string[]
  /** The keys that may have signed them, as verifier keys. */
  readonly keys?: readonly VerifierKey[]
  /** The newest artifact that somebody remembers; later ones may follow it. */
  readonly head?: { readonly seq: number; readonly hash: string }
  /**
   * Where an earlier verification ended: then `rows` start behind it, and checkpoints of smaller
   * sizes are passed over. Only as good as the place where it was kept.
   */
  readonly after?: Progress
  /** Sizes and roots that the verifier remembers by itself, beside what was signed. */
  readonly remembered?: readonly Signed[]
}

/** Where verification stands; plain JSON, so that it can be kept and continued from. */
export interface Progress {
  readonly seq: number
  readonly hash: string
  readonly tree: Tree
}

export interface Verdict {
  /** How many artifacts the chain has, those before `after` included. */
  readonly artifacts: number
  /** The hash of the last artifact, recomputed. */
  readonly head: string
  /** The RFC 6962 root over all artifacts. */
  readonly root: string
  /** How many of the given checkpoints were signed, met and found equal. */
  readonly checkpoints: number
  /** Empty when all is well. */
  readonly breaks: readonly Break[]
  /** Breaks beyond `breakLimit`, which are only counted. */
  readonly omitted: number
  /** From here the next verification may continue; null when anything is off. */
  readonly progress: Progress | null
}

/** A chain whose every row is off must not fill the memory. */
export const breakLimit = 1000

/** What changes while the rows go by. */
interface Walk {
  readonly chain: Chain
  /** In order of size; those that were met are taken off the front. */
  readonly pending: Signed[]
  readonly breaks: Break[]
  omitted: number
  rows: number
  /** The last seq in order. */
  seq: number
  /** Its hash, recomputed, and as it is stored. */
  hash: string
  storedHash: string
  readonly tree: GrowingTree
  readonly ordinary: Ordinary
  checkpoints: number
  /** Seqs without a readable artifact, and those without a body. */
  readonly absent: Range[]
  readonly missing: Range[]
  readonly erased: Range[]
}

/** Verifies a chain row by row, never holding more than one. Throws only what `rows` throws. */
export function verifyChain(chain: Chain): Verdict {
  const walk = begin(chain)
  if ('pages' in chain.rows) visitTexts(walk, chain.rows)
  else for (const row of chain.rows) visit(walk, row)
  judgeBodies(walk)
  judgeEnd(walk)
  const { seq, hash, breaks, omitted } = walk
  const tree = walk.tree.tree()
  return {
    artifacts: walk.rows,
    head: hash,
    root: rootOf(tree),
    checkpoints: walk.checkpoints,
    breaks,
    omitted,
    progress: breaks.length === 0 ? { seq, hash, tree } : null,
  }
}

function begin(chain: Chain): Walk {
  const start = chain.after ?? {
    seq: 0,
    hash: genesis(chain.environment, chain.tenant),
    tree: emptyTree,
  }
  const signed = readSigned(chain)
  const walk: Walk = {
    chain,
    pending: [...signed.good, ...(chain.remembered ?? [])]
      .filter((checkpoint) => checkpoint.size >= start.seq)
      .toSorted((one, other) => one.size - other.size),
    breaks: [],
    omitted: 0,
    rows: start.seq,
    seq: start.seq,
    hash: start.hash,
    storedHash: start.hash,
    tree: growing(start.tree),
    ordinary: ordinaryCheck(chain),
    checkpoints: 0,
    absent: [],
    missing: [],
    erased: [],
  }
  for (const found of signed.breaks) report(walk, found)
  meet(walk)
  return walk
}

function visit(walk: Walk, row: StoredArtifact): void {
  walk.rows += 1
  judge(walk, row, hashOf(row.bytes))
}

function visitTexts(walk: Walk, { pages, whole }: RowTexts): void {
  for (const page of pages)
    for (const text of page) {
      const hash = walk.ordinary.hashOf(text, walk)
      if (hash === null) visit(walk, whole(text))
      else {
        walk.rows += 1
        advance(walk, walk.seq + 1, hash, hash)
      }
    }
}

function advance(walk: Walk, seq: number, hash: string, storedHash: string): void {
  walk.seq = seq
  walk.hash = hash
  walk.storedHash = storedHash
  walk.tree.add(hash)
  meet(walk)
}

/** The careful check, which names what is off; a row that passes it is remembered. */
function judge(walk: Walk, row: StoredArtifact, hash: string): void {
  const fields = readFields(row.bytes)
  const { seq } = row
  if (hash !== row.hash) report(walk, { what: 'hash_differs', seq })
  if (fields === null) report(walk, { what: 'malformed', seq })
  else judgeFields(walk, row, fields)
  if (seq <= walk.seq) {
    report(walk, { what: seq === walk.seq ? 'duplicate' : 'reordered', seq })
    return
  }
  if (seq > walk.seq + 1) {
    walk.absent.push({ first: walk.seq + 1, last: seq - 1 })
    report(walk, { what: 'gap', seq: walk.seq + 1, last: seq - 1 })
  } else if (fields !== null && !follows(walk, fields))
    report(walk, { what: 'prev_hash_breaks', seq })
  if (fields === null) extend(walk.absent, seq)
  else judgeBody(walk, row, fields)
  walk.ordinary.learn(row.bytes)
  advance(walk, seq, hash, row.hash)
}

/** A hash that differs is a break of its own; the next artifact then fits either of the two. */
function follows(walk: Walk, fields: Fields): boolean {
  return fields.prev_hash === walk.hash || fields.prev_hash === walk.storedHash
}

function judgeFields(walk: Walk, row: StoredArtifact, fields: Fields): void {
  const { seq, columns } = row
  const { chain } = walk
  if (fields.environment !== chain.environment) {
    report(walk, { what: 'wrong_environment', seq, found: fields.environment })
  }
  if (fields.tenant !== chain.tenant) {
    report(walk, { what: 'wrong_tenant', seq, found: fields.tenant })
  }
  const differing = (column: Column) => report(walk, { what: 'column_differs', seq, column })
  if (fields.seq !== seq) differing('seq')
  if (columns.id !== undefined && fields.id !== columns.id) differing('id')
  if (fields.type !== columns.type) differing('type')
  if (fields.time !== columns.time) differing('time')
  if (fields.tenant !== columns.tenant) differing('tenant')
  if (fields.actor !== columns.actor) differing('actor')
  if (fields.command_id !== columns.command_id) differing('command_id')
  if (row.erased && row.body !== null) differing('erased')
}

function judgeBody(walk: Walk, row: StoredArtifact, fields: Fields): void {
  const { seq, body } = row
  if (body === null) {
    extend(walk.missing, seq)
  } else if (storedDigest(body) !== fields.body_digest) {
    report(walk, { what: 'body_differs', seq })
    return
  }
  if (fields.type !== 'evidence.erased') return
  const ranges = body === null ? null : readErasure(body.bytes, seq)
  if (ranges === null) report(walk, { what: 'erasure_unreadable', seq })
  else walk.erased.push(...ranges)
}

/** An erasure stands behind what it erased, so bodies can only be judged when all was read. */
function judgeBodies(walk: Walk): void {
  for (const { first, last } of without(walk.missing, walk.erased)) {
    report(walk, { what: 'body_missing', seq: first, last })
  }
  const read = { first: (walk.chain.after?.seq ?? 0) + 1, last: walk.seq }
  const present = without(without([read], walk.missing), walk.absent)
  for (const { first, last } of without(present, without(present, walk.erased))) {
    report(walk, { what: 'body_kept', seq: first, last })
  }
}

/** Compares the chain so far with the head and the checkpoints that were taken at its size. */
function meet(walk: Walk): void {
  const { head } = walk.chain
  if (head?.seq === walk.seq && head.hash !== walk.hash) {
    report(walk, { what: 'head_differs', seq: head.seq })
  }
  for (;;) {
    const next = walk.pending[0]
    if (next === undefined || next.size > walk.seq) return
    walk.pending.shift()
    // After a gap the tree is smaller than the seq says: that is not what was signed either.
    const same = walk.tree.size() === next.size && rootOf(walk.tree.tree()) === next.root
    if (same) walk.checkpoints += 1
    else report(walk, { what: 'checkpoint_root_differs', seq: next.size })
  }
}

/** What was remembered outside, and is not here. */
function judgeEnd(walk: Walk): void {
  for (const { size } of walk.pending) {
    report(walk, { what: 'shorter_than_checkpoint', seq: walk.seq + 1, last: size })
  }
  const { head } = walk.chain
  if (head !== undefined && head.seq > walk.seq) {
    report(walk, { what: 'shorter_than_head', seq: walk.seq + 1, last: head.seq })
  }
}

function report(walk: Walk, found: Break): void {
  if (walk.breaks.length < breakLimit) walk.breaks.push(found)
  else walk.omitted += 1
}
