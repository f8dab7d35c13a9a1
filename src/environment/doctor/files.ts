// The environment's folder: who else could read it, and whether its keys are all there.

import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../../policy/names.ts'
import { masterKeyIn, signingKeyIn } from '../keys.ts'
import { type Finding, ok, real, sentenceIf, unsafe, unsafeIn } from './finding.ts'

/** Everything that an environment keeps, except its settings, which may lie in git. */
export function checkFiles(folder: string, environment: Environment): readonly Finding[] {
  const begun = existsSync(join(folder, 'keys'))
  if (!begun) return [ok('files', 'has not run yet; its folder is closed at the first start')]
  return [...modes(folder, environment), ...keys(folder)]
}

function modes(folder: string, environment: Environment): readonly Finding[] {
  const open = [folder, ...below(folder)].filter((path) => (lstatSync(path).mode & 0o077) !== 0)
  if (open.length === 0) return [ok('files', 'folders 0700, files 0600')]
  return open.map((path) =>
    unsafeIn(real, environment, [
      'files',
      `${path} can be read by other users.`,
      `chmod ${lstatSync(path).isDirectory() ? '700' : '600'} ${path}`,
    ]),
  )
}

function below(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name)
    if (one.name === 'environment.yaml' || one.isSymbolicLink()) return []
    return one.isDirectory() ? [path, ...below(path)] : [path]
  })
}

function keys(folder: string): readonly Finding[] {
  const missing = ['environment.key', 'checkpoint.pem'].filter(
    (name) => !existsSync(join(folder, 'keys', name)),
  )
  if (missing.length === 0) return soundKeys(join(folder, 'keys'))
  const there = existsSync(join(folder, 'aval.db'))
  if (!there) return [ok('keys', 'are made at the first start')]
  return missing.map((name) =>
    unsafe(
      'keys',
      `keys/${name} is gone, though aval.db was written with it.`,
      'Restore it from a copy; a new one would make open tokens, codes and checkpoints worthless.',
    ),
  )
}

/** A key that is there, and that nothing can be opened or signed with, stops the next start. */
function soundKeys(keys: string): readonly Finding[] {
  const damaged = [
    sentenceIf(() => masterKeyIn(join(keys, 'environment.key'))),
    sentenceIf(() => signingKeyIn(join(keys, 'checkpoint.pem'))),
  ].flatMap((one) => one ?? [])
  if (damaged.length === 0) return [ok('keys', 'all there')]
  return damaged.map((sentence) => unsafe('keys', sentence, 'Nothing starts without it.'))
}
