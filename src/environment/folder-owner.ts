// Keeps root from leaving files in an environment that its own user could not use.

import { lstatSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SetUpError } from './set-up-error.ts'

/**
 * The id of the user who runs the environment: the owner of its database. Null before the first
 * start, and where the system has no users.
 */
export function ownerOf(folder: string): number | null {
  if (process.geteuid === undefined) return null
  return lstatSync(join(folder, 'aval.db'), { throwIfNoEntry: false })?.uid ?? null
}

/**
 * Called before anything is written. Throws a sentence if `user` (the present one) is root, and
 * another user runs the environment; anybody else cannot leave files there unless its owner lets
 * them. Files are not given to the owner instead: who owns the folder could put a link there, and
 * get a file of root's.
 */
export function refuseRootUnlessOwner(folder: string, user = process.geteuid?.()): void {
  const owner = ownerOf(folder)
  if (user !== 0 || owner === null || owner === user) return
  // Where a mount gives every file to one user, root's are that user's, too.
  if (owner === ownerOfNew(folder)) return
  throw new SetUpError(
    `${folder} belongs to user ${owner}, who could not use the files that root would leave there; ` +
      `run aval as that user (sudo -u '#${owner}' aval …), or give it to root (chown -R 0).`,
  )
}

/** The user id that a new file in the folder gets. */
function ownerOfNew(folder: string): number {
  const made = mkdtempSync(join(folder, '.owner-'))
  const { uid } = statSync(made)
  rmdirSync(made)
  return uid
}
