// People, second factors and settings that somebody without a key wrote, restored or removed:
// nothing begins, no approval counts, every admin is told once, and verify names it.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { sha256 } from '../../src/evidence/canonical.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { changing, rollEntries } from '../../src/store/roll-entries.ts'
import type { ChainReport } from '../../src/store/store.ts'
import { verifyFile } from '../../src/store/verify/verify.ts'
import type { Bench } from '../model/bench.ts'
import { codeOf } from '../model/content.ts'
import { isOfTest } from '../model/invariants.ts'
import {
  evidence,
  lastTo,
  onBench,
  request,
  rewritePerson,
  stateOf,
  tamper,
  tokenOf,
  unguarded,
} from '../model/scenes.ts'

/** The tables of the roll, copied row by row. */
const tables = ['people', 'factors', 'recovery_codes', 'settings', 'roll_entries']
type Copy = ReadonlyMap<string, readonly unknown[][]>

function copyOf(bench: Bench): Copy {
  const rows = (table: string) => bench.look.prepare(`SELECT * FROM ${table}`).raw().all()
  return new Map(tables.map((table) => [table, rows(table) as unknown[][]]))
}

function putBack(bench: Bench, copy: Copy, only: readonly string[]): void {
  const db = new Database(bench.file)
  for (const table of only) {
    db.exec(`DELETE FROM ${table}`)
    for (const row of copy.get(table) ?? [])
      db.prepare(`INSERT INTO ${table} VALUES (${row.map(() => '?').join()})`).run(...row)
  }
  db.close()
}

/** What names the entries is made to fit them, too. */
function rewriteList(bench: Bench): void {
  const db = new Database(bench.file)
  rollEntries(db).changed(changing)
  db.close()
}

const breakKinds = (bench: Bench) => breaks(bench).map(({ what }) => what)

/** What verify reports of the roll. */
const rollBreak = (bench: Bench): string =>
  breaks(bench).find(({ what }) => what === 'roll_unproven')?.text ?? ''

function breaks(bench: Bench): ChainReport['breaks'] {
  const db = openReadOnly(bench.file, bench.rules.environment)
  const { environment } = bench.rules
  const options = { environment, instance: 'model', keys: [], outside: [] }
  const reports = verifyFile(db, options)
  db.close()
  return reports.flatMap((one) => one.breaks).filter((one) => !isOfTest(one))
}

/** Nothing counts any more; it is proved, and told once. */
async function expectLocked(bench: Bench): Promise<void> {
  const previews = () => bench.letters.filter((one) => one.kind === 'preview').length
  const before = previews()
  await bench.hear('ana', 'cancel order 43')
  expect(previews()).toBe(before)
  expect(bench.store().standing().mode).toMatchObject({ cause: 'record_changed' })
  expect(bench.shop.acts).toHaveLength(0)
  await bench.hear('ana', 'status')
  const alarms = evidence(bench, 'tool.denied').filter((one) => one['actor'] === 'aval')
  expect(alarms).toMatchObject([{ tenant: '-', body: { why: 'record_changed', what: 'roll' } }])
  const news = bench.letters.filter((one) => one.kind === 'notice' && one.to === 'dora')
  expect(news.filter((one) => one.text.includes('not by Aval'))).toHaveLength(1)
  expect(breakKinds(bench)).toContain('roll_unproven')
}

const roles = `'$.roles', json('["approver","admin"]')`
/** The change of a row, or its removal, and how it is named. */
const edits: Readonly<Record<string, readonly [sql: string, named: readonly string[]]>> = {
  'rights that nobody gave': [
    `UPDATE people SET record = json_set(record, ${roles}) WHERE id = ?`,
    ['the person beto (edited)'],
  ],
  'the phone of somebody else': [
    `UPDATE people SET
     record = json_set(record, '$.identifiers[0]', '+5511977777777') WHERE id = ?`,
    ['the person beto (edited)'],
  ],
  'a person removed': ['DELETE FROM people WHERE id = ?', ['the person beto (removed)']],
  'a person twice': [
    `INSERT INTO people
     SELECT 'zoe', json_set(record, '$.id', 'zoe') FROM people WHERE id = ?`,
    ['the person zoe (put in)'],
  ],
  'a person under another id': [
    "UPDATE people SET id = '+5511977777777' WHERE id = ?",
    ['the person beto (removed)', 'the person <strange id> (put in)'],
  ],
  'a second factor of somebody else': [
    "INSERT INTO factors VALUES (?, 'x', 0, 0)",
    ['the second factor of beto (put in)'],
  ],
  'a recovery code': [
    "INSERT INTO recovery_codes VALUES (?, 'f0')",
    ['the recovery codes of beto (put in)'],
  ],
  'approvals suspended': [
    "INSERT OR REPLACE INTO settings (key, value) SELECT 'suspicion', '1' FROM people WHERE id = ?",
    ['the setting suspicion (put in)'],
  ],
}

