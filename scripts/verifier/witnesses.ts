// Checks the checkpoint's cosignatures by the witnesses whose keys the reader gives.

import { bad, good, type Line, note } from './claims.ts'
import type { Event } from './pack-file.ts'
import { type Checkpoint, cosignedAt, readWitness, signersOf, type VerifierKey } from './proofs.ts'

/** Keys that the reader has from elsewhere than the pack. */
export interface Expected {
  /** The key of the chain. */
  readonly key: string | null
  readonly witnesses: readonly string[]
}

/** Tolerance between the clocks of two machines. */
const apartMs = 60_000

/** `log`: the key of the chain. Without a valid checkpoint nothing is reported of cosignatures. */
export function witnessLines(
  text: string,
  checkpoint: Checkpoint | null,
  log: VerifierKey | null,
  witnesses: readonly string[],
  events: readonly Event[],
): readonly Line[] {
  const known: VerifierKey[] = []
  const told = witnesses.flatMap((one): readonly Line[] => {
    const witness = readWitness(one.trim())
    if (witness === null) return [bad(`This is not a key of a witness: ${one}`)]
    if (witness.key.every((byte, at) => byte === log?.key[at]))
      return [bad(`${witness.name} has the key of the chain, and is no witness of it.`)]
    known.push(witness)
    return checkpoint === null ? [] : cosignedLines(text, checkpoint, witness, events)
  })
  const signers = checkpoint === null ? [] : signersOf(text)
  const isKnown = (name: string, keyId: string) =>
    [log, ...known].some((one) => one?.name === name && one.keyId === keyId)
  const silent = signers.flatMap(({ name, keyId }) =>
    isKnown(name, keyId)
      ? []
      : [note(`The line of ${name} (${keyId}) was not checked: no key of it was given.`)],
  )
  return [...told, ...silent]
}

function cosignedLines(
  text: string,
  { size }: Checkpoint,
  witness: VerifierKey,
  events: readonly Event[],
): readonly Line[] {
  const { name } = witness
  const times = cosignedAt(text, witness)
  if (times.length === 0) return [bad(`The checkpoint is not cosigned by ${name}.`)]
  if (times.includes(null)) return [bad(`A cosignature of ${name} does not hold.`)]
  return [...new Set(times)].flatMap((seconds) => {
    const at = (seconds ?? 0) * 1_000
    const moment = new Date(at).toISOString()
    const later = events.findLast(({ sealed }) => Date.parse(String(sealed['time'])) > at + apartMs)
    return [
      good(`The checkpoint over ${size} artifacts is cosigned by ${name} at ${moment}.`),
      ...(later === undefined
        ? []
        : [
            note(
              `Artifact ${later.seq} has a later time than when ${name} saw it: a clock is wrong.`,
            ),
          ]),
    ]
  })
}
