// Checks the environment's folder: file permissions, owners, and keys.

import { accessSync, constants, existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../../policy/names.ts'
import { masterKeyIn, signingKeyIn } from '../keys.ts'
import { errorSentence, type Finding, ok, real, unsafe, unsafeIn, warning } from './finding.ts'

/**
 * Checks everything that an environment stores, except its settings, which may be in git. `user`:
 * the current user id; null if the system has none.
 */
export function checkFiles(
  folder: string,
  environment: Environment,
  user: number | null,
): readonly Finding[] {
  const begun = ['keys', 'aval.db'].some((name) => existsSync(join(folder, name)))
  if (!begun) return [ok('files', 'has not run yet; its folder is made private at the first start')]
  return [...modes(folder, environment), ...owners(folder, user), ...keys(folder)]
}

const keyFiles = ['environment.key', 'checkpoint.pem']

/**
 * Files that belong to another user, because a command ran as that user; they prevent the next
 * start.
 */
function owners(folder: string, user: number | null): readonly Finding[] {
  const { uid, gid } = lstatSync(folder)
  const strange = below(folder).filter((path) => lstatSync(path).uid !== uid)
  const [first, ...others] = strange
  if (first === undefined) return []
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  const what = `${first}${more} belongs to another user than ${folder}: somebody ran aval as that user.`
  const mend = `chown -R ${uid}:${gid} ${folder}; and sudo -u NAME aval … from then on.`
  return [user === 0 ? warning('files', what, mend) : unsafe('files', what, mend)]
}

function modes(folder: string, environment: Environment): readonly Finding[] {
  const open = [folder, ...below(folder)].filter((path) => (lstatSync(path).mode & 0o077) !== 0)
  if (open.length === 0) return [ok('files', 'folders 0700, files 0600')]
  const neverOpen = keyFiles.map((name) => join(folder, 'keys', name))
  return open.map((path) => {
    const what = `${path} can be read by other users.`
    const mend = `chmod ${lstatSync(path).isDirectory() ? '700' : '600'} ${path}`
    if (neverOpen.includes(path))
      return unsafe('files', what, `${mend}: nothing starts until this is fixed.`)
    return unsafeIn(real, environment, ['files', what, mend])
  })
}

function below(folder: string): readonly string[] {
  if (closed(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name)
    if (one.name === 'environment.yaml' || one.isSymbolicLink()) return []
    return one.isDirectory() ? [path, ...below(path)] : [path]
  })
}

/** Is the folder unreadable? Other checks report that. */
function closed(folder: string): boolean {
  return errorSentence(() => accessSync(folder, constants.R_OK | constants.X_OK)) !== null
}

function keys(folder: string): readonly Finding[] {
  if (existsSync(join(folder, 'keys')) && closed(join(folder, 'keys')))
    return [
      unsafe(
        'keys',
        `${join(folder, 'keys')} cannot be read by this user.`,
        'Run doctor as the user of the environment, or give it that folder.',
      ),
    ]
  const missing = keyFiles.filter((name) => !existsSync(join(folder, 'keys', name)))
  if (missing.length === 0) return soundKeys(join(folder, 'keys'))
  const there = existsSync(join(folder, 'aval.db'))
  if (!there) return [ok('keys', 'are created at the first start')]
  return missing.map((name) =>
    unsafe(
      'keys',
      `keys/${name} is missing, but aval.db was written with it.`,
      'Restore it from a copy; a new key would invalidate open tokens, codes and checkpoints.',
    ),
  )
}

/** Checks that the keys can be parsed; a damaged key prevents the next start. */
function soundKeys(keys: string): readonly Finding[] {
  const damaged = [
    errorSentence(() => masterKeyIn(join(keys, 'environment.key'))),
    errorSentence(() => signingKeyIn(join(keys, 'checkpoint.pem'))),
  ].flatMap((one) => one ?? [])
  if (damaged.length === 0) return [ok('keys', 'all there')]
  return damaged.map((sentence) => unsafe('keys', sentence, 'Nothing starts without it.'))
}
