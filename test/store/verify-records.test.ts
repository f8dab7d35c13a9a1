// Verification of the data that steers decisions beside the evidence (commands, answers, settings,
// schema): edits are reported.

import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { readKeys } from '../../src/environment/keys.ts'
import { originOf, parseVerifierKey, writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import { openDatabase, openReadOnly } from '../../src/store/file/database.ts'
import { verifyFile } from '../../src/store/verify/verify.ts'
import { freshFolder } from '../fresh-folder.ts'
import { cancelOrder, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'
import { tamperWith } from './without-triggers.ts'

const folder = freshFolder()
const file = join(folder, 'aval.db')
let sample: World

/** One command that was approved and done, one that waits for approval, and a lockdown. */
beforeAll(async () => {
  sample = await world('records')
  await cancelOrder(sample, '42')
  let sent = 0
  const say = async (from: string, text: string) => {
    sent += 1
    const id = `more-${sent}`
    await sample.hear({ id, from, chat: from, direct: true, form: 'text', text, backlog: false })
  }
  await say('ana', 'cancel order 7')
  await say('ana', '1')
  await say('dora', 'lockdown connector shop for 2h broken')
  await say('dora', '1')
  await say('dora', 'lockdown on fire')
  await say('dora', '1')
  await sample.close()
})
afterEach(() => {
  for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
})

/** What verify finds after these changes of the file. */
function afterCode(...statements: readonly string[]): readonly string[] {
  copyFileSync(join(sample.home(), 'data/dev/aval.db'), file)
  const db = new Database(file)
  for (const statement of statements) db.exec(statement)
  db.close()
  return found()
}

/** What verify finds after these statements, which drop the triggers first. */
function foundAfter(...statements: readonly string[]): readonly string[] {
  copyFileSync(join(sample.home(), 'data/dev/aval.db'), file)
  tamperWith(file, ...statements)
  return found()
}

function found(): readonly string[] {
  const { instance, publicKey } = readKeys(join(sample.home(), 'data/dev'))
  const keys = ['-', 'dev:acme'].map((tenant) =>
    parseVerifierKey(writeVerifierKey(originOf(instance, 'dev', tenant), publicKey)),
  )
  const reader = openReadOnly(file, 'dev')
  try {
    const reports = verifyFile(reader, { environment: 'dev', instance, keys, outside: [] })
    return reports.flatMap((report) => report.breaks.map(({ what, text }) => `${what}: ${text}`))
  } finally {
    reader.close()
  }
}

const waiting = "state = 'approval_requested'"
const setRecord = (path: string, value: string, where = waiting) =>
  `UPDATE commands SET record = json_set(record, '${path}', json('${value}')) WHERE ${where}`
const time = "json_extract(record, '$.approval.requestedAt')"
const vote = (approver: string, choice: string) =>
  `json_object('approver', '${approver}', 'choice', '${choice}', 'at', ${time}, 'stepUp', 'none')`

test('verify finds nothing in an unedited copy', () => {
  expect(foundAfter()).toEqual([])
})

const changed = (which: string) => `its evidence is about: ${which}.`
const edits: readonly (readonly [what: string, expected: string, ...statements: string[]])[] = [
  [
    'an added approval that nobody gave',
    'vote_unproven: The command',
    `UPDATE commands SET record = json_set(record, '$.approval.votes[0]', ${vote('carla', 'grant')})
     WHERE ${waiting}`,
  ],
  [
    'a denial turned into an approval',
    'vote_unproven: The command',
    setRecord(
      '$.approval.votes[0].choice',
      '"deny"',
      "state = 'succeeded' AND flow = 'order.cancel'",
    ),
  ],
  [
    'an approval attributed to somebody else',
    'counts an answer of carla that no evidence shows',
    setRecord(
      '$.approval.votes[0].approver',
      '"carla"',
      "state = 'succeeded' AND flow = 'order.cancel'",
    ),
  ],
  [
    'a command with fewer approvers',
    changed('the approval that it needs'),
    setRecord('$.approval.approvers', '0'),
  ],
  [
    'a command with another scope for its approvers',
    changed('the approval that it needs'),
    setRecord('$.approval.scope', '"orders.write"'),
  ],
  [
    'a command with an approver who was never asked',
    changed('who was asked to approve it'),
    setRecord('$.approval.asked[0].approver', '"ana"'),
  ],
  [
    'a command with a later expiry',
    changed('the time until which it waits'),
    setRecord('$.approval.expiresAt', '1999999999999'),
  ],
  ['a command with another preview', changed('its preview'), setRecord('$.preview.changes', '[]')],
  ['a command with another class', changed('its class'), setRecord('$.safetyClass', '"S1"')],
  ['a command with another definition', changed('its definition'), setRecord('$.definition', '{}')],
  [
    'a command with another idempotency key',
    changed('its fingerprint or its key'),
    setRecord('$.idempotencyKey', '"other"'),
  ],
  [
    'a command under another policy',
    changed('its policy'),
    setRecord('$.binding.profile', '"HAPF-Basic"'),
  ],
  [
    'a command with another requester',
    changed('its requester'),
    `UPDATE commands SET requester = 'carla',
       record = json_set(record, '$.requester', 'carla') WHERE ${waiting}`,
  ],
  [
    'a command with another name',
    changed('its name'),
    `UPDATE commands SET name = 'C-XXXX',
       record = json_set(record, '$.name', 'C-XXXX') WHERE ${waiting}`,
  ],
  [
    'a command whose column differs from its record',
    changed('its columns'),
    `UPDATE commands SET open = 0 WHERE ${waiting}`,
  ],
  [
    'a deleted command',
    'was asked for, and its record is gone',
    `DELETE FROM commands WHERE ${waiting}`,
  ],
  [
    'an edited tree for the next checkpoint',
    'tree_differs: The recorded tree is not that of the artifacts.',
    "UPDATE chains SET tree = json_set(tree, '$.frontier[0]', printf('%064d', 0)) WHERE tenant = 'dev:acme'",
  ],
  [
    'a malformed tree',
    'tree_differs: The recorded tree is not that of the artifacts.',
    "UPDATE chains SET tree = '{}' WHERE tenant = 'dev:acme'",
  ],
  [
    'a lockdown that ended without evidence',
    'lockdown_unproven: All was locked, and no evidence says that it was opened.',
    `UPDATE settings SET value = '{"kind":"open"}' WHERE key = 'mode'`,
  ],
  [
    'a lockdown that nobody asked for',
    'lockdown_unproven: All is locked, and no evidence says so.',
    `UPDATE settings SET value = json_set(value, '$.by', 'ana') WHERE key = 'mode'`,
  ],
  [
    'a malformed mode',
    'lockdown_unproven: Whether all is locked cannot be read.',
    `UPDATE settings SET value = '{}' WHERE key = 'mode'`,
  ],
  [
    'the lock of a part that ended without evidence',
    'lockdown_unproven: The connector shop was locked, and no evidence says that it was opened.',
    `DELETE FROM settings WHERE key = 'part_locks'`,
  ],
  [
    'the lock of a part that nobody asked for',
    'lockdown_unproven: The connector config is locked, and no evidence says so.',
    `UPDATE settings SET value = json_insert(value, '$[#]', json_object('part', 'connector',
       'of', 'config', 'by', 'ana', 'reason', 'x', 'since', 1, 'until', null)) WHERE key = 'part_locks'`,
  ],
  [
    'a recorded policy that differs from the last one bound',
    'policy_unproven: The policy that is recorded as bound',
    `UPDATE settings SET value = json_set(value, '$.binding.profile', 'HAPF-Basic') WHERE key = 'bound'`,
  ],
]

test.each(edits)('verify reports %s', (_, expected, ...statements) => {
  const found = foundAfter(...statements)
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(expected)
})

test('verify reports an unbound policy only once, however many artifacts name it', () => {
  const found = foundAfter(
    `UPDATE artifacts SET bytes = replace(bytes, 'HAPF-Strong', 'HAPF-Basic')
     WHERE tenant = 'dev:acme' AND seq > 3`,
  )
  const policies = found.filter((one) => one.startsWith('policy_unproven'))
  expect(policies).toEqual([
    'policy_unproven: Artifact 4 names a policy that was never bound here.',
  ])
})

/** Without the record of such commands, and without the bodies of their evidence. */
const erasedWithout = (which: string) =>
  foundAfter(
    `DELETE FROM commands WHERE ${which}`,
    `UPDATE bodies SET salt = NULL, bytes = NULL WHERE position IN
       (SELECT position FROM artifacts WHERE command_id NOT IN (SELECT id FROM commands))`,
  ).filter((one) => one.startsWith('command_vanished'))

test('verify does not miss the ended command of a forgotten person', () => {
  expect(erasedWithout("state = 'succeeded' AND flow = 'order.cancel'")).toEqual([])
})

test('verify misses a command that by its evidence is open, though its bodies are erased', () => {
  expect(erasedWithout(waiting)).toEqual([
    expect.stringContaining('was asked for, and its record is gone.'),
  ])
})

test('verify reports malformed rows and bodies and goes on', () => {
  for (const text of [
    'no JSON',
    '{}',
    '[1]',
    '{"policy":{"pack":1}}',
    '{"part":7,"until":{}}',
    '',
  ]) {
    const bytes = foundAfter(`UPDATE artifacts SET bytes = '${text}'`)
    expect(bytes.join(), text).toContain('malformed: Artifact 1')
    const bodies = foundAfter(`UPDATE bodies SET bytes = '${text}'`)
    expect(bodies.join(), text).toContain('body_differs: Artifact 1')
    const records = foundAfter(`UPDATE commands SET record = '${text}'`)
    expect(records.join(), text).toContain('command_changed: ')
    for (const key of ['mode', 'part_locks', 'bound'])
      expect(foundAfter(`UPDATE settings SET value = '${text}' WHERE key = '${key}'`)).toHaveLength(
        1,
      )
    expect(foundAfter(`UPDATE chains SET tree = '${text}' WHERE tenant = '-'`)).toHaveLength(1)
  }
})

test('verify accepts that the lock of a part ended at its time, but not a lockdown without end', () => {
  const over = (change: string) =>
    foundAfter(
      `UPDATE artifacts SET time = '2099-01-01T00:00:00.000Z'
       WHERE position = (SELECT max(position) FROM artifacts)`,
      change,
    ).filter((one) => one.startsWith('lockdown_unproven'))
  expect(over("DELETE FROM settings WHERE key = 'part_locks'")).toEqual([])
  expect(over('UPDATE settings SET value = \'{"kind":"open"}\' WHERE key = \'mode\'')).toHaveLength(
    1,
  )
})

const granting = `CREATE TRIGGER granting AFTER INSERT ON artifacts BEGIN
  UPDATE people SET record = json_set(record, '$.roles', json('["admin"]')) WHERE id = 'ana'; END`

test('verify reports foreign triggers and views, and a trigger of Aval that was altered', () => {
  expect(afterCode(granting)).toEqual([
    'foreign_code: The file holds "granting", which Aval did not make.',
  ])
  const altered = 'CREATE TRIGGER artifacts_keep BEFORE UPDATE ON artifacts BEGIN SELECT 1; END'
  expect(afterCode('DROP TRIGGER artifacts_keep', altered)).toHaveLength(1)
  expect(afterCode('CREATE VIEW shown AS SELECT * FROM people')).toHaveLength(1)
})

test.each([
  ['a missing trigger', 'DROP TRIGGER bodies_stay', 'lacks "bodies_stay"'],
  ['an added index', 'CREATE INDEX more ON commands (abs(created_at))', 'holds "more"'],
  ['an added table', 'CREATE TABLE more (x)', 'holds "more"'],
  ['an added virtual table', 'CREATE VIRTUAL TABLE more USING fts5(x)', 'holds "more"'],
])('verify and opening for writing report a schema with %s', (_what, sql, words) => {
  expect(afterCode(sql).join()).toContain(`foreign_code: The file ${words}`)
  expect(() => openDatabase(file, 'dev')).toThrow(words)
})

const endless = `WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)`
test.each([
  ['a view in place of chains', 'chains', `CREATE VIEW chains AS ${endless} SELECT o.* FROM o, n`],
  [
    'a view in place of settings',
    'settings',
    `CREATE VIEW settings AS ${endless} SELECT o.* FROM o, n`,
  ],
  ['a table in place of people', 'people', 'CREATE TABLE people (id TEXT, record TEXT)'],
])('verify refuses to read a table that Aval did not make: %s', (_what, table, sql) => {
  expect(() => afterCode(`ALTER TABLE ${table} RENAME TO o`, sql)).toThrow(
    `holds "${table}", which Aval did not make`,
  )
})

test('verify refuses tables with added or renamed columns, and a missing table', () => {
  const added = "ALTER TABLE commands ADD COLUMN more TEXT GENERATED ALWAYS AS ('x') VIRTUAL"
  for (const sql of [added, 'ALTER TABLE commands RENAME COLUMN seal TO lies'])
    expect(() => afterCode(sql)).toThrow('holds "commands", which Aval did not make')
  expect(() => afterCode('DROP TABLE moments')).toThrow('lacks "moments", which Aval made')
})

test('a database with a foreign trigger is not opened for writing', () => {
  afterCode(granting)
  expect(() => openDatabase(file, 'dev')).toThrow('holds "granting", which Aval did not make')
})
