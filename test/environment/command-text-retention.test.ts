// Retention erases the texts of a command with the bodies of its evidence, and only when all bodies
// are gone.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, it } from 'vitest'
import { furnish, type Outside, open } from '../places/environment-with-places.ts'

const morning = Date.parse('2026-01-05T09:00:00Z')
const day = 86_400_000

let home: Outside
beforeEach(() => {
  home = furnish('')
})

const file = () => join(home.folder, 'aval.db')

/** Every row of every table, as text. */
function rows(): string {
  const db = new Database(file(), { readonly: true })
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  const text = names.map((name) => JSON.stringify(db.prepare(`SELECT * FROM ${name}`).all()))
  db.close()
  return text.join('\n')
}

/** Which files of the store contain this, while it is open (the WAL is one of them). */
function inFile(text: string): readonly string[] {
  return ['', '-wal'].filter((end) => readFileSync(`${file()}${end}`, 'latin1').includes(text))
}

/** Requested, and expired without confirmation. */
async function expiredRequest() {
  const environment = await open(home, morning)
  await environment.say('ana', 'create config web for CANARY-OWNER')
  await environment.pass(10 * 60_000)
  return environment
}

it('a daily sweep that finds nothing to erase leaves the write-ahead log as it is', async () => {
  const environment = await expiredRequest()
  for (let count = 0; count < 3; count += 1) await environment.pass(day)
  expect(inFile('CANARY-OWNER')).toEqual(['-wal'])
  await environment.close()
})

it('erased texts of a command are in no row and no file, its record remains, and all verifies', async () => {
  const environment = await expiredRequest()
  expect(rows()).toContain('CANARY-OWNER')
  expect(inFile('CANARY-OWNER')).toEqual(['-wal'])
  for (let count = 0; count < 9; count += 1) await environment.pass(day)
  expect(rows()).not.toContain('CANARY-OWNER')
  expect(inFile('CANARY-OWNER')).toEqual([])
  const { commands } = await environment.storeClient.commandsSince(0, 10)
  expect(commands[0]).toMatchObject({ flow: 'config.create', requester: 'ana', state: 'rejected' })
  const reports = await environment.storeClient.verify()
  expect(reports.flatMap((one) => one.breaks)).toEqual([])
  await environment.close()
})

it('a command that is marked as erased although its evidence is not is reported', async () => {
  const environment = await expiredRequest()
  await environment.close()
  const db = new Database(file())
  db.exec(
    "UPDATE commands SET record = json_set(record, '$.erased', json('true'), '$.slots.owner', 'mallory')",
  )
  db.close()
  const again = await open(home, morning + 3_600_000)
  const breaks = (await again.storeClient.verify()).flatMap((one) => one.breaks)
  expect(breaks.map(({ what, text }) => [what, text])).toEqual([
    ['command_changed', expect.stringMatching(/: its words\.$/)],
  ])
  await again.close()
})
