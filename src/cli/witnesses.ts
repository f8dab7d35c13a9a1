// The witnesses of an environment, and what those whom a reader trusts cosigned of what was kept.

import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointSettings } from '../environment/outward-settings.ts'
import { environmentFolder, readSettings } from '../environment/settings.ts'
import type { Break } from '../evidence/breaks.ts'
import { parseCheckpoint, type VerifierKey } from '../evidence/checkpoint.ts'
import {
  type CosignatureCheck,
  checkCosignatures,
  parseWitnessKey,
  type WitnessKey,
} from '../evidence/cosignature.ts'
import { tenantOfNote } from '../evidence/signed.ts'
import type { ChainReport } from '../store/store.ts'
import { ofFile } from '../store/verify/beside.ts'
import { asReported } from '../store/verify/chain.ts'
import { type Context, UsageError } from './context.ts'

/** Whose cosignatures are checked. */
export interface Witnesses {
  /** Those that the reader named: their cosignature must be there. */
  readonly named: readonly WitnessKey[]
  readonly all: readonly WitnessKey[]
}

/**
 * Throws where a text is no key of a witness, or that of the environment itself: whoever holds it
 * would be a witness of their own.
 */
export function witnessesOf(
  context: Context,
  own: KeyObject,
  texts: readonly string[] = [],
): Witnesses {
  const named = texts.map(namedKey)
  if (named.some((one) => one.publicKey.equals(own)))
    throw new UsageError('--witness names the key of this environment, which is no witness of it.')
  const configured = witnessPlaces(context)
    .map((one) => parseWitnessKey(one.key))
    .filter((one) => !one.publicKey.equals(own))
  return { named, all: [...named, ...configured] }
}

function namedKey(text: string): WitnessKey {
  try {
    return parseWitnessKey(text.trim())
  } catch {
    throw new UsageError('--witness takes the key of a witness, as name+keyid+base64.')
  }
}

/**
 * None where there are no settings: a file alone is verified with those that the reader names.
 * Throws one sentence where they cannot be read: nobody would miss the witnesses in them.
 */
export function witnessPlaces({ home, environment }: Context): readonly WitnessPlace[] {
  if (!existsSync(join(environmentFolder(home, environment), 'environment.yaml'))) return []
  const { checkpoints } = readSettings(home, environment)
  return checkpoints.flatMap((one) => (one.kind === 'witness' ? [one] : []))
}

type WitnessPlace = Extract<CheckpointSettings, { kind: 'witness' }>

/** One line under a kept note, and of which chain the note is. */
interface Cosigned {
  readonly tenant: string
  readonly size: number
  readonly check: CosignatureCheck
}

export interface Kept {
  readonly cosigned: readonly Cosigned[]
  /** By tenant, what does not hold; `*` for what is of no chain. */
  readonly breaks: ReadonlyMap<string, readonly Break[]>
}

interface Binding {
  readonly environment: string
  readonly instance: string
  keyOf(tenant: string): VerifierKey
}

/** What the lines of witnesses in the notes are worth. A named one is missed by each chain. */
export function heldByWitnesses(
  notes: readonly string[],
  binding: Binding,
  { named, all }: Witnesses,
): Kept {
  const mine = notes.flatMap((note) => {
    const tenant = tenantOfNote(note, binding)
    return tenant === null ? [] : [{ tenant, note, size: parseCheckpoint(note)?.size ?? 0 }]
  })
  const cosigned = mine.flatMap(({ tenant, note, size }) =>
    checkCosignatures(note, binding.keyOf(tenant), all).map((check) => ({ tenant, size, check })),
  )
  const tenants = [...new Set(mine.map((one) => one.tenant))]
  const breaks = (tenants.length === 0 ? ['*'] : tenants).map((tenant) => {
    const here = cosigned.filter((one) => one.tenant === tenant)
    const wrong = here.flatMap(({ size, check: { state, name } }): readonly Break[] =>
      state === 'wrong' ? [{ what: 'cosignature_wrong', seq: size, found: name }] : [],
    )
    const missing = named
      .filter((key) => !here.some((one) => one.check.state === 'good' && isBy(key, one.check)))
      .map(({ name }): Break => ({ what: 'cosignature_missing', seq: 0, found: name }))
    return [tenant, [...wrong, ...missing]] as const
  })
  return { cosigned, breaks: new Map(breaks) }
}

function isBy(key: WitnessKey, { name, keyId }: CosignatureCheck): boolean {
  return key.name === name && key.keyId === keyId
}

/** The reports with what does not hold of cosignatures; what is of no report has one of its own. */
export function withCosignatures(
  reports: readonly ChainReport[],
  { breaks }: Kept,
): readonly ChainReport[] {
  const known = new Set(reports.map((one) => one.tenant))
  const beside = [...breaks].flatMap(([tenant, more]) => (known.has(tenant) ? [] : more))
  return [
    ...reports.map((one) => {
      const more = breaks.get(one.tenant) ?? []
      return more.length === 0 ? one : { ...one, breaks: [...one.breaks, ...more.map(asReported)] }
    }),
    ...ofFile(beside.map(asReported)),
  ]
}

/** For programs: each line of a witness under what was kept of this chain. */
export function cosignaturesOf({ cosigned }: Kept, tenant: string): readonly object[] {
  return cosigned
    .filter((one) => one.tenant === tenant)
    .map(({ size, check }) => {
      const { name: witness, keyId: key_id, state } = check
      const at = check.state === 'good' ? { at: momentOf(check.time) } : {}
      return { size, witness, key_id, state, ...at }
    })
}

/** For people. What is wrong is among the breaks. */
export function cosignedLines({ cosigned }: Kept, tenant: string): readonly string[] {
  return cosigned
    .filter((one) => one.tenant === tenant)
    .flatMap(({ size, check }) => {
      const start = `checkpoint ${tenant} ${size}:`
      if (check.state === 'good')
        return [`${start} cosigned by ${check.name} at ${momentOf(check.time)}.`]
      return check.state === 'wrong'
        ? []
        : [`${start} the line of ${check.name} (${check.keyId}) was not checked: no --witness.`]
    })
}

function momentOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString()
}
