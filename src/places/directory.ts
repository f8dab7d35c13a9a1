// Checkpoints as files in a folder: one file each, written once.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CheckpointPlace, type DueCheckpoint, failureCode } from '../engine/places/places.ts'
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
      const { kept, failed } = writeNotes(path, due)
      for (const one of kept) taken.set(one.tenant, { file: noteFile(one) })
      return { taken, failed }
    },
  }
}

const ending = '.checkpoint'

/**
 * The file's name: sorts by size, and includes the root, so that a rewritten log does not replace
 * the first.
 */
export function noteFile({ tenant, size, root }: Pick<DueCheckpoint, 'tenant' | 'size' | 'root'>) {
  const chain = tenant === '-' ? 'environment' : tenant.replace(/[^\w-]/g, '_')
  return `${chain}-${String(size).padStart(12, '0')}-${root.slice(0, 16)}${ending}`
}

/**
 * Writes the notes: which are stored now, and the first failure. One failure does not stop the
 * others.
 */
export function writeNotes(path: string, due: readonly DueCheckpoint[]) {
  const kept: DueCheckpoint[] = []
  let failed: string | null = null
  for (const one of due) {
    const why = keepNote(path, one)
    if (why === null) kept.push(one)
    else failed ??= why
  }
  return { kept, failed }
}

/** Null if the file holds the note as signed; else a word for the failure. */
function keepNote(path: string, due: DueCheckpoint): string | null {
  const file = join(path, noteFile(due))
  try {
    if (!existsSync(file)) writeNew(file, due.note)
    // A file torn by a power cut is reported, never overwritten.
    return readFileSync(file, 'utf8') === due.note ? null : 'file_differs'
  } catch (error) {
    return failureCode(error)
  }
}

/** The notes in the folder, with their file names; empty if it cannot be read. */
export function writtenNotes(
  path: string,
): readonly { readonly file: string; readonly note: string }[] {
  try {
    const names = readdirSync(path).filter((name) => name.endsWith(ending))
    return names.toSorted().map((file) => ({ file, note: readFileSync(join(path, file), 'utf8') }))
  } catch {
    return []
  }
}
