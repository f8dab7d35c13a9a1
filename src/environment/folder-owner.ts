// Keeps other users, root above all, from leaving files in an environment that its own user could
// not use.

import { statSync } from 'node:fs'
import { SetUpError } from './set-up-error.ts'

/** The user id of the folder's owner; null if it is missing or the system has no users. */
export function ownerOf(folder: string): number | null {
  if (process.geteuid === undefined) return null
  return statSync(folder, { throwIfNoEntry: false })?.uid ?? null
}

/**
 * Called before anything is written. Throws a sentence if the folder belongs to another user than
 * `user` (the present one). Files are not given to the owner instead: who owns the folder could put
 * a link there, and get a file of root's.
 */
export function refuseFolderOfAnother(folder: string, user = process.geteuid?.()): void {
  const owner = ownerOf(folder)
  if (owner === null || owner === user) return
  throw new SetUpError(
    `${folder} belongs to user ${owner}, who could not use the files that this user would leave there; ` +
      `run aval as that user (sudo -u '#${owner}' aval …), or give this user the folder (chown -R ${user}).`,
  )
}
