// `npm run tamper`: edits an environment's file in every known way, and counts what `verify` finds.

import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { type Keys, readKeys } from '../src/environment/keys.ts'
import { unhashedSchema } from '../src/evidence/artifact-schema.ts'
import { genesis, seal } from '../src/evidence/chain.ts'
import {
  originOf,
  parseVerifierKey,
  writeCheckpoint,
  writeVerifierKey,
} from '../src/evidence/checkpoint.ts'
import { append, emptyTree } from '../src/evidence/merkle.ts'
import { openReadOnly } from '../src/store/file/database.ts'
import { verifyFile } from '../src/store/verify/verify.ts'
import { withoutTriggers } from '../test/store/without-triggers.ts'
import { type Home, makeHome, openWorld } from './bench-world.ts'
import { recordEdits } from './tamper-records.ts'

const tenant = 'test:acme'

interface Row {
  readonly position: number
  readonly seq: number
  readonly bytes: string
}

/** The input of the edits: an intact file, an older copy of it, and that of another environment. */
interface Scene {
  readonly home: Home
  readonly keys: Keys
  /** The newest checkpoint, stored outside of the file. */
  readonly outside: string
  readonly whole: string
  readonly older: string
  readonly other: string
  readonly size: number
}

type Chance = (below: number) => number
type Edit = (db: Database.Database, scene: Scene, chance: Chance) => void

/** Makes room for another row after the chosen one. */
const shiftedBy = 100_000
const insertedBehind = 50_000

const beside = Object.fromEntries(
  Object.entries(recordEdits).map(([what, edit]): [string, Edit] => [
    what,
    (db, _scene, chance) => edit(db, chance),
  ]),
)

const edits: Readonly<Record<string, Edit>> = {
  'artifact edited'(db, scene, chance) {
    const row = rowAt(db, 1 + chance(scene.size))
    const bytes = row.bytes.replace(
      /"type":"([a-z_.]+)"/,
      (_, type) =>
        `"type":"${type === 'approval.granted' ? 'approval.denied' : 'approval.granted'}"`,
    )
    db.prepare('UPDATE artifacts SET bytes = ? WHERE position = ?').run(bytes, row.position)
  },
  'body edited'(db, scene, chance) {
    const { position } = rowAt(db, 1 + chance(scene.size))
    const body = String(
      db.prepare('SELECT bytes FROM bodies WHERE position = ?').pluck().get(position),
    )
    const at = chance(body.length)
    const letter = body[at] === 'x' ? 'y' : 'x'
    db.prepare('UPDATE bodies SET bytes = ? WHERE position = ?').run(
      body.slice(0, at) + letter + body.slice(at + 1),
      position,
    )
  },
  'column edited'(db, scene, chance) {
    const { position } = rowAt(db, 1 + chance(scene.size))
    const columns = ['type', 'time', 'actor', 'command_id'] as const
    const column = columns[chance(columns.length)] ?? 'type'
    db.prepare(`UPDATE artifacts SET ${column} = 'approval.tampered' WHERE position = ?`).run(
      position,
    )
  },
  'row deleted'(db, scene, chance) {
    const { position } = rowAt(db, 1 + chance(scene.size))
    removeRow(db, position)
  },
  'rows swapped'(db, scene, chance) {
    const one = rowAt(db, 1 + chance(scene.size))
    const two = rowAt(db, 1 + ((one.seq + chance(scene.size - 1)) % scene.size))
    const [first, second] = [contentAt(db, one.position), contentAt(db, two.position)]
    writeContent(db, one.position, second)
    writeContent(db, two.position, first)
  },
  'row inserted'(db, scene, chance) {
    // Not after the last row: an appended row is not covered by the checkpoint.
    const after = 1 + chance(scene.size - 1)
    const { position } = rowAt(db, after)
    for (const table of ['artifacts', 'bodies'])
      db.prepare(`UPDATE ${table} SET position = position + ${shiftedBy} WHERE position > ?`).run(
        position,
      )
    db.prepare('UPDATE artifacts SET seq = seq + ? WHERE tenant = ? AND seq > ?').run(
      shiftedBy,
      tenant,
      after,
    )
    db.prepare('UPDATE artifacts SET seq = seq - ? + 1 WHERE tenant = ? AND seq > ?').run(
      shiftedBy,
      tenant,
      shiftedBy,
    )
    reseal(db, after + 1, 'forged')
  },
  'tail cut'(db, scene, chance) {
    cut(db, scene.size - 1 - chance(Math.min(50, scene.size - 2)))
  },
  'chain rewritten'(db, scene, chance) {
    reseal(db, 1 + chance(scene.size), 'edited')
  },
  'file rolled back'() {
    // The whole file is an older, intact one: there is nothing to edit.
  },
  ...beside,
  'row of another environment'(db, scene, chance) {
    const other = new Database(scene.other, { readonly: true })
    const row = contentAt(other, rowAt(other, 1 + chance(scene.size)).position)
    other.close()
    writeContent(db, rowAt(db, 1 + chance(scene.size)).position, row)
  },
}

