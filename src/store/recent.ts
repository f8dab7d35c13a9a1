// Reads from the newest evidence which commands are open, what counts against limits, and which
// idempotency keys programs used: the rows with these facts could be edited.

import { z } from 'zod'
import { isFinal, type State } from '../command/lifecycle.ts'
import { countedForMs } from '../command/tallies.ts'
import { stateChangingOnQuorum, stateOfType } from '../command/verify/proof.ts'
import { sha256 } from '../evidence/canonical.ts'
import { storedDigest } from '../evidence/chain.ts'
import type { Connection } from './file/database.ts'
import type { Standing } from './open-command-book.ts'

/** The most artifacts read of each chain (about 0.1 s); older facts are taken from the rows. */
export const artifactsMost = 20_000

export interface Recent {
  /** Commands that have not ended; evidence does not say which agent asked. */
  readonly open: readonly Standing[]
  /** When each counted thing happened, by tally key; newest first within each chain. */
  readonly counted: ReadonlyMap<string, readonly number[]>
  /** Command ids by the idempotency keys of their requests. */
  readonly keys: ReadonlyMap<string, string>
}

/** Bytes and hash; salt and bytes of the body. Derived columns are not read. */
type Row = [string, string, string | null, string | null]

/** Reads at the first call, then caches. */
export function recentEvidence(db: Connection): () => Recent {
  const chains = db
    .prepare<[], [string, string]>('SELECT tenant, head FROM chains ORDER BY tenant')
    .raw()
  const newest = db
    .prepare<[string, number], Row>(
      `SELECT a.bytes, lower(hex(a.hash)), lower(hex(b.salt)), b.bytes
       FROM artifacts a LEFT JOIN bodies b USING (position)
       WHERE a.tenant = ? ORDER BY a.seq DESC LIMIT ? + 0`,
    )
    .raw()
  let recent: Recent | null = null

  function* ofChain(tenant: string, head: string): Generator<Artifact> {
    let [since, named] = [0, head]
    for (const row of newest.iterate(tenant, artifactsMost)) {
      // A rewritten artifact has another hash than its successor names.
      const artifact = row[1] === named ? wholeArtifact(tenant, row) : null
      named = previousPattern.exec(row[0])?.[1] ?? ''
      if (artifact === null) continue
      if (since === 0) since = artifact.at - countedForMs
      if (artifact.at < since) return
      yield artifact
    }
  }

  return () => {
    recent ??= gathered(chains.all().map((chain) => [...ofChain(...chain)]))
    return recent
  }
}

interface Artifact {
  readonly tenant: string
  readonly actor: string
  readonly type: string
  readonly at: number
  readonly commandId?: string
  readonly idempotencyKey?: string
  /** The tally keys that it counts, repeated if counted several times. */
  readonly counted: readonly string[]
}

const text = '("(?:[^"\\\\]|\\\\.)*")'
const headPattern = new RegExp(
  `^\\{"actor":${text},"body_digest":"([0-9a-f]{64})",` +
    `(?:"command":\\{"command_id":${text},"fingerprint":${text},"idempotency_key":${text}\\},)?`,
)
/** In canonical form quotation marks inside texts are escaped. */
const tailPattern = /,"time":"([^"]+)",.*"type":"([a-z_.]+)"\}$/

const previousPattern = /,"prev_hash":"([0-9a-f]{64})",/

const stringSchema = z.string()
const countedSchema = z.looseObject({ counted: z.array(z.string()) })

/** The parsed artifact; null if bytes or body do not match their digests. */
function wholeArtifact(tenant: string, [bytes, hash, salt, body]: Row): Artifact | null {
  const [head, tail] = [headPattern.exec(bytes), tailPattern.exec(bytes)]
  if (sha256(bytes) !== hash || head === null || tail === null) return null
  const [, actor, digest, id, , key] = head
  const [, time = '', type = ''] = tail
  const isOurs = salt !== null && body !== null && storedDigest({ salt, bytes: body }) === digest
  if (body !== null && !isOurs) return null
  const counted = body?.includes('"counted":[') === true ? countedIn(body) : []
  const about = { tenant, actor: wordOf(actor), type, at: Date.parse(time), counted }
  return id === undefined ? about : { ...about, commandId: wordOf(id), idempotencyKey: wordOf(key) }
}

function wordOf(quoted = '""'): string {
  return stringSchema.parse(JSON.parse(quoted))
}

function countedIn(body: string): readonly string[] {
  const found = countedSchema.safeParse(JSON.parse(body))
  return found.success ? found.data.counted : []
}

/** Gathers the facts; each chain comes newest first. */
function gathered(chains: readonly (readonly Artifact[])[]): Recent {
  const counted = new Map<string, number[]>()
  const keys = new Map<string, string>()
  const newest = new Map<string, State>()
  const open: Standing[] = []
  // One moment for all chains, so that no quiet one brings back what is too old in the others.
  const since = Math.max(0, ...chains.flatMap(([first]) => first?.at ?? [])) - countedForMs
  for (const one of chains.flat()) {
    const { tenant, actor, type, at, commandId, idempotencyKey, counted: marks } = one
    if (at >= since) for (const key of marks) (counted.get(key) ?? begin(counted, key)).push(at)
    const state = stateOfType[type]
    if (commandId === undefined || state === undefined || stateChangingOnQuorum.includes(type))
      continue
    const stands = newest.get(commandId) ?? state
    newest.set(commandId, stands)
    if (type !== 'command.proposed') continue
    if (idempotencyKey !== undefined) keys.set(idempotencyKey, commandId)
    if (!isFinal(stands)) open.push({ id: commandId, tenant, requester: actor, state: stands })
  }
  return { open, counted, keys }
}

function begin(counted: Map<string, number[]>, key: string): number[] {
  const times: number[] = []
  counted.set(key, times)
  return times
}
