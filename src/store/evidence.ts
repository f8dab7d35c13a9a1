// Appends evidence: drafts get their position in their chain and never change again.

import { idOf } from '../command/draw.ts'
import type { Draft, Roll, SystemBinding } from '../evidence/artifact.ts'
import { genesis, seal } from '../evidence/chain.ts'
import { emptyTree, type GrowingTree, growTree, treeSchema, treeText } from '../evidence/merkle.ts'
import type { Connection } from './file/database.ts'
import { textKeeper } from './texts.ts'
import { placeReader } from './verify/artifact-place.ts'

/** The head of a chain; cached between transactions, because only this process writes. */
interface Head {
  hash: string
  readonly tree: GrowingTree
}

export interface EvidenceWriter {
  /**
   * Appends a draft to its chain; only inside a transaction. `roll`: the roll version that it
   * proves.
   */
  write(draft: Draft, roll?: Roll | null): void
  /** Writes the chain heads; the last step of a transaction. */
  flush(): void
  /** The transaction is committed. */
  committed(): void
  /** The transaction failed: heads are read again. */
  forget(): void
  /** Is what this process wrote still in the file? Asked after another process wrote. */
  stands(): boolean
}

/**
 * `randomHex` gives 64 fresh hexadecimal digits at each call; `texts`: the packs and flows in
 * force, by digest.
 */
export function evidenceWriter(
  db: Connection,
  system: SystemBinding,
  randomHex: () => string,
  texts: ReadonlyMap<string, string> = new Map(),
): EvidenceWriter {
  const keeper = textKeeper(db, texts)
  const insertArtifact = db.prepare(
    `INSERT INTO artifacts (tenant, seq, type, time, actor, command_id, roll, hash, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, unhex(?), ?)`,
  )
  const insertBody = db.prepare(
    'INSERT INTO bodies (position, salt, bytes) VALUES (?, unhex(?), ?)',
  )
  const noteMoment = momentWriter(db)
  const readHead = headReader(db, system.environment)
  const writeHead = db.prepare(
    `INSERT INTO chains (tenant, size, head, tree) VALUES (?, ?, ?, ?)
     ON CONFLICT (tenant) DO UPDATE
       SET size = excluded.size, head = excluded.head, tree = excluded.tree`,
  )
  const placeOf = placeReader(db)
  const heads = new Map<string, Head>()
  const touched = new Set<string>()
  const flushed = new Set<string>()
  /** The last artifact of each chain that this process wrote; kept even after failures. */
  const written = new Map<string, { readonly seq: number; readonly hash: string }>()

  function headOf(tenant: string): Head {
    const known = heads.get(tenant)
    if (known !== undefined) return known
    const head = readHead(tenant)
    heads.set(tenant, head)
    return head
  }

  return {
    write(draft, roll = null) {
      keeper.keep(draft)
      const head = headOf(draft.tenant)
      const random = randomHex()
      const seq = head.tree.size() + 1
      const sealed = seal(draft, {
        // The id uses the other half of the random digits than the salt, which must stay secret.
        id: idOf(draft.time, random.slice(32)),
        seq,
        prevHash: head.hash,
        salt: random.slice(0, 32),
        system,
        roll,
      })
      const { lastInsertRowid } = insertArtifact.run(
        draft.tenant,
        seq,
        draft.type,
        sealed.time,
        draft.actor,
        draft.command?.command_id ?? null,
        roll?.number ?? null,
        sealed.hash,
        sealed.bytes,
      )
      insertBody.run(lastInsertRowid, sealed.body.salt, sealed.body.bytes)
      noteMoment(Number(lastInsertRowid))
      head.hash = sealed.hash
      head.tree.add(sealed.hash)
      touched.add(draft.tenant)
    },
    flush() {
      for (const tenant of touched) {
        const head = headOf(tenant)
        writeHead.run(tenant, head.tree.size(), head.hash, treeText(head.tree.tree()))
        flushed.add(tenant)
      }
      touched.clear()
    },
    committed() {
      for (const tenant of flushed) {
        const { hash, tree } = headOf(tenant)
        written.set(tenant, { seq: tree.size(), hash })
      }
      flushed.clear()
    },
    stands: () =>
      [...written].every(([tenant, { seq, hash }]) => placeOf(tenant, seq)?.hash === hash),
    forget() {
      keeper.forget()
      heads.clear()
      touched.clear()
      flushed.clear()
    },
  }
}

const artifactsOfMoment = 256

/**
 * Writes a row of `moments` (the latest time so far) for every so many artifacts. Not a trigger,
 * with which SQLite would keep an extra journal for each artifact.
 */
function momentWriter(db: Connection): (position: number) => void {
  const insert = db.prepare(
    `INSERT INTO moments (position, latest) SELECT ?, max(time) FROM (
       SELECT time FROM artifacts WHERE position > (SELECT coalesce(max(position), 0) FROM moments)
       UNION ALL SELECT * FROM (SELECT latest FROM moments ORDER BY position DESC LIMIT 1)
     )`,
  )
  return (position) => {
    if (position % artifactsOfMoment === 0) insert.run(position)
  }
}

/** The stored head of a chain, or that of an empty chain. */
function headReader(db: Connection, environment: string): (tenant: string) => Head {
  const read = db
    .prepare<[string], [string, string]>('SELECT head, tree FROM chains WHERE tenant = ?')
    .raw()
  return (tenant) => {
    const row = read.get(tenant)
    if (row === undefined) return { hash: genesis(environment, tenant), tree: growTree(emptyTree) }
    const [hash, tree] = row
    return { hash, tree: growTree(treeSchema.parse(JSON.parse(tree))) }
  }
}
