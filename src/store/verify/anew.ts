// Repeats each policy decision about a command with the policy and flow texts of that time.

import type { Texts, Whose } from '../../command/proved/asked-then.ts'
import {
  type Circumstances,
  circumstancesOf,
  circumstanceTypes,
  type Moment,
} from '../../command/proved/circumstances.ts'
import { decidedAnew } from '../../command/proved/decided-anew.ts'
import type { CommandEvidence } from '../../command/proved/proving.ts'
import { environments } from '../../policy/names.ts'
import type { Connection } from '../file/database.ts'

/** Evidence with its position over all chains. */
export type Placed = CommandEvidence & { readonly position: number }

/** The texts to use; `undecided` is called with the texts missing for a command of a tenant. */
export interface AnewOptions {
  readonly texts: Texts
  readonly undecided?: (tenant: string, lacking: readonly string[]) => void
}

/** The first difference, in words; null if none, or if a text is missing. */
export type DecideAnew = (tenant: string, evidence: readonly Placed[]) => string | null

export function anewOf(
  db: Connection,
  environment: string,
  { texts, undecided }: AnewOptions,
): DecideAnew {
  const named = environments.find((one) => one === environment)
  let at: ((moment: Moment) => Circumstances) | null = null
  return (tenant, evidence) => {
    if (named === undefined) return null
    at ??= circumstancesIn(db)
    const whose: Whose = { environment: named, tenant }
    try {
      const { fault, lacking } = decidedAnew(whose, evidence, texts, at)
      if (lacking.length > 0) undecided?.(tenant, lacking)
      return fault
    } catch {
      return 'nobody can read it'
    }
  }
}

type Row = [position: number, tenant: string, type: string, time: string, body: string | null]

function circumstancesIn(db: Connection): (moment: Moment) => Circumstances {
  const locks = circumstanceTypes.map((type) => `'${type}'`).join(', ')
  const rows = db
    .prepare<[], Row>(
      `SELECT a.position, a.tenant, a.type, a.time, b.bytes
       FROM artifacts a JOIN bodies b USING (position)
       WHERE a.type IN (${locks}) ORDER BY a.position`,
    )
    .raw()
    .all()
  return circumstancesOf(
    rows.map(([position, tenant, type, time, body]) => ({ position, tenant, type, time, body })),
  )
}
