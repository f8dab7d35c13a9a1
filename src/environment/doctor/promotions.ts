// Checks whose promotion tickets are accepted, and whether the configured key is still current.

import { existsSync } from 'node:fs'
import { environmentFolder } from '../environment-folder.ts'
import { publicKeyIn, signingFileIn } from '../keys.ts'
import { promotionKey } from '../settings/promotions.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, ok, warning } from './finding.ts'

/** Empty if none are accepted. Reads the other environment's key in this home, if possible. */
export function checkPromotions(home: string, { promotions }: Settings): readonly Finding[] {
  if (promotions === undefined) return []
  const { from, key } = promotions
  const now = keyNow(home, promotions)
  if (now === null || now === key)
    return [ok('promotions', `accepts tickets of ${from}, signed by ${key.split('+')[0]}`)]
  const what = `The key of ${from} in this home differs from promotions.key: its tickets do not count.`
  return [warning('promotions', what, `Write what aval attest --key --env ${from} prints.`)]
}

/** Null if it is not in this home or not readable. */
function keyNow(home: string, { from }: NonNullable<Settings['promotions']>): string | null {
  const folder = environmentFolder(home, from)
  try {
    return existsSync(signingFileIn(folder)) ? promotionKey(publicKeyIn(folder), from) : null
  } catch {
    return null
  }
}
