// Parses a pack over a time range from an untrusted file.

import type { Claims } from './claims.ts'
import type { Event } from './pack-file.ts'
import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  PackError,
  readCircumstances,
  readDefinition,
  readPolicy,
  readProof,
  readStored,
  type Stored,
  textOf,
} from './pack-file.ts'

export const rangeFormat = 'aval-evidence-range/1'

/** A gapless part of one chain, with its two neighbours. */
export interface RangeFile extends Claims {
  /** ISO 8601 in UTC, the end exclusive; null where the range is open. */
  readonly from: string | null
  readonly to: string | null
  readonly checkpoint: string
  /** The neighbours, without bodies; null where the chain begins or ends. */
  readonly before: Stored | null
  readonly artifacts: readonly Stored[]
  readonly after: Stored | null
  /** The inclusion proof of the last of these artifacts. */
  readonly proof: readonly string[]
  readonly cut: readonly Cut[]
}

/** A command that is only partly in the pack. */
export interface Cut {
  readonly id: string
  readonly name: string
  readonly before: boolean
  readonly after: boolean
}

/** Throws a PackError that names the field. */
export function readRangeFile(pack: JsonObject): RangeFile {
  const range = objectOf(pack['range'], 'range')
  const neighbour = (name: string) =>
    pack[name] === null ? null : readStored(objectOf(pack[name], name))
  return {
    environment: textOf(pack, 'environment'),
    instance: textOf(pack, 'instance'),
    tenant: textOf(pack, 'tenant'),
    from: momentOf(range, 'from'),
    to: momentOf(range, 'to'),
    verifierKey: textOf(pack, 'verifier_key'),
    checkpoint: textOf(pack, 'checkpoint'),
    policies: listOf(pack, 'policies').map(readPolicy),
    definitions: listOf(pack, 'definitions').map(readDefinition),
    circumstances: readCircumstances(pack),
    cut: listOf(pack, 'cut').map((one) => {
      const cut = objectOf(one, 'cut')
      return {
        id: textOf(cut, 'id'),
        name: textOf(cut, 'name'),
        before: cut['before'] === true,
        after: cut['after'] === true,
      }
    }),
    before: neighbour('before'),
    artifacts: listOf(pack, 'artifacts').map((one) => readStored(objectOf(one, 'artifacts'))),
    after: neighbour('after'),
    proof: readProof(pack),
  }
}

/** Times in UTC with milliseconds are compared as text. */
function momentOf(range: JsonObject, name: string): string | null {
  const value = range[name]
  if (value === null) return null
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value))
    throw new PackError(`range.${name} is no time in UTC.`)
  return value
}

export function isInRange(time: unknown, range: RangeFile): boolean {
  return typeof time === 'string' && !isBefore(time, range) && !isAfter(time, range)
}

export function isBefore(time: unknown, { from }: RangeFile): boolean {
  return typeof time === 'string' && from !== null && time < from
}

export function isAfter(time: unknown, { to }: RangeFile): boolean {
  return typeof time === 'string' && to !== null && time >= to
}

export function typeOf(sealed: JsonObject): string {
  return String(sealed['type'])
}

/** The id of the artifact's command; null where it has none. */
function commandOf(sealed: JsonObject): string | null {
  const { command } = sealed
  return isObject(command) ? String(command['command_id']) : null
}

/** Artifacts grouped by command id, in order; null groups those without a command. */
export function storiesOf(events: readonly Event[]): ReadonlyMap<string | null, readonly Event[]> {
  const stories = new Map<string | null, Event[]>()
  for (const one of events) {
    const id = commandOf(one.sealed)
    const story = stories.get(id)
    if (story === undefined) stories.set(id, [one])
    else story.push(one)
  }
  return stories
}
