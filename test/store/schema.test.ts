// A valid schema is recognised by its digest alone, and that digest is of what the migrations
// create.

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/store/file/database.ts'
import { digestOfParts, foreignParts, sound } from '../../src/store/file/schema.ts'
import { freshFolder } from '../fresh-folder.ts'

test('the recorded digest is that of a new file: after a change of migrations, record the one found', () => {
  const folder = freshFolder()
  const db = openDatabase(join(folder, 'dev', 'aval.db'), 'dev')
  expect(digestOfParts(db)).toBe(sound)
  expect(foreignParts(db, 1)).toEqual([])
  // SQLite's statistics do not change the digest; anything else does.
  db.exec('ANALYZE')
  expect(digestOfParts(db)).toBe(sound)
  for (const sql of [
    'CREATE TRIGGER more AFTER INSERT ON people BEGIN SELECT 1; END',
    'CREATE INDEX more ON people (id)',
    'DROP TRIGGER bodies_stay',
  ]) {
    db.exec('BEGIN')
    db.exec(sql)
    expect(digestOfParts(db), sql).not.toBe(sound)
    expect(foreignParts(db, 1), sql).toHaveLength(1)
    db.exec('ROLLBACK')
  }
  db.close()
})
