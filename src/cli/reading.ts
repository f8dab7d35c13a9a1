// The file of an environment, read beside a running process or without one; nothing is written.

import { join } from 'node:path'
import { environmentFolder } from '../environment/settings.ts'
import { type Connection, openReadOnly } from '../store/file/database.ts'
import type { Context } from './context.ts'

/** What is being read: the connection, the file, and the folder in which it lies. */
export interface Reading {
  readonly db: Connection
  readonly file: string
  readonly folder: string
}

/** Closes it again, whatever becomes of `use`. Throws one sentence where there is no sound file. */
export async function reading<Result>(
  { home, environment }: Context,
  use: (file: Reading) => Result | Promise<Result>,
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