for (const [what, [sql, named]] of Object.entries(edits))
  it(`locks and names the entry when the file has ${what}`, () =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      const token = tokenOf(bench, name, 'beto')
      tamper(bench, sql, 'beto')
      await bench.hear('beto', `1 ${token}`)
      expect(stateOf(bench, name)).toBe('approval_requested')
      expect(evidence(bench, 'approval.granted')).toHaveLength(0)
      await expectLocked(bench)
      expect(rollBreak(bench)).toContain(`: ${named.join(', ')}.`)
      const alarm = evidence(bench, 'tool.denied').at(-1)
      expect(alarm).toMatchObject({ body: { what: 'roll', entries: named } })
    }))

it('names no entries when the list of their digests was edited, and reports that edit by itself', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    tamper(bench, "UPDATE roll_entries SET digest = 'x' WHERE entry = ?", 'dora')
    expect(rollBreak(bench)).toContain('the list that names its entries was edited')
    tamper(bench, `UPDATE people SET record = json_set(record, ${roles}) WHERE id = ?`, 'beto')
    await expectLocked(bench)
    expect(rollBreak(bench)).toContain('the list that names its entries too')
    expect(evidence(bench, 'tool.denied').at(-1)?.['body']).not.toHaveProperty('entries')
  }))

it('verify names a removed person although the mode was edited too', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const mode = '{"kind":"locked","cause":"by_request","by":"x","reason":"x","since":1}'
    tamper(bench, "INSERT OR REPLACE INTO settings VALUES ('mode', ?)", mode)
    expect(breakKinds(bench)).toEqual(['lockdown_unproven'])
    tamper(bench, 'DELETE FROM people WHERE id = ?', 'beto')
    expect(rollBreak(bench)).toContain(': the person beto (removed).')
  }))

/** Beto loses what he may; answers the roll of before. */
function takeRoleFromBeto(bench: Bench): Copy {
  const before = copyOf(bench)
  rewritePerson(bench, 'beto', `json_set(record, '$.roles', json('["observer"]'))`)
  return before
}

for (const [what, only] of [
  ['the row of the person', ['people']],
  ['all sealed tables', tables],
] as const)
  for (const when of ['while it runs', 'between two runs'])
    it(`locks when a removed role is put back from earlier rows: ${what}, ${when}`, () =>
      onBench('dev', 'HAPF-Strong', async (bench) => {
        const before = takeRoleFromBeto(bench)
        const now = copyOf(bench)
        putBack(bench, before, only)
        if (when !== 'while it runs') await bench.restart()
        await expectLocked(bench)
        const of = only === tables ? 'put back as it was at artifact' : 'the person beto (edited)'
        expect(rollBreak(bench)).toContain(of)
        putBack(bench, now, tables)
        await bench.hear('dora', 'lockdown status')
        expect(bench.store().standing().mode.kind).toBe('open')
        expect(breakKinds(bench)).toEqual([])
      }))

it('locks on an earlier roll that is put back, even when the newest artifact of the roll is unmarked', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const before = takeRoleFromBeto(bench)
    putBack(bench, before, tables)
    unguarded(
      bench,
      'UPDATE artifacts SET roll = NULL WHERE roll = (SELECT max(roll) FROM artifacts)',
    )
    await expectLocked(bench)
  }))

