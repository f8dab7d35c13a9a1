// Verifies a whole file: every chain row by row, and everything derived from it. Read-only.

import { environmentChain } from '../../command/changes.ts'
import type { NamedHeads } from '../../command/event.ts'
import { parseCheckpoint } from '../../evidence/checkpoint.ts'
import { tenantOfNote } from '../../evidence/signed-checkpoints.ts'
import type { VerifiedPart } from '../../evidence/verified-part.ts'
import type { Chain } from '../../evidence/verify.ts'
import type { Progress } from '../../evidence/walk.ts'
import type { Connection } from '../file/database.ts'
import { chainHeads, chainTenants } from '../queries.ts'
import type { ChainReport } from '../store.ts'
import { keptTexts } from '../texts.ts'
import {
  asReported,
  breaksOf,
  breaksOfNote,
  type Found,
  type NoteOptions,
  notesOf,
  verifyOne,
} from './chain.ts'
import { type ChainPart, piecesOf, splitChain } from './chain-parts.ts'
import { beforeAll, chainTexts } from './chain-texts.ts'
import { verifyCommands } from './commands.ts'
import { verifyCounts } from './counts.ts'
import { verifyState } from './environment-state.ts'
import { erasureFaults } from './erasure.ts'
import { changedTexts, damagedFile, foreignCode, ofFile, olderThanNoted } from './file-faults.ts'
import { verifyMoments } from './moments.ts'
import { namedHeads } from './named-heads.ts'
import { type Positions, positionsOf } from './positions.ts'
import { decisionReplayer, historyOf, type ReplayOptions } from './replay.ts'
import { verifyRights } from './rights.ts'
import { startOf, type Trusted } from './start.ts'

export interface VerifyOptions extends NoteOptions {
  /**
   * By tenant, the beginning that need not be read again. If given, the file itself is not checked
   * either (`integrity_check`).
   */
  readonly trusted?: ReadonlyMap<string, Trusted>
  /** The heads noted beside the keys. */
  readonly noted?: NamedHeads
  /** Called now and then with how many artifacts of how many were read. */
  readonly told?: (read: number, all: number) => void
  /** Rows per part in `verifyFileInParts`: a power of two. */
  readonly rowsOfCut?: number
  /** If given, each decision about a command is repeated with these texts. */
  readonly anew?: ReplayOptions
  /**
   * Called with where the verification of a sound chain ended, so that the next can begin there.
   */
  readonly ended?: (tenant: string, progress: Progress) => void
}

/**
 * Verifies every chain of the file; one report each, in order of tenants. Sees the file as of one
 * moment, whatever a running environment writes.
 */
export function verifyFile(db: Connection, options: VerifyOptions): readonly ChainReport[] {
  const verify = db.transaction(() => {
    const chains = chainsOf(db, options)
    const told = counterOf(chains, options)
    const listed = positionsOf(db, chains.length)
    const rowsOf = ({ tenant, start }: Found) => {
      const behind = start?.position ?? beforeAll
      const positions = listed?.(tenant, behind, Number.MAX_SAFE_INTEGER) ?? null
      return chainTexts(db, tenant, { behind, positions, told })
    }
    return reportsOf(db, options, { chains, rowsOf, beside: verifyBeside(db, chains, options) })
  })
  return verify.deferred()
}

/**
 * Verifies parts of chains at once, on other connections; `told` is called with rows read. A part
 * for which null is returned is read with the rest.
 */
export type PartsVerifier = (
  cuts: readonly ChainPart[],
  told: (rows: number) => void,
) => Promise<(cut: ChainPart) => VerifiedPart | null>

/**
 * The same, with long chains in parts that `walk` verifies while the rest is checked here. The
 * connection is in a transaction until this resolves.
 */
export async function verifyFileInParts(
  db: Connection,
  options: VerifyOptions,
  walk: PartsVerifier,
): Promise<readonly ChainReport[]> {
  db.exec('BEGIN')
  try {
    const chains = chainsOf(db, options)
    const told = counterOf(chains, options)
    const listed = positionsOf(db, chains.length)
    const cuts = new Map(chains.map((chain) => [chain.tenant, cutsOf(db, chain, options, listed)]))
    const walked = walk([...cuts.values()].flat(), told)
    const beside = verifyBeside(db, chains, options)
    const stretchOf = await walked
    const rowsOf = ({ tenant }: Found) => {
      return { pieces: piecesOf(db, cuts.get(tenant) ?? [], stretchOf, told) }
    }
    return reportsOf(db, options, { chains, rowsOf, beside })
  } finally {
    db.exec('COMMIT')
  }
}

function cutsOf(
  db: Connection,
  { tenant, head, start }: Found,
  options: VerifyOptions,
  positions: Positions | null,
): readonly ChainPart[] {
  const { environment, rowsOfCut } = options
  const sizes = notesOf(db, tenant, options).map((note) => parseCheckpoint(note)?.size ?? 0)
  return splitChain(db, {
    environment,
    tenant,
    size: head?.size ?? 0,
    sizes,
    start,
    positions,
    rows: rowsOfCut,
  })
}