function rowAt(db: Database.Database, seq: number): Row {
  return (
    db
      .prepare<[string, number], Row>(
        'SELECT position, seq, bytes FROM artifacts WHERE tenant = ? AND seq = ?',
      )
      .get(tenant, seq) ?? { position: 0, seq, bytes: '' }
  )
}

interface Content {
  readonly type: string
  readonly time: string
  readonly actor: string
  readonly command_id: string | null
  readonly hash: Buffer
  readonly bytes: string
  readonly salt: Buffer
  readonly body: string
}

function contentAt(db: Database.Database, position: number): Content {
  const row = db
    .prepare<[number], Content>(
      `SELECT a.type, a.time, a.actor, a.command_id, a.hash, a.bytes, b.salt, b.bytes AS body
       FROM artifacts a JOIN bodies b USING (position) WHERE position = ?`,
    )
    .get(position)
  if (row === undefined) throw new Error(`There is no row at ${position}.`)
  return row
}

function writeContent(db: Database.Database, position: number, row: Content): void {
  const { type, time, actor, command_id, hash, bytes, salt, body } = row
  db.prepare(
    'UPDATE artifacts SET type = ?, time = ?, actor = ?, command_id = ?, hash = ?, bytes = ? WHERE position = ?',
  ).run(type, time, actor, command_id, hash, bytes, position)
  db.prepare('UPDATE bodies SET salt = ?, bytes = ? WHERE position = ?').run(salt, body, position)
}

function removeRow(db: Database.Database, position: number): void {
  db.prepare('DELETE FROM bodies WHERE position = ?').run(position)
  db.prepare('DELETE FROM artifacts WHERE position = ?').run(position)
}

/** Cuts the chain and adjusts its head and tree, so that the file is consistent. */
function cut(db: Database.Database, size: number): void {
  db.prepare(
    'DELETE FROM bodies WHERE position IN (SELECT position FROM artifacts WHERE tenant = ? AND seq > ?)',
  ).run(tenant, size)
  db.prepare('DELETE FROM artifacts WHERE tenant = ? AND seq > ?').run(tenant, size)
  db.prepare('DELETE FROM checkpoints WHERE tenant = ?').run(tenant)
  setHead(db)
}

function setHead(db: Database.Database): void {
  let tree = emptyTree
  let head = genesis('test', tenant)
  const hashes = db
    .prepare('SELECT lower(hex(hash)) FROM artifacts WHERE tenant = ? ORDER BY seq')
    .pluck()
  for (const hash of hashes.all(tenant)) {
    head = String(hash)
    tree = append(tree, head)
  }
  db.prepare('UPDATE chains SET size = ?, head = ?, tree = ? WHERE tenant = ?').run(
    tree.size,
    head,
    JSON.stringify(tree),
    tenant,
  )
}

/**
 * Rewrites the chain from one artifact on with the program's own code, so that the file is
 * consistent.
 */
function reseal(db: Database.Database, from: number, actor: string): void {
  const size = Number(
    db.prepare('SELECT max(seq) FROM artifacts WHERE tenant = ?').pluck().get(tenant),
  )
  let prevHash = from === 1 ? genesis('test', tenant) : hashAt(db, from - 1)
  for (let seq = from; seq <= size; seq += 1) {
    const existing = rowAt(db, seq)
    const template = existing.bytes === '' ? rowAt(db, seq - 1) : existing
    const {
      time,
      body_digest: _,
      prev_hash: __,
      seq: ___,
      ...rest
    } = unhashedSchema().parse(JSON.parse(template.bytes))
    const body = contentAt(db, template.position)
    const who = seq === from ? actor : rest.actor
    const draft = { ...rest, actor: who, time: Date.parse(time), body: JSON.parse(body.body) }
    const sealed = seal(draft, {
      id: rest.id,
      seq,
      prevHash,
      salt: body.salt.toString('hex'),
      system: rest.system,
    })
    const position = existing.bytes === '' ? template.position + insertedBehind : existing.position
    const content: Content = {
      type: rest.type,
      time,
      actor: who,
      command_id: rest.command?.command_id ?? null,
      hash: Buffer.from(sealed.hash, 'hex'),
      bytes: sealed.bytes,
      salt: Buffer.from(sealed.body.salt, 'hex'),
      body: sealed.body.bytes,
    }
    if (existing.bytes === '') insertRow(db, position, seq, content)
    else writeContent(db, position, content)
    prevHash = sealed.hash
  }
  db.prepare('DELETE FROM checkpoints WHERE tenant = ?').run(tenant)
  setHead(db)
}