it('locks when the last artifact of a tenant was deleted and its chain shortened to fit', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const token of ['ABCDEF', 'ABCDEG']) await bench.hear('beto', `1 ${token}`)
    const last = "position = (SELECT max(position) FROM artifacts WHERE tenant = 'dev:acme')"
    const cut = [`DELETE FROM bodies WHERE ${last}`, `DELETE FROM artifacts WHERE ${last}`]
    const head = `UPDATE chains SET (size, head) = (SELECT seq, lower(hex(hash)) FROM artifacts
      WHERE tenant = 'dev:acme' ORDER BY seq DESC LIMIT 1) WHERE tenant = 'dev:acme'`
    unguarded(bench, ...cut, head)
    await bench.hear('ana', 'status')
    expect(bench.store().standing().mode).toMatchObject({ cause: 'record_changed' })
    expect(lastTo(bench, 'dora').text).toContain('not by Aval')
  }))

it('locks after a restart on a roll whose digest was forged into its artifact without a seal', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    takeRoleFromBeto(bench)
    tamper(bench, `UPDATE people SET record = json_set(record, ${roles}) WHERE id = ?`, 'beto')
    const row = bench.look.prepare("SELECT value ->> '$.salt' FROM settings WHERE key = 'roll'")
    rewriteList(bench)
    const digest = sha256(String(row.pluck().get()) + rollEntries(bench.look).text())
    const bytes = `substr(bytes, 1, instr(bytes, '"roll":{"digest":"') + 17) || '${digest}' ||
      substr(bytes, instr(bytes, '"roll":{"digest":"') + 82)`
    const newest = 'roll = (SELECT max(roll) FROM artifacts)'
    unguarded(bench, `UPDATE artifacts SET bytes = ${bytes} WHERE ${newest}`)
    expect(breakKinds(bench)).not.toContain('roll_unproven')
    await bench.restart()
    expect(bench.store().standing().mode).toMatchObject({ cause: 'record_changed' })
  }))

it('does not reseal a forged roll when it writes a change of its own', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    tamper(bench, `UPDATE people SET record = json_set(record, ${roles}) WHERE id = ?`, 'beto')
    await bench.identity('+5511900000012')
    expect(evidence(bench, 'auth.denied').at(-1)).toMatchObject({ actor: 'beto' })
    await expectLocked(bench)
    await bench.restart()
    expect(bench.store().standing().mode).toMatchObject({ cause: 'record_changed' })
  }))

it('verify reports an artifact of the roll that is no longer marked as one', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    takeRoleFromBeto(bench)
    unguarded(bench, 'UPDATE artifacts SET roll = NULL WHERE roll = 1')
    expect(breakKinds(bench)).toEqual(['roll_unproven'])
  }))

it('accepts no code twice though its last step was set back, and none of an unreadable secret', () =>
  onBench('staging', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const code = codeOf('beto', bench.now())
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')} ${code}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    const other = await request(bench, 'ana', 'cancel order 43')
    const token = tokenOf(bench, other, 'beto')
    tamper(bench, 'UPDATE factors SET last_step = 0, last_at = 0 WHERE person = ?', 'beto')
    await bench.hear('beto', `1 ${token} ${code}`)
    expect(stateOf(bench, other)).toBe('approval_requested')
    tamper(bench, "UPDATE factors SET secret = '!' WHERE person = ?", 'beto')
    await bench.hear('beto', `1 ${token} ${code}`)
    expect(bench.errors).toEqual([])
    expect(stateOf(bench, other)).toBe('approval_requested')
  }))

it('does not seal a new roll when all evidence was deleted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const deletions = ['artifacts', 'bodies', 'chains', 'people'].map((one) => `DELETE FROM ${one}`)
    unguarded(bench, ...deletions, "DELETE FROM settings WHERE key = 'roll'")
    await bench.restart()
    expect(bench.store().standing().mode).toMatchObject({ cause: 'record_changed' })
  }))

it('stays open after a foreign row in another table and a restart', () =>
  onBench('staging', 'HAPF-Strong', async (bench) => {
    takeRoleFromBeto(bench)
    tamper(bench, "INSERT INTO kept VALUES ('x', ?, '')", '{}')
    await bench.hear('ana', 'status')
    await bench.restart()
    await bench.hear('ana', 'status')
    expect(lastTo(bench, 'ana').text).not.toContain('not by Aval')
    expect(bench.store().standing().mode.kind).toBe('open')
  }))
