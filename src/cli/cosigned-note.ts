// The newest note of a chain that witnesses cosigned, for a pack to rest on.

import { sentTo } from '../environment/outward-address.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { parseCheckpoint, type VerifierKey, verifyCheckpoint } from '../evidence/checkpoint.ts'
import { checkCosignatures, parseWitnessKey } from '../evidence/cosignature.ts'
import type { Context } from './context.ts'
import { witnessPlaces } from './witnesses.ts'

/** The chain for which a note is wanted. */
export interface Wanted {
  readonly tenant: string
  /** Its own key. */
  readonly key: VerifierKey
  /** The note must cover so many artifacts. */
  readonly covers: number
  /** How many the chain has. */
  readonly size: number
  /** The root over the first so many of them. */
  rootAt(size: number): string
}

export interface CosignedNote {
  readonly note: string
  /** Names of the witnesses whose lines it has. */
  readonly by: readonly string[]
}

/**
 * What a witness of `environment.yaml` left behind the last time, with the lines of all who
 * cosigned the same. `outward`: as in `Inspection` (store/inspect.ts); nobody vouches for it, so
 * that only a note counts whose signatures hold and whose root is that of the chain. Null without.
 */
export function cosignedNote(
  context: Context,
  outward: ReadonlyMap<string, JsonObject>,
  { tenant, key, covers, size, rootAt }: Wanted,
): CosignedNote | null {
  const lines = witnessPlaces(context).flatMap((place) => {
    const note = noteOf(sentTo(place, outward).find(([of]) => of === tenant)?.[1])
    const signed = verifyCheckpoint(note, key)
    if (signed.state === 'bad') return []
    const witness = parseWitnessKey(place.key)
    if (witness.publicKey.equals(key.publicKey)) return []
    const { checkpoint } = signed
    return checkCosignatures(note, key, [witness]).flatMap(({ state, line, name }) =>
      state === 'good' ? [{ checkpoint, note, line, name }] : [],
    )
  })
  const found = lines
    .filter(({ checkpoint: { size: at } }) => at >= covers && at <= size)
    .toSorted((one, other) => other.checkpoint.size - one.checkpoint.size)
    .find(({ checkpoint }) => rootAt(checkpoint.size) === checkpoint.root)
  if (found === undefined) return null
  const text = textOf(found.note)
  const mine = lines.filter((one) => textOf(one.note) === text)
  const own = found.note.split('\n').filter((line) => line.startsWith(`— ${key.name} `))
  const note = `${text}\n${[...own, ...new Set(mine.map((one) => one.line))].join('\n')}\n`
  return { note, by: [...new Set(mine.map((one) => one.name))] }
}

function noteOf(told: JsonObject | undefined): string {
  const memory = told?.['memory']
  const note = typeof memory === 'object' && memory !== null && 'note' in memory ? memory.note : ''
  return typeof note === 'string' ? note : ''
}

function textOf(note: string): string {
  return parseCheckpoint(note)?.text ?? ''
}