/** The checks besides the chains. */
interface Beside {
  readonly standing: ReturnType<typeof verifyState>
  readonly commands: ReturnType<typeof verifyCommands>
  readonly rights: ReturnType<typeof verifyRights>
  /** SQLite's description of damage; null for none, or if not checked. */
  readonly damage: string | null
}

function verifyBeside(
  db: Connection,
  chains: readonly Found[],
  { environment, anew: wanted }: VerifyOptions,
): Beside {
  const starts = new Map(chains.map(({ tenant, start }) => [tenant, start?.progress.seq ?? 0]))
  const texts = wanted?.texts(keptTexts(db)) ?? null
  const standing = verifyState(db, environment, texts)
  const past = historyOf(db, texts)
  const anew = texts === null ? null : decisionReplayer(environment, texts, past, wanted?.undecided)
  const commands = verifyCommands(db, starts, standing.wasBound, anew)
  const rights = verifyRights(db, starts, texts === null ? null : { environment, texts, past })
  const inPart = chains.some((one) => one.start !== null)
  const damage = inPart ? null : String(db.pragma('integrity_check', { simple: true }))
  return { standing, commands, rights, damage: damage === 'ok' ? null : damage }
}

/** Everything found in the file, to be made into reports. */
interface Contents {
  readonly chains: readonly Found[]
  readonly rowsOf: (chain: Found) => Chain['rows']
  readonly beside: Beside
}

function reportsOf(
  db: Connection,
  options: VerifyOptions,
  { chains, rowsOf, beside: { standing, commands, rights, damage } }: Contents,
): readonly ChainReport[] {
  const isWhole = options.trusted === undefined || options.trusted.size === 0
  const reports = chains.map((chain): ChainReport => {
    const verdict = verifyOne(db, chain, options, rowsOf(chain))
    const own = breaksOf(chain, verdict)
    const settings =
      chain.tenant === environmentChain ? [...standing.breaks, ...namedHeads(db)] : []
    const erased = isWhole ? erasureFaults(db, chain.tenant) : []
    const told = [...(commands.get(chain.tenant) ?? []), ...(rights.get(chain.tenant) ?? [])]
    const breaks = [...own, ...told, ...settings, ...erased]
    if (breaks.length === 0 && verdict.progress !== null)
      options.ended?.(chain.tenant, verdict.progress)
    const { artifacts, head, root, checkpoints, omitted } = verdict
    const unread = chain.start?.progress.seq ?? 0
    return { tenant: chain.tenant, artifacts, head, root, unread, checkpoints, omitted, breaks }
  })
  const ofNone = [
    ...foreignNotes(db, options),
    ...foreignCode(db),
    ...changedTexts(db),
    ...olderThanNoted(db, options.noted ?? {}),
    ...(isWhole ? ofFile([...verifyMoments(db), ...verifyCounts(db)]) : []),
  ]
  const all = [...reports, ...ofNone]
  return damage === null ? all : [...all, damagedFile(damage)]
}

/** Every chain that the file or a checkpoint from outside names. */
function chainsOf(db: Connection, options: VerifyOptions): readonly Found[] {
  const heads = new Map(chainHeads(db).map((head) => [head.tenant, head]))
  const named = options.outside.flatMap((note) => {
    const tenant = tenantOfNote(note, options)
    // Only a note signed here proves that such a chain existed.
    return tenant !== null && breaksOfNote(note, tenant, options).length === 0 ? [tenant] : []
  })
  const trusted = options.trusted ?? new Map<string, Trusted>()
  const tenants = [...new Set([...chainTenants(db), ...named, ...trusted.keys()])].toSorted()
  return tenants.map((tenant) => {
    const vouched = trusted.get(tenant)
    const start = vouched === undefined ? null : startOf(db, tenant, vouched)
    return { tenant, head: heads.get(tenant), trusted: vouched, start }
  })
}

/** Reports notes of other environments and unknown chains, and invalid ones. */
function foreignNotes(db: Connection, options: VerifyOptions): readonly ChainReport[] {
  const known = new Set(chainTenants(db))
  const breaks = options.outside.flatMap((note) => {
    const tenant = tenantOfNote(note, options)
    if (tenant !== null && known.has(tenant)) return []
    return breaksOfNote(note, tenant ?? '', options)
  })
  return ofFile(breaks.map(asReported))
}

function counterOf(chains: readonly Found[], { told }: VerifyOptions): (rows: number) => void {
  const all = chains.reduce(
    (sum, { head, start }) => sum + Math.max(0, (head?.size ?? 0) - (start?.progress.seq ?? 0)),
    0,
  )
  let read = 0
  return (rows) => {
    read += rows
    told?.(read, all)
  }
}
