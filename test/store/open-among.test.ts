// What is asked of the reader is answered as of one moment, while messages are settled.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { readOnlyCommandQueries } from '../../src/store/intact-commands.ts'
import { freshFolder } from '../fresh-folder.ts'
import type { Bench } from '../model/bench.ts'
import { onBench, request } from '../model/scenes.ts'
import { withoutTriggers } from './without-triggers.ts'

function copyOf(bench: Bench): string {
  const copy = join(freshFolder(), 'aval.db')
  bench.look.prepare('VACUUM INTO ?').run(copy)
  return copy
}

/** Writes in one transaction what another file says of commands and evidence. */
function moveOn(file: string, later: string): void {
  const db = new Database(file)
  db.pragma('foreign_keys = OFF')
  db.prepare('ATTACH ? AS later').run(later)
  const all = () => {
    for (const table of ['artifacts', 'bodies', 'chains', 'commands'])
      db.exec(`INSERT OR REPLACE INTO main.${table} SELECT * FROM later.${table}`)
  }
  db.transaction(() => withoutTriggers(db, all))()
  db.close()
}

it('a command that moves on while it is read is not taken for an edited one', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const file = copyOf(bench)
    await bench.hear('ana', `cancel ${name}`)
    const later = copyOf(bench)
    new Database(file).pragma('journal_mode = WAL')
    let moved = 0
    const verbose = (sql: unknown) => {
      if (!String(sql).includes('FROM artifacts a LEFT JOIN bodies')) return
      moved += 1
      if (moved === 1) moveOn(file, later)
    }
    const db = new Database(file, { readonly: true, verbose })
    const ids = db.prepare<[], string>('SELECT id FROM commands WHERE open = 1').pluck().all()
    const queries = readOnlyCommandQueries(db, 'dev', null)
    const { commands, changed } = queries.openAmong(ids)
    expect(moved).toBeGreaterThan(0)
    expect(changed).toEqual([])
    expect(commands.map((one) => one.name)).toEqual([name])
    const after = queries.openAmong(ids)
    expect([after.commands.map((one) => one.state), after.changed]).toEqual([[], []])
    db.close()
  }))