function insertRow(db: Database.Database, position: number, seq: number, row: Content): void {
  db.prepare(
    'INSERT INTO artifacts (position, tenant, seq, type, time, actor, command_id, hash, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(position, tenant, seq, row.type, row.time, row.actor, row.command_id, row.hash, row.bytes)
  db.prepare('INSERT INTO bodies (position, salt, bytes) VALUES (?, ?, ?)').run(
    position,
    row.salt,
    row.body,
  )
}

function hashAt(db: Database.Database, seq: number): string {
  return String(
    db
      .prepare('SELECT lower(hex(hash)) FROM artifacts WHERE tenant = ? AND seq = ?')
      .pluck()
      .get(tenant, seq),
  )
}

/** An environment with evidence, an older copy of it, and a second similar environment. */
async function openScene(parent: string, flows: number): Promise<Scene> {
  const home = await filled(parent, flows)
  const keys = readKeys(home.folder)
  const [whole, older] = [join(parent, 'whole.db'), join(parent, 'older.db')]
  copyFileSync(home.file, older)
  const again = await openWorld(home, 'here', 'again-')
  for (let flow = 0; flow < 5; flow += 1) await again.approve(flow)
  const head = (await again.storeClient.heads()).find((one) => one.tenant === tenant)
  if (head === undefined) throw new Error('There is no chain to tamper with.')
  const origin = originOf(keys.instance, 'test', tenant)
  const outside = writeCheckpoint({ origin, size: head.size, root: head.root }, keys.signingKey)
  await again.close()
  copyFileSync(home.file, whole)
  const second = await filled(parent, flows + 5)
  return { home, keys, outside, whole, older, other: second.file, size: head.size }
}

async function filled(parent: string, flows: number): Promise<Home> {
  const home = makeHome(parent)
  const world = await openWorld(home, 'here')
  for (let flow = 0; flow < flows; flow += 1) await world.approve(flow)
  await world.close()
  return home
}

type Verdict = 'sound' | 'found' | 'unreadable'

function judge(file: string, scene: Scene, withCheckpoint: boolean): Verdict {
  try {
    const db = openReadOnly(file, 'test')
    try {
      const { instance, publicKey } = scene.keys
      const keys = ['-', tenant].map((one) =>
        parseVerifierKey(writeVerifierKey(originOf(instance, 'test', one), publicKey)),
      )
      const outside = withCheckpoint ? [scene.outside] : []
      const reports = verifyFile(db, { environment: 'test', instance, keys, outside })
      return reports.every((one) => one.breaks.length === 0) ? 'sound' : 'found'
    } finally {
      db.close()
    }
  } catch {
    return 'unreadable'
  }
}

export interface TamperFigures {
  readonly what: string
  readonly tries: number
  /** Number of edits that `verify` finds with the outside checkpoint; `foundAlone`: without it. */
  readonly found: number
  readonly foundAlone: number
}

/** Tries every class of edit `tries` times; bit flips come last and are counted separately. */
export async function tamper(
  tries: number,
  flows: number,
  seed: number,
): Promise<readonly TamperFigures[]> {
  const parent = mkdtempSync(join(tmpdir(), 'aval-tamper-'))
  try {
    const scene = await openScene(parent, flows)
    if (judge(scene.whole, scene, true) !== 'sound')
      throw new Error('The file is not sound before the first edit.')
    const chance = numbers(seed)
    const place = join(parent, 'tampered.db')
    const counted = Object.entries(edits).map(([what, edit]) =>
      count(what, tries, scene, place, () => {
        copyFileSync(what === 'file rolled back' ? scene.older : scene.whole, place)
        const db = new Database(place)
        db.pragma('foreign_keys = OFF')
        withoutTriggers(db, () => db.transaction(() => edit(db, scene, chance))())
        db.close()
      }),
    )
    return [
      ...counted,
      count('random bit flipped', tries, scene, place, () => flip(scene, place, chance)),
    ]
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

function flip(scene: Scene, place: string, chance: Chance): void {
  const bytes = readFileSync(scene.whole)
  const at = chance(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance(8))
  writeFileSync(place, bytes)
}

function count(
  what: string,
  tries: number,
  scene: Scene,
  place: string,
  spoil: () => void,
): TamperFigures {
  let found = 0
  let foundAlone = 0
  for (let index = 0; index < tries; index += 1) {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${place}${ending}`, { force: true })
    spoil()
    if (judge(place, scene, true) !== 'sound') found += 1
    if (judge(place, scene, false) !== 'sound') foundAlone += 1
  }
  return { what, tries, found, foundAlone }
}

/** Whole numbers below a limit; deterministic for a seed. */
function numbers(seed: number): Chance {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tries: { type: 'string', default: '200' },
      flows: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
    },
  })
  const figures = await tamper(Number(values.tries), Number(values.flows), Number(values.seed))
  console.table(figures)
  const classes = figures.slice(0, -1)
  const missed = classes.filter((one) => one.found < one.tries)
  const flips = figures.at(-1)
  console.log(
    `tamper: ${classes.length} classes, ${classes.reduce((sum, one) => sum + one.tries, 0)} tries, ` +
      `${classes.reduce((sum, one) => sum + one.found, 0)} found with an outside checkpoint, ` +
      `${classes.reduce((sum, one) => sum + one.foundAlone, 0)} without; bit flips found ` +
      `${flips?.found} of ${flips?.tries}; seed ${values.seed}.`,
  )
  if (missed.length > 0) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
