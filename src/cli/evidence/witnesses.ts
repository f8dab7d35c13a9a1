// The witnesses of an environment, and the check of their cosignatures under kept checkpoints.

import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { environmentFolder } from '../../environment/environment-folder.ts'
import type { CheckpointSettings } from '../../environment/settings/places.ts'
import { readSettings } from '../../environment/settings/settings.ts'
import type { Break } from '../../evidence/breaks.ts'
import { parseCheckpoint, type VerifierKey } from '../../evidence/checkpoint.ts'
import {
  type CosignatureCheck,
  checkCosignatures,
  parseWitnessKey,
  type WitnessKey,
} from '../../evidence/cosignature.ts'
import { tenantOfNote } from '../../evidence/signed-checkpoints.ts'
import type { ChainReport } from '../../store/store.ts'
import { asReported } from '../../store/verify/chain.ts'
import { ofFile } from '../../store/verify/file-faults.ts'
import { type Context, UsageError } from '../context.ts'

/** The witnesses whose cosignatures are checked. */
export interface Witnesses {
  /** Named with `--witness`: their cosignature must be present. */
  readonly named: readonly WitnessKey[]
  readonly all: readonly WitnessKey[]
}

/**
 * Throws if a text is no witness key, or is the environment's own key, which would make it its own
 * witness.
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
 * The witnesses in the settings; none without settings, as when only a database is verified. Throws
 * a sentence if the settings cannot be read, because missing witnesses would go unnoticed.
 */
export function witnessPlaces({ home, environment }: Context): readonly WitnessPlace[] {
  if (!existsSync(join(environmentFolder(home, environment), 'environment.yaml'))) return []
  const { checkpoints } = readSettings(home, environment)
  return checkpoints.flatMap((one) => (one.kind === 'witness' ? [one] : []))
}

type WitnessPlace = Extract<CheckpointSettings, { kind: 'witness' }>

/** One cosignature under a kept checkpoint, and that checkpoint's chain. */
interface Cosigned {
  readonly tenant: string
  readonly size: number
  readonly check: CosignatureCheck
}

export interface WitnessReport {
  readonly cosigned: readonly Cosigned[]
  /** Breaks by tenant; `*` for those of no chain. */
  readonly breaks: ReadonlyMap<string, readonly Break[]>
}

interface Binding {
  readonly environment: string
  readonly instance: string
  keyOf(tenant: string): VerifierKey
}

/**
 * Checks the cosignatures in the checkpoints. A named witness must have cosigned for each chain.
 */
export function checkWitnesses(
  notes: readonly string[],
  binding: Binding,
  { named, all }: Witnesses,
): WitnessReport {
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

/** Adds cosignature breaks to the reports; those of no reported chain get a report of their own. */
export function withCosignatures(
  reports: readonly ChainReport[],
  { breaks }: WitnessReport,
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

/** For JSON: each cosignature under the kept checkpoints of this chain. */
export function cosignaturesOf({ cosigned }: WitnessReport, tenant: string): readonly object[] {
  return cosigned
    .filter((one) => one.tenant === tenant)
    .map(({ size, check }) => {
      const { name: witness, keyId: key_id, state } = check
      const at = check.state === 'good' ? { at: momentOf(check.time) } : {}
      return { size, witness, key_id, state, ...at }
    })
}

/** Lines for people; wrong cosignatures are among the breaks. */
export function cosignedLines({ cosigned }: WitnessReport, tenant: string): readonly string[] {
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
