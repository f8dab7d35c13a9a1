// The embedded configuration units, each sealed to its name and revision. One that another program
// wrote, or an older one put back while this process runs, is refused.

import type { JsonObject } from '../evidence/artifact.ts'
import type { Mark } from './commands.ts'
import type { Connection } from './file/database.ts'
import { readJson } from './rows.ts'
import type { Store } from './store.ts'

type Row = [name: string, revision: number, record: string, seal: string]

export function unitsOf(
  db: Connection,
  mark: Mark,
): Pick<Store, 'unit' | 'units' | 'expiredUnits' | 'unitChange' | 'changeUnit'> {
  const rows = 'SELECT name, revision, record, seal FROM units WHERE tenant = ?'
  const one = db.prepare<[string, string], Row>(`${rows} AND name = ?`).raw()
  const all = db.prepare<[string], Row>(`${rows} ORDER BY name`).raw()
  const put = db.prepare(
    `INSERT OR REPLACE INTO units (tenant, name, revision, record, seal, expires_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const expired = db
    .prepare<[number, number], [tenant: string, ...Row]>(
      `SELECT tenant, name, revision, record, seal FROM units
       WHERE expires_at <= ? ORDER BY expires_at LIMIT ? + 0`,
    )
    .raw()
  const changed = db
    .prepare<[string], [string, string]>('SELECT record, seal FROM unit_changes WHERE key = ?')
    .raw()
  const putChange = db.prepare(
    'INSERT OR IGNORE INTO unit_changes (key, record, seal) VALUES (?, ?, ?)',
  )
  const dropChange = db.prepare('DELETE FROM unit_changes WHERE key = ?')
  /** The newest revision of each unit that this process saw; older ones are refused. */
  const met = new Map<string, number>()
  /** Not noted inside a transaction, which may fail; the next read notes it. */
  const meet = (place: string, revision: number) => {
    if (!db.inTransaction) met.set(place, revision)
  }
  const sealOf = (...parts: readonly (string | number)[]) => mark(parts.join('\n'))

  function read(tenant: string, [name, revision, record, seal]: Row): JsonObject | 'foreign' {
    const place = `${tenant}\n${name}`
    if (seal !== sealOf('unit', place, revision, record)) return 'foreign'
    if (revision < (met.get(place) ?? 0)) return 'foreign'
    meet(place, revision)
    return readJson(record)
  }

  function find(tenant: string, name: string): JsonObject | 'foreign' | null {
    const row = one.get(tenant, name)
    if (row !== undefined) return read(tenant, row)
    return met.has(`${tenant}\n${name}`) ? 'foreign' : null
  }

  const change = db.transaction(
    (key: string, tenant: string, expected: number, value: JsonObject) => {
      const name = String(value['name'])
      const record = JSON.stringify(value)
      if (putChange.run(key, record, sealOf('unit change', key, record)).changes === 0)
        return 'stale'
      const before = find(tenant, name)
      const revision = before === 'foreign' ? Number.NaN : (one.get(tenant, name)?.[1] ?? 0)
      if (revision !== expected) {
        dropChange.run(key)
        return 'stale'
      }
      const seal = sealOf('unit', `${tenant}\n${name}`, expected + 1, record)
      put.run(tenant, name, expected + 1, record, seal, expiresAt(value))
      return 'done'
    },
  )
  return {
    unit: find,
    units: (tenant) => all.all(tenant).map((row) => read(tenant, row)),
    expiredUnits: (now, most) =>
      expired.all(now, most).flatMap(([tenant, ...row]) => {
        const unit = read(tenant, row)
        const at = unit === 'foreign' ? null : expiresAt(unit)
        return unit === 'foreign' || at === null || at > now ? [] : [{ tenant, unit }]
      }),
    unitChange(key) {
      const [record, seal] = changed.get(key) ?? []
      return record !== undefined && seal === sealOf('unit change', key, record)
        ? readJson(record)
        : null
    },
    changeUnit(key, tenant, expected, value) {
      if (change.immediate(key, tenant, expected, value) !== 'done') return 'stale'
      meet(`${tenant}\n${String(value['name'])}`, expected + 1)
      return 'done'
    },
  }
}

/** When its lifetime ends, epoch milliseconds; null if it has none or is deleted. */
function expiresAt({ deleted, lifetime }: JsonObject): number | null {
  if (deleted === true || typeof lifetime !== 'object' || lifetime === null) return null
  const until = Object.entries(lifetime).find(([name]) => name === 'until')?.[1]
  return typeof until === 'number' ? until : null
}
