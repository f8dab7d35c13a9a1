// Opens an environment's database read-only, whether or not a process is running.

import { join } from 'node:path'
import { environmentFolder } from '../environment/environment-folder.ts'
import { type Connection, openReadOnly } from '../store/file/database.ts'
import type { Context } from './context.ts'

/** The open connection, its file, and the environment's folder. */
export interface ReadOnlyStore {
  readonly db: Connection
  readonly file: string
  readonly folder: string
}

/** Closes the connection even if `use` fails. Throws a sentence if there is no valid database. */
export async function withReadOnlyStore<Result>(
  { home, environment }: Context,
  use: (file: ReadOnlyStore) => Result | Promise<Result>,
): Promise<Result> {
  const folder = environmentFolder(home, environment)
  const file = join(folder, 'aval.db')
  const db = openReadOnly(file, environment)
  try {
    return await use({ db, file, folder })
  } finally {
    db.close()
  }
}
