// Verifies a chain row by row: what each row must be, given the one before it.

import type { Break, Column } from './breaks.ts'
import { sha256 } from './canonical.ts'
import { storedDigest } from './chain.ts'
import { extend, type Range, readErasure } from './erasure.ts'
import { type FastRowCheck, fastRowCheck } from './fast-row-check.ts'
import { type GrowingTree, growTree, type Tree } from './merkle.ts'
import { type Fields, readFields, readNewer } from './reading.ts'
import type { RowTexts } from './row-text.ts'
import type { StoredArtifact } from './stored-artifact.ts'

/** The environment and tenant of the chain. */
export interface Home {
  readonly environment: string
  readonly tenant: string
}

/** How far a verification has come; plain JSON, so that it can be stored and continued. */
export interface Progress {
  readonly seq: number
  readonly hash: string
  readonly tree: Tree
}

/** The most breaks listed, so that a chain with all rows wrong does not fill the memory. */
export const breakLimit = 1000

/** The state of a verification. */
export interface ChainWalk {
  readonly home: Home
  readonly breaks: Break[]
  omitted: number
  rows: number
  /** The last seq in order. */
  seq: number
  /** Its hash, recomputed and as stored. */
  hash: string
  storedHash: string
  tree: GrowingTree
  readonly ordinary: FastRowCheck
  /** Called once `seq` reaches `stop`; it sets the next `stop`. */
  readonly arrive: (walk: ChainWalk) => void
  stop: number
  /** Seqs without a readable artifact, those without a body, and those said to be erased. */
  readonly absent: Range[]
  readonly missing: Range[]
  readonly erased: Range[]
}

/** Begins after `start`; the caller must call `arrive` for the start itself. */
export function beginWalk(home: Home, start: Progress, arrive: ChainWalk['arrive']): ChainWalk {
  return {
    home,
    breaks: [],
    omitted: 0,
    rows: start.seq,
    seq: start.seq,
    hash: start.hash,
    storedHash: start.hash,
    tree: growTree(start.tree),
    ordinary: fastRowCheck(home),
    arrive,
    stop: start.seq,
    absent: [],
    missing: [],
    erased: [],
  }
}

/** Verifies all these rows, holding one page at most. Throws only what `rows` throws. */
export function walkRows(walk: ChainWalk, rows: Iterable<StoredArtifact> | RowTexts): void {
  if ('pages' in rows) visitTexts(walk, rows)
  else for (const row of rows) visit(walk, row)
}

function visit(walk: ChainWalk, row: StoredArtifact): void {
  walk.rows += 1
  judge(walk, row, sha256(row.bytes))
}

function visitTexts(walk: ChainWalk, { pages, whole }: RowTexts): void {
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

function advance(walk: ChainWalk, seq: number, hash: string, storedHash: string): void {
  walk.seq = seq
  walk.hash = hash
  walk.storedHash = storedHash
  walk.tree.add(hash)
  if (seq >= walk.stop) walk.arrive(walk)
}

/** The full check of a row, which reports what is wrong and lets the fast check learn from it. */
function judge(walk: ChainWalk, row: StoredArtifact, hash: string): void {
  const { seq } = row
  if (hash !== row.hash) report(walk, { what: 'hash_differs', seq })
  const fields = fieldsOf(walk, row)
  if (fields !== null) judgeFields(walk, row, fields)
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

/**
 * The artifact's fields. Only the first artifact of a newer version is reported; the known fields
 * of all are checked.
 */
function fieldsOf(walk: ChainWalk, { seq, bytes }: StoredArtifact): Fields | null {
  const known = readFields(bytes)
  if (known !== null) return known
  const newer = readNewer(bytes)
  if (newer === null) report(walk, { what: 'malformed', seq })
  else if (!walk.breaks.some((one) => one.what === 'written_by_newer'))
    report(walk, { what: 'written_by_newer', seq, found: newer.version })
  return newer
}

/**
 * Does it follow the one before it? A wrong hash is reported separately, so that both hashes of
 * that artifact are accepted here.
 */
function follows(walk: ChainWalk, fields: Fields): boolean {
  return fields.prev_hash === walk.hash || fields.prev_hash === walk.storedHash
}

function judgeFields(walk: ChainWalk, row: StoredArtifact, fields: Fields): void {
  const { seq, columns } = row
  const { home } = walk
  if (fields.environment !== home.environment) {
    report(walk, { what: 'wrong_environment', seq, found: fields.environment })
  }
  if (fields.tenant !== home.tenant) {
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

function judgeBody(walk: ChainWalk, row: StoredArtifact, fields: Fields): void {
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

export function report(walk: ChainWalk, found: Break): void {
  if (walk.breaks.length < breakLimit) walk.breaks.push(found)
  else walk.omitted += 1
}
