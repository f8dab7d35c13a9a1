// What a verifier keeps between verifications: a signed checkpoint, or the chain heads it found.

import { existsSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { SetUpError } from '../../environment/set-up-error.ts'
import { readTextFile } from '../../environment/text-file.ts'
import { parseCheckpoint, type VerifierKey } from '../../evidence/checkpoint.ts'
import { findNotes } from '../../evidence/find-notes.ts'
import { jsonOf } from '../../evidence/json.ts'
import { treeSchema } from '../../evidence/merkle.ts'
import { readSigned, tenantOfNote } from '../../evidence/signed-checkpoints.ts'
import type { Progress } from '../../evidence/walk.ts'
import { codeOf } from '../../store/error-text.ts'
import type { Trusted } from '../../store/verify/start.ts'

const format = 'aval-verified/1'

const keptSchema = z.strictObject({
  format: z.literal(format),
  environment: z.string(),
  instance: z.string(),
  chains: z.array(
    z.strictObject({
      tenant: z.string().min(1),
      seq: z.int().min(1),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      tree: treeSchema,
    }),
  ),
})

interface Binding {
  readonly environment: string
  readonly instance: string
}

/** The advice if the file that was named is a folder, or not readable by this user. */
export const trustedFileAdvice = 'name a checkpoint that was kept, as a file'

/**
 * What the file proves, by tenant: kept heads, or each chain's largest signed checkpoint. Also
 * returns all its checkpoints, to be compared with the chains. Throws if it holds neither for this
 * environment.
 */
export function readTrusted(
  file: string,
  { keyOf, ...binding }: Binding & { keyOf(tenant: string): VerifierKey },
): { readonly trusted: ReadonlyMap<string, Trusted>; readonly notes: readonly string[] } {
  if (!existsSync(file)) throw new SetUpError(`${file} is missing; verify once without it.`)
  const text = readTextFile(file, trustedFileAdvice).replace(/^\uFEFF/, '')
  if (text.startsWith('{')) return { trusted: keptHeads(file, text, binding), notes: [] }
  const notes = findNotes(text)
  if (notes.every((note) => parseCheckpoint(note) === null))
    throw new SetUpError(`${file} is neither a checkpoint nor what aval verify --keep wrote.`)
  const tenants = new Set(notes.flatMap((note) => tenantOfNote(note, binding) ?? []))
  const trusted = new Map<string, Trusted>()
  for (const tenant of tenants) {
    const checkpoints = notes.filter((note) => tenantOfNote(note, binding) === tenant)
    const { good } = readSigned({ ...binding, tenant, checkpoints, keys: [keyOf(tenant)] })
    const signed = good.at(-1)
    if (signed !== undefined) trusted.set(tenant, { by: 'checkpoint', signed })
  }
  return { trusted, notes }
}

function keptHeads(file: string, text: string, here: Binding): ReadonlyMap<string, Trusted> {
  const kept = keptSchema.safeParse(jsonOf(text))
  if (!kept.success)
    throw new SetUpError(`${file} was not written by aval verify --keep; verify once without it.`)
  const { environment, instance, chains } = kept.data
  if (environment !== here.environment || instance !== here.instance)
    throw new SetUpError(
      `${file} was kept of ${environment} (${instance}), not of ${here.environment} (${here.instance}).`,
    )
  return new Map(
    chains.map(({ tenant, ...progress }): [string, Trusted] => [tenant, { by: 'kept', progress }]),
  )
}

/** Overwrites the file, which belongs to the verifier and is only as safe as its place. */
export function saveHeads(file: string, here: Binding, ended: ReadonlyMap<string, Progress>): void {
  const chains = [...ended].map(([tenant, progress]) => ({ tenant, ...progress }))
  const text = `${JSON.stringify({ format, ...here, chains })}\n`
  try {
    writeFileSync(file, text, { mode: 0o600, flush: true })
  } catch (error) {
    throw new SetUpError(`${file} cannot be written (${codeOf(error)}); name another with --keep.`)
  }
}
