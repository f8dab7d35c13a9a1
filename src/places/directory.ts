// Checkpoints as files of a folder: one each, made once, never written again.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CheckpointPlace, type DueCheckpoint, wordOfFailure } from '../engine/places/places.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { writeNew } from './durable.ts'

export interface DirectoryOptions {
  readonly name: string
  readonly path: string
  readonly everyMs: number
}

export function directoryPlace({ name, path, everyMs }: DirectoryOptions): CheckpointPlace {
  return {
    name,
    kind: 'directory',
    everyMs,
    people: [],
    async send(due) {
      const taken = new Map<string, JsonObject>()
      const { kept, failed } = keepNotes(path, due)
      for (const one of kept) taken.set(one.tenant, { file: noteFile(one) })
      return { taken, failed }
    },
  }
}

const ending = '.checkpoint'

/** By size, so that they sort; by root, so that a rewritten log stands beside the first. */
export function noteFile({ tenant, size, root }: Pick<DueCheckpoint, 'tenant' | 'size' | 'root'>) {
  const chain = tenant === '-' ? 'environment' : tenant.replace(/[^\w-]/g, '_')
  return `${chain}-${String(size).padStart(12, '0')}-${root.slice(0, 16)}${ending}`
}

/** Which are there now, and why the first of the others is not: one must not hold up the rest. */
export function keepNotes(path: string, due: readonly DueCheckpoint[]) {
  const kept: DueCheckpoint[] = []
  let failed: string | null = null
  for (const one of due) {
    const why = keepNote(path, one)
    if (why === null) kept.push(one)
    else failed ??= why
  }
  return { kept, failed }
}

/** Null once it is there as it was signed; else a word for what went wrong. */
function keepNote(path: string, due: DueCheckpoint): string | null {
  const file = join(path, noteFile(due))
  try {
    if (!existsSync(file)) writeNew(file, due.note)
    // What an earlier life left may be torn by a power cut; it is never overwritten, only told.
    return readFileSync(file, 'utf8') === due.note ? null : 'file_differs'
  } catch (error) {
    return wordOfFailure(error)
  }
}

/** What lies in the folder, each as its file has it; nothing where it cannot be read. */
export function notesKept(
  path: string,
): readonly { readonly file: string; readonly note: string }[] {
  try {
    const names = readdirSync(path).filter((name) => name.endsWith(ending))
    return names.toSorted().map((file) => ({ file, note: readFileSync(join(path, file), 'utf8') }))
  } catch {
    return []
  }
}
