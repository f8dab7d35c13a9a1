// Query plans of audit: the newest few rows of one chain are found by an index and not by a scan.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { lastBinding } from '../../src/connectors/aval.ts'
import { openDatabase } from '../../src/store/file/database.ts'
import { auditQuery } from '../../src/store/queries.ts'
import type { AuditFilter } from '../../src/store/store.ts'
import { freshFolder } from '../model/content.ts'

const folder = freshFolder()
const db = openDatabase(join(folder, 'aval.db'), 'dev')
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The steps of SQLite's query plan that touch artifacts or sort. */
function planOf(filter: AuditFilter): readonly string[] {
  const { sql, values } = auditQuery(filter)
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
  return steps.map((one) => one.detail).filter((one) => /\ba\b|ORDER BY/.test(one))
}

const ofChain = 'SEARCH a USING INDEX sqlite_autoindex_artifacts_1 (tenant=?)'
const newestFew = { tenant: 'dev:acme', newest: true, most: 20 } as const

it.each<[string, AuditFilter]>([
  ['the last binding, for policy status', lastBinding],
  ['the decisions of one person', { ...newestFew, type: 'approval.granted', actor: 'beto' }],
  ['the last refusals', { ...newestFew, type: 'command.rejected' }],
])('%s: along the chain itself, and nothing is sorted', (_, filter) => {
  expect(planOf(filter)).toEqual([ofChain])
})

it.each<[string, AuditFilter]>([
  ['of all chains', { since: 0 }],
  ['of one chain, newest first', { tenant: 'dev:acme', since: 0, newest: true }],
  ['of one person', { tenant: 'dev:acme', since: 0, actor: 'ana', newest: true }],
])(
  'the evidence of a length of time, %s: from where it begins, in the order of writing',
  (_, filter) => {
    expect(planOf(filter)).toEqual(['SEARCH a USING INTEGER PRIMARY KEY (rowid>?)'])
  },
)

it('the evidence of one command: by its own index', () => {
  expect(planOf({ command: 'C-7F3K' })).toContain(
    'SEARCH a USING INDEX artifacts_command (command_id=?)',
  )
})

it('what was shown to risk so much: each command by its own index', () => {
  const { sql, values } = auditQuery({ risk: 'HIGH', agents: true })
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
  const shown = steps.map((one) => one.detail).filter((one) => /\b[xy]\b/.test(one))
  expect(shown).toEqual([
    'SEARCH x USING INDEX artifacts_command (command_id=?)',
    'SEARCH y USING INTEGER PRIMARY KEY (rowid=?)',
  ])
})

it('the newest artifact of all: the last row', () => {
  expect(planOf({ most: 1, newest: true })).toEqual(['SCAN a'])
})
