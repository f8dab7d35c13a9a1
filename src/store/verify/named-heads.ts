// Checks the chains of tenants against the heads that the environment's own chain names at each
// start and stop: a tenant whose rows are all gone is missed there.

import { environmentChain } from '../../command/changes.ts'
import type { Connection } from '../file/database.ts'
import type { Broken } from '../store.ts'

type Row = [
  ...[seq: number, tenant: string, size: number | string | null, hash: string | null],
  stored: string | null,
]

/** A break for each named head that is not in its chain, by seq of the environment's own chain. */
export function namedHeads(db: Connection): readonly Broken[] {
  const rows = db
    .prepare<[string], Row>(
      `SELECT named.seq, named.tenant, named.size, named.hash,
              (SELECT lower(hex(a.hash)) FROM artifacts a
               WHERE a.tenant = named.tenant AND a.seq = named.size)
       FROM (SELECT a.seq, head.key AS tenant, json_extract(head.value, '$[0]') AS size,
                    json_extract(head.value, '$[1]') AS hash
             FROM artifacts a JOIN bodies b USING (position),
                  json_each(CASE WHEN json_valid(b.bytes) THEN b.bytes ELSE '{}' END,
                            '$.heads') head
             WHERE a.tenant = ? AND a.type IN ('service.start', 'service.stop')
               AND head.type = 'array') named
       ORDER BY named.seq`,
    )
    .raw()
    .all(environmentChain)
  return rows.flatMap(([seq, tenant, size, hash, stored]): readonly Broken[] => {
    if (stored === hash && stored !== null) return []
    const named = `Artifact ${seq} names ${size} artifacts of ${tenant}`
    return stored === null
      ? [{ seq, what: 'chain_vanished', text: `${named}, and they are gone.` }]
      : [{ seq, what: 'hash_differs', text: `${named}, and the last of them is another one.` }]
  })
}
