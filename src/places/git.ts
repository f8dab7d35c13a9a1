// Checkpoints as commits in a git repository, pushed if a remote is configured.

import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointPlace, DueCheckpoint } from '../engine/places/places.ts'
import { codeOf } from '../store/error-text.ts'
import { noteFile, writeNotes } from './directory.ts'

export interface GitOptions {
  readonly name: string
  readonly path: string
  readonly everyMs: number
  /** Where to push; null to commit only. */
  readonly remote: string | null
  readonly branch: string
  readonly variables: Readonly<Record<string, string | undefined>>
}

type Git = (...args: readonly string[]) => Promise<{ readonly code: number; readonly out: string }>

const gitMs = 60_000
/** The variables that git and ssh need; none that could start another program. */
const passedOn = ['PATH', 'HOME', 'SSH_AUTH_SOCK', 'LANG']

export function gitPlace(options: GitOptions): CheckpointPlace {
  const { name, path, everyMs } = options
  const git = gitIn(options)
  return {
    name,
    kind: 'git',
    everyMs,
    people: [],
    async send(due) {
      const none = (failed: string) => ({ taken: new Map(), failed })
      if (!isRepository(path)) return none('no_repository')
      const { kept, failed } = writeNotes(path, due)
      if (kept.length === 0) return none(failed ?? 'unknown')
      const step = (await commit(git, kept)) ?? (await push(git, options))
      if (step !== null) return none(step)
      const { out } = await git('rev-parse', 'HEAD')
      const memory = { commit: out.trim() }
      return { taken: new Map(kept.map((one) => [one.tenant, memory])), failed }
    },
  }
}

/**
 * Commits only our own files; files committed by an earlier try are no failure. Null, or a word for
 * the failure.
 */
async function commit(git: Git, due: readonly DueCheckpoint[]): Promise<string | null> {
  const files = due.map(noteFile)
  if ((await git('add', '--', ...files)).code !== 0) return 'git_add'
  const changed = await git('diff', '--cached', '--quiet', '--', ...files)
  if (changed.code === 0) return null
  const subject = `Checkpoints of ${due.map((one) => `${one.tenant} at ${one.size}`).join(', ')}`
  return (await git('commit', '--quiet', '-m', subject, '--', ...files)).code === 0
    ? null
    : 'git_commit'
}

async function push(git: Git, { remote, branch }: GitOptions): Promise<string | null> {
  if (remote === null) return null
  const pushed = await git('push', '--quiet', '--', remote, `HEAD:refs/heads/${branch}`)
  return pushed.code === 0 ? null : 'git_push'
}

/** Without shell, hooks and prompts, and with only these variables. */
function settingOf({ path, variables }: Pick<GitOptions, 'path' | 'variables'>) {
  const fixed = [
    ...['-C', path],
    ...['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'],
    ...['-c', 'commit.gpgSign=false', '-c', 'protocol.ext.allow=never'],
    ...['-c', 'user.name=Aval', '-c', 'user.email=aval@localhost'],
  ]
  const env: Record<string, string> = { GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: sshCommand }
  for (const one of passedOn) {
    const value = variables[one]
    if (value !== undefined) env[one] = value
  }
  return { fixed, options: { env, timeout: gitMs, maxBuffer: 1024 * 1024 } }
}

function gitIn(given: GitOptions): Git {
  const { fixed, options } = settingOf(given)
  return (...args) =>
    new Promise((resolve) => {
      execFile('git', [...fixed, ...args], options, (error, out) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ code, out })
      })
    })
}

/**
 * Why nothing could be committed or pushed, as far as the repository itself says; null for nothing.
 * Reaches no remote.
 */
export function repositoryFault(
  given: Pick<GitOptions, 'path' | 'variables'> & { readonly remote?: string | undefined },
): string | null {
  const { path, remote } = given
  if (!isRepository(path)) return `${path} is no git repository`
  const { fixed, options } = settingOf(given)
  const said = (...args: readonly string[]) => {
    const { error, status, stderr } = spawnSync('git', [...fixed, ...args], options)
    if (error !== undefined) return `git cannot be run (${codeOf(error)})`
    return status === 0 ? null : `git says: ${stderr.toString('utf8').split('\n')[0] ?? ''}`
  }
  const named = remote !== undefined && isName(remote) ? remote : null
  return (
    said('rev-parse', '--git-dir') ?? (named === null ? null : said('remote', 'get-url', named))
  )
}

/** git itself would take the repository around a folder that is none. */
function isRepository(path: string): boolean {
  return existsSync(join(path, '.git'))
}

/** Is it the name of a remote, whose address is in the repository's own settings? */
function isName(remote: string): boolean {
  return /^[\w.-]+$/.test(remote)
}

/**
 * The addresses that a push to this remote goes to, by git's settings; none for a name that the
 * repository does not know. They may hold credentials. Reaches no remote.
 */
export function pushAddresses(
  given: Pick<GitOptions, 'path' | 'variables'> & { readonly remote: string },
): readonly string[] {
  const { path, remote } = given
  const unknown = isName(remote) ? [] : [remote]
  if (!isRepository(path)) return unknown
  const { fixed, options } = settingOf(given)
  const asked = isName(remote)
    ? ['remote', 'get-url', '--push', '--all', remote]
    : ['ls-remote', '--get-url', remote]
  const { status, stdout } = spawnSync('git', [...fixed, ...asked], options)
  if (status !== 0) return unknown
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}

/** Keys with a passphrase and unknown hosts fail at once. */
const sshCommand = 'ssh -o BatchMode=yes'
