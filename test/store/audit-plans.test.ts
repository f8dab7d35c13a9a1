// Query plans of audit: the newest few rows of one chain are found by an index and not by a scan.

import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { bindings } from '../../src/connectors/aval-evidence.ts'
import { openDatabase } from '../../src/store/file/database.ts'
import { auditQuery } from '../../src/store/queries.ts'
import type { AuditFilter } from '../../src/store/store.ts'
import { freshFolder } from '../fresh-folder.ts'

const folder = freshFolder()
const db = openDatabase(join(folder, 'aval.db'), 'dev')
afterAll(() => {
  db.close()
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
  ['the bindings, for policy status', bindings],
  ['the decisions of one person', { ...newestFew, type: 'approval.granted', actor: 'beto' }],
  ['the last refusals', { ...newestFew, type: 'command.rejected' }],
])('the query for %s searches the chain by its own index and sorts nothing', (_, filter) => {
  expect(planOf(filter)).toEqual([ofChain])
})

it.each<[string, AuditFilter]>([
  ['of all chains', { since: 0 }],
  ['of one chain, newest first', { tenant: 'dev:acme', since: 0, newest: true }],
  ['of one person', { tenant: 'dev:acme', since: 0, actor: 'ana', newest: true }],
])(
  'the query for a period %s starts at the first row of that period, in the order of writing',
  (_, filter) => {
    expect(planOf(filter)).toEqual(['SEARCH a USING INTEGER PRIMARY KEY (rowid>?)'])
  },
)

it('the query for the evidence of one command uses the index on commands', () => {
  expect(planOf({ command: 'C-7F3K' })).toContain(
    'SEARCH a USING INDEX artifacts_command (command_id=?)',
  )
})

it('the query by risk looks up each command through the index on commands', () => {
  const { sql, values } = auditQuery({ risk: 'HIGH', agents: true })
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
  const shown = steps.map((one) => one.detail).filter((one) => /\b[xy]\b/.test(one))
  expect(shown).toEqual([
    'SEARCH x USING INDEX artifacts_command (command_id=?)',
    'SEARCH y USING INTEGER PRIMARY KEY (rowid=?)',
  ])
})

it('the query for the newest artifact of all chains reads the table from its end', () => {
  expect(planOf({ most: 1, newest: true })).toEqual(['SCAN a'])
})
