// `aval evidence pack`: one command's evidence as one file that anybody can verify without Aval.

import { resolve } from 'node:path'
import { z } from 'zod'
import { environmentChain } from '../../command/changes.ts'
import { isCommandName } from '../../command/draw.ts'
import { SetUpError } from '../../environment/set-up-error.ts'
import { textsBy, textsOf } from '../../environment/texts.ts'
import { parseArtifact } from '../../evidence/artifact-schema.ts'
import { parseCheckpoint } from '../../evidence/checkpoint.ts'
import {
  type EvidencePack,
  evidencePack,
  type PackDefinition,
  type PackPolicy,
} from '../../evidence/pack.ts'
import { spanOf } from '../../store/exported/circumstances.ts'
import { type PackRows, packRows } from '../../store/exported/evidence-pack.ts'
import { keptTexts, type TextOf } from '../../store/texts.ts'
import { type Context, UsageError } from '../context.ts'
import { refuseExisting, writeWhole } from '../new-file.ts'
import { type ReadOnlyStore, withReadOnlyStore } from '../read-only-store.ts'
import { printLines } from '../terminal.ts'
import { circumstancesIn } from './circumstances.ts'
import { coveringNote } from './covering-note.ts'
import { keysOf, verifierKeyOf, verifierKeysOf } from './keys.ts'

/** Writes the pack; the database is only read. Throws a sentence if that is impossible. */
export async function writeEvidencePack(
  context: Context,
  name: string,
  out: string | undefined,
): Promise<number> {
  const asked = name.toUpperCase()
  if (!isCommandName(asked))
    throw new UsageError('Say which command: aval evidence pack C-7F3K --env dev.')
  const file = resolve(out ?? `${asked}.aval.json`)
  refuseExisting(file)
  const { pack, cosigned } = await withReadOnlyStore(context, (file) =>
    file.db.transaction(() => readPack(context, file, asked)).deferred(),
  )
  writeWhole(file, [`${JSON.stringify(pack, null, 1)}\n`])
  const size = parseCheckpoint(pack.checkpoint)?.size ?? 0
  const artifacts = pack.artifacts.length
  const { verifier_key } = pack
  const what = `${file}: ${artifacts} artifacts of ${asked}, in a checkpoint of size ${size}`
  if (context.json) printLines(JSON.stringify({ file, artifacts, size, cosigned, verifier_key }))
  else printLines(`${what}${cosignedBy(cosigned)}`, `key ${verifier_key}`)
  return 0
}

/** The end of the output line: the witnesses who cosigned the checkpoint. */
export function cosignedBy(names: readonly string[]): string {
  return names.length === 0 ? '' : `, cosigned by ${names.join(', ')}`
}

interface Packed {
  readonly pack: EvidencePack
  /** Names of the witnesses who cosigned the checkpoint. */
  readonly cosigned: readonly string[]
}

function readPack(context: Context, file: ReadOnlyStore, name: string): Packed {
  const { home, environment } = context
  const { db, folder } = file
  const keys = keysOf(folder)
  const { instance } = keys
  const verifiers = verifierKeysOf(db, keys, environment)
  const rows = packRows(db, name, {
    ...{ environment, instance, keys: verifiers },
    anew: { texts: textsOf(home) },
  })
  if (rows === null) throw new SetUpError(`${environment} has no command ${name}.`)
  if (rows.broken !== null)
    throw new SetUpError(`Nothing is packed from a broken chain: ${rows.broken.text}`)
  const { id, tenant } = rows.command
  const textOf = textsBy(home)(keptTexts(db))
  const last = rows.artifacts.at(-1)?.seq ?? 0
  const { note, by } = coveringNote(db, context, keys, tenant, last)
  const parts = {
    environment,
    instance,
    tenant,
    command: { id, name },
    artifacts: rows.artifacts,
    policies: policiesOf(textOf, rows),
    definitions: definitionsOf(textOf, rows),
    checkpoint: note,
    verifierKey: verifierKeyOf(keys, environment, tenant),
    circumstances: circumstancesIn(db, context, keys, {
      chains: [environmentChain, tenant],
      tenant,
      span: spanOf(db, 'command_id = ? AND tenant = ?', id, tenant),
    }),
  }
  return { pack: evidencePack(parts, rows.hashes), cosigned: by }
}

/** Each policy that an artifact names; `text` is null if neither store nor files have it. */
function policiesOf(textOf: TextOf, rows: PackRows): readonly PackPolicy[] {
  const named = new Map<string, PackPolicy>()
  for (const { bytes, hash } of rows.artifacts) {
    const { policy } = parseArtifact(bytes, hash)
    if (policy === undefined) continue
    const { pack, version, digest } = policy
    named.set(digest, { pack, version, digest, text: textOf(digest) })
  }
  return [...named.values()]
}

const proposalSchema = z.object({ definition: z.record(z.string(), z.string()) })

/** The flow that the proposal names by its digest, with its text likewise. */
function definitionsOf(textOf: TextOf, { artifacts }: PackRows): readonly PackDefinition[] {
  const body = artifacts[0]?.body ?? null
  const said = proposalSchema.safeParse(body === null ? null : JSON.parse(body.bytes))
  return Object.entries(said.data?.definition ?? {}).flatMap(([name, digest]) =>
    name.startsWith('command ') ? [{ name, digest, text: textOf(digest) }] : [],
  )
}
