// Finds the newest checkpoint of a chain that witnesses cosigned, for an evidence pack.

import { sentTo } from '../../environment/settings/place-address.ts'
import type { JsonObject } from '../../evidence/artifact.ts'
import { parseCheckpoint, type VerifierKey, verifyCheckpoint } from '../../evidence/checkpoint.ts'
import { checkCosignatures, parseWitnessKey } from '../../evidence/cosignature.ts'
import type { Context } from '../context.ts'
import { witnessPlaces } from './witnesses.ts'

/** The chain whose checkpoint is wanted. */
export interface Wanted {
  readonly tenant: string
  /** The key of the chain itself. */
  readonly key: VerifierKey
  /** The checkpoint must cover at least this many artifacts. */
  readonly covers: number
  /** The number of artifacts in the chain. */
  readonly size: number
  /** The Merkle root over the chain's first `size` artifacts. */
  rootAt(size: number): string
}

export interface CosignedNote {
  readonly note: string
  /** Names of the witnesses who cosigned it. */
  readonly by: readonly string[]
}

/**
 * The newest cosigned checkpoint that witnesses of `environment.yaml` returned, with all
 * cosignatures for the same text; null if there is none. `outward` is as in `Inspection`
 * (store/inspect.ts) and is not trusted: signatures are checked, and the root must be the chain's.
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
