// Edits besides the evidence: in the records of commands, answers and settings.

import type { Database } from 'better-sqlite3'

type Chance = (below: number) => number

/** Each edit chooses a random command and changes one thing that a decision depends on. */
export const recordEdits: Readonly<Record<string, (db: Database, chance: Chance) => void>> = {
  'answer forged'(db, chance) {
    const { name, votes } = commandAt(db, chance)
    const voter = `b${chance(1_000) + 1_000}`
    const path = `$.approval.votes[${chance(2) === 0 ? 0 : votes}]`
    const at = "json_extract(record, '$.approval.votes[0].at')"
    db.prepare(
      `UPDATE commands SET record = json_set(record, '${path}',
         json_object('approver', ?, 'choice', 'grant', 'at', ${at}, 'stepUp', 'none'))
       WHERE name = ?`,
    ).run(voter, name)
  },
  'command edited'(db, chance) {
    const { name } = commandAt(db, chance)
    const places = ['requester', 'safetyClass', 'slots.order', 'approval.expiresAt', 'createdAt']
    const place = places[chance(places.length)] ?? 'requester'
    db.prepare(
      `UPDATE commands SET record = json_set(record, '$.${place}',
         CASE json_type(record, '$.${place}') WHEN 'integer' THEN 7 ELSE 'S1' END)
       WHERE name = ?`,
    ).run(name)
  },
  'command removed'(db, chance) {
    db.prepare('DELETE FROM commands WHERE name = ?').run(commandAt(db, chance).name)
  },
  'rights edited'(db, chance) {
    const edits = [
      `UPDATE people SET record = json_set(record, '$.roles', json('["admin","approver"]')) WHERE id = ?`,
      'DELETE FROM people WHERE id = ?',
      `INSERT INTO people SELECT id || '-twin', record FROM people WHERE id = ?`,
      "INSERT INTO factors VALUES (?, 'secret', 0, 0)",
      "INSERT INTO recovery_codes VALUES (?, 'hash')",
    ]
    const ids = db.prepare<[], string>('SELECT id FROM people ORDER BY id').pluck().all()
    db.prepare(edits[chance(edits.length)] ?? '').run(ids[chance(ids.length)] ?? '')
  },
  'settings edited'(db, chance) {
    const edits = [
      `INSERT OR REPLACE INTO settings VALUES ('mode', '{"kind":"locked","cause":"by_request","by":"b0","reason":"x","since":1}')`,
      `UPDATE settings SET value = json_set(value, '$.binding.digest', printf('%064d', ${chance(1_000)})) WHERE key = 'bound'`,
      `UPDATE chains SET tree = json_set(tree, '$.frontier[0]', printf('%064d', ${chance(1_000)}))`,
      `CREATE TRIGGER added AFTER INSERT ON people BEGIN SELECT ${chance(1_000)}; END`,
    ]
    db.exec(edits[chance(edits.length)] ?? '')
  },
  'text edited'(db, chance) {
    const texts = db.prepare<[], { readonly digest: string }>('SELECT digest FROM texts').all()
    const { digest } = texts[chance(texts.length)] ?? {}
    const from = chance(1_000)
    db.prepare(
      `UPDATE texts SET text = substr(text, 1, ${from}) || '#' || substr(text, ${from + 1})
       WHERE digest = ?`,
    ).run(digest)
  },
  'schema edited'(db, chance) {
    const table = ['chains', 'commands', 'people', 'tallies', 'tokens'][chance(5)]
    const endless = 'WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)'
    const edits = [
      `ALTER TABLE ${table} ADD COLUMN added TEXT GENERATED ALWAYS AS ('x') VIRTUAL`,
      `ALTER TABLE ${table} RENAME TO other; CREATE VIEW ${table} AS ${endless} SELECT o.* FROM other o, n`,
      `CREATE INDEX added ON ${table} (abs(${chance(1_000)}))`,
      `CREATE TABLE added${chance(1_000)} (x)`,
      'DROP INDEX artifacts_roll',
    ]
    db.exec(edits[chance(edits.length)] ?? '')
  },
}

function commandAt(db: Database, chance: Chance) {
  const all = db
    .prepare<[], { readonly name: string; readonly votes: number }>(
      `SELECT name, json_array_length(record, '$.approval.votes') AS votes FROM commands
       WHERE json_array_length(record, '$.approval.votes') > 0 ORDER BY name`,
    )
    .all()
  const found = all[chance(all.length)]
  if (found === undefined) throw new Error('There is no command that anybody approved.')
  return found
}
