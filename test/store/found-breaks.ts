// What `verify` finds in the file of a bench, with the texts that ship or with others.

import Database from 'better-sqlite3'
import { shipped } from '../../src/environment/content-files.ts'
import { textsOf } from '../../src/environment/texts.ts'
import type { Environment } from '../../src/policy/names.ts'
import { verifyFile } from '../../src/store/verify/verify.ts'
import type { Bench } from '../model/bench.ts'

export const texts = textsOf(shipped)

/** Each break, and each text that was missed. */
export function found(bench: Bench, environment: Environment, by = texts): readonly string[] {
  const db = new Database(bench.file, { readonly: true })
  const missed: string[] = []
  const undecided = (_tenant: string, lacking: readonly string[]) => void missed.push(...lacking)
  const about = { environment, instance: 'model', keys: [], outside: [] }
  const reports = verifyFile(db, { ...about, anew: { texts: by, undecided } })
  db.close()
  return [
    ...reports.flatMap((one) => one.breaks.map(({ what, text }) => `${what}: ${text}`)),
    ...missed,
  ]
}
