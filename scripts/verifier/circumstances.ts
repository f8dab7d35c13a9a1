// What held around a command: artifacts of other places, each proved in a checkpoint of its chain.

import {
  bad,
  type Claims,
  checkpointLine,
  good,
  type Line,
  ownChain,
  placesOf,
  storedFault,
} from './claims.ts'
import { type Emergency, emergencyIn } from './emergency.ts'
import {
  type Event,
  isObject,
  type PackArtifact,
  type PackCircumstances,
  parsedOrNull,
} from './pack-file.ts'
import { type Checkpoint, isIncluded, readCheckpoint, readKey, type VerifierKey } from './proofs.ts'

/** What is known of the time of a decision. */
export interface Around {
  /** Of the environment's own chain, in its order; null where the pack has nothing of it. */
  readonly own: readonly Event[] | null
  readonly emergency: Emergency
}

export const nothingAround: Around = { own: null, emergency: () => null }

/** `lines`: what holds of these artifacts themselves. Those with a fault are left out. */
export interface Proved extends Around {
  readonly lines: readonly Line[]
  /** Of all chains, in the order of the pack. */
  readonly events: readonly Event[]
}

/** `key`: that of the pack; the same key signs for all chains of an environment. */
export function provedAround(pack: Claims, key: VerifierKey | null): Proved {
  const parts = (pack.circumstances ?? []).map((part) => ({
    tenant: part.tenant,
    ...provedPart(pack, part, key),
  }))
  const of = (tenant: string) => parts.find((one) => one.tenant === tenant)?.events ?? null
  const tenants = parts.map((one) => one.tenant)
  const twice = tenants.filter((one, at) => tenants.indexOf(one) !== at)
  const declared = of(pack.tenant)
  return {
    lines: [
      ...parts.flatMap((one) => one.lines),
      ...twice.map((one) => bad(`The circumstances by the chain ${one} are there twice.`)),
    ],
    events: parts.flatMap((one) => one.events),
    own: of(ownChain),
    emergency: declared === null ? () => null : emergencyIn(declared, false),
  }
}

interface ProvedPart {
  readonly lines: readonly Line[]
  readonly events: readonly Event[]
}

function provedPart(
  pack: Claims,
  { tenant, verifierKey, checkpoint: note, artifacts }: PackCircumstances,
  key: VerifierKey | null,
): ProvedPart {
  const chain = { ...pack, tenant }
  const name = nameOf(tenant)
  const fault = (text: string): ProvedPart => ({ lines: [bad(text)], events: [] })
  if (tenant !== ownChain && tenant !== pack.tenant)
    return fault(`The pack holds circumstances of another tenant: ${tenant}`)
  const own = readKey(verifierKey)
  if (own === null || key === null || !own.key.every((byte, at) => byte === key.key[at]))
    return fault(`The key of ${name} is not the key of this pack.`)
  const checkpoint = readCheckpoint(note, own)
  const signed = checkpointLine(chain, checkpoint)
  if (signed.state === 'bad') return { lines: [signed], events: [] }
  const checked = artifacts.map((one, at) => faultOf(one, artifacts[at - 1], chain, checkpoint))
  const faults = checked.flatMap((text, at) =>
    text === null ? [] : [bad(`Artifact ${artifacts[at]?.seq} of ${name} ${text}.`)],
  )
  const events = artifacts.filter((_, at) => checked[at] === null).map(eventOf)
  const places = placesOf(events.map((one) => one.seq))
  const sound = faults.length === 0 ? [good(`Of ${name}, these are proved: ${places}.`)] : []
  return { lines: [signed, ...faults, ...sound], events }
}

/** The words for a chain beside that of the pack. */
function nameOf(tenant: string): string {
  return tenant === ownChain ? "the environment's own chain" : `the chain of ${tenant}`
}

/** The first fault, as the end of a sentence; null when there is none. */
function faultOf(
  one: PackArtifact,
  previous: PackArtifact | undefined,
  chain: Claims,
  checkpoint: Checkpoint | null,
): string | null {
  const sealed = parsedOrNull(one.bytes)
  if (!isObject(sealed)) return 'is no JSON object'
  const fault = storedFault(one, sealed, chain)
  if (fault !== null) return fault
  if (checkpoint === null || !isIncluded(one.hash, one.seq - 1, one.proof, checkpoint))
    return 'is not proved to be in the checkpoint'
  if (previous !== undefined && previous.seq >= one.seq) return 'is not in its order'
  const isNeighbour = previous?.seq === one.seq - 1
  return isNeighbour && sealed['prev_hash'] !== previous.hash
    ? 'does not follow from the one before it'
    : null
}

function eventOf({ seq, bytes, body }: PackArtifact): Event {
  const sealed = parsedOrNull(bytes)
  const said = body === null ? null : parsedOrNull(body.bytes)
  return {
    seq,
    sealed: isObject(sealed) ? sealed : {},
    body: isObject(said) ? said : null,
  }
}
