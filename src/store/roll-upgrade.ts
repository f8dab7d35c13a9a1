// A migration may change the roll or how it is read. A roll that was intact before is sealed anew
// in the same transaction, with evidence; a changed one stays as it is.

import { system as aval, environmentChain } from '../command/changes.ts'
import { rightsOfAll } from '../command/rights.ts'
import type { SystemBinding } from '../evidence/artifact.ts'
import type { Mark } from './commands.ts'
import { evidenceWriter } from './evidence.ts'
import type { Upgrade } from './file/database.ts'
import { newestSchema } from './file/migrations.ts'
import { rollBook } from './roll.ts'
import { partsOf, rollEntries } from './roll-entries.ts'
import { peopleOf } from './tables.ts'

/** `randomHex` returns 64 new random hexadecimal digits at each call. */
export function rollUpgrade(system: SystemBinding, mark: Mark, randomHex: () => string): Upgrade {
  return (db, from) => {
    const isWhole = rollBook(db, mark, undefined, rollEntries(db, partsOf(from))).isWhole()
    return () => {
      const roll = isWhole ? rollBook(db, mark).renew(randomHex()) : null
      if (roll === null) return
      const newest = db
        .prepare<[string], string>('SELECT max(time) FROM artifacts WHERE tenant = ?')
        .pluck()
      const evidence = evidenceWriter(db, system, randomHex)
      // A store has no clock; the `service.start` that follows gives the time.
      const time = Date.parse(newest.get(environmentChain) ?? '') || 0
      const rights = rightsOfAll(peopleOf(db).all())
      const body = { why: 'schema', from, schema: newestSchema(), rights }
      const about = { time, tenant: environmentChain, actor: aval, body }
      evidence.write({ type: 'alignment.checked', ...about }, roll)
      evidence.flush()
    }
  }
}
