// The flags of the command line, and the home, environment and time that they name.

import { statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { readUtc } from '../conversation/iso-moment.ts'
import { shipped } from '../environment/content-files.ts'
import { codeOf, sentenceOf } from '../store/error-text.ts'
import { clockEndMs } from '../transports/json-lines.ts'
import { type Context, parseEnvironment, refuseClosedFolder, UsageError } from './context.ts'

const options = {
  home: { type: 'string' },
  env: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  jsonl: { type: 'boolean', default: false },
  at: { type: 'string' },
  since: { type: 'string' },
  actor: { type: 'string' },
  type: { type: 'string' },
  command: { type: 'string' },
  eas: { type: 'boolean', default: false },
  checkpoint: { type: 'string' },
  'since-checkpoint': { type: 'string' },
  witness: { type: 'string', multiple: true },
  keep: { type: 'string' },
  progress: { type: 'boolean', default: false },
  out: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string' },
  phone: { type: 'string' },
  days: { type: 'string' },
  pack: { type: 'string' },
  profile: { type: 'string' },
  url: { type: 'string' },
  check: { type: 'string' },
  key: { type: 'boolean', default: false },
  risk: { type: 'string' },
  as: { type: 'string' },
  connector: { type: 'string' },
  class: { type: 'string' },
  tenant: { type: 'string' },
  agent: { type: 'string' },
  for: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const

/** Throws a sentence for an unknown flag, a missing value, or a flag given twice. */
export function parseFlags(args: readonly string[]) {
  const { tokens, ...found } = parsed(args)
  const named = new Set<string>()
  for (const one of tokens) {
    if (one.kind !== 'option' || one.value === undefined) continue
    // Often an unset variable of a script; an empty --home would mean the current folder.
    if (one.value.trim() === '') throw new UsageError(`--${one.name} needs a value.`)
    const { multiple } = { multiple: false, ...options[one.name] }
    if (named.has(one.name) && !multiple)
      throw new UsageError(`--${one.name} is given twice; give it once.`)
    named.add(one.name)
  }
  return found
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, tokens: true })
  } catch (error) {
    // Node's message also explains how to circumvent its rule, which would be bad advice here.
    const [, flag] = /^Option '(?:-\w, )?(--[\w-]+).* argument /.exec(sentenceOf(error)) ?? []
    if (flag !== undefined)
      throw new UsageError(`${flag} needs a value that does not begin with a dash.`)
    throw new UsageError(`${sentenceOf(error).split(/[.\n]/)[0]}; see aval --help.`)
  }
}

export type Values = ReturnType<typeof parseFlags>['values']

/** The one environment named, after checking that this user may read its folder. */
export function contextOf(values: Values): Context {
  const home = ownHomeOf(values)
  if ((values.env?.length ?? 0) > 1)
    throw new UsageError('Give --env only once; only aval start takes several.')
  const environment = parseEnvironment(values.env?.[0])
  refuseClosedFolder(home, environment)
  return { home, environment, json: values.json }
}

/** A home for environments; the program's own folder only where no update replaces it. */
export function ownHomeOf(values: Values): string {
  if (values.home === undefined && shipped.split(sep).includes('node_modules'))
    throw new UsageError(
      `Give --home DIR: Aval is installed as a package, and an update would remove all that is in ${shipped}.`,
    )
  return homeOf(values)
}

export function homeOf(values: Values): string {
  const home = resolve(values.home ?? shipped)
  try {
    if (statSync(home).isDirectory()) return home
  } catch (error) {
    // If a folder above it is closed, nobody can say whether it exists.
    if (codeOf(error) === 'EACCES')
      throw new UsageError(`--home ${home} cannot be reached (EACCES); run aval as another user.`)
  }
  throw new UsageError(`--home ${home} is not a folder.`)
}

/** The time of `--at` in epoch milliseconds; without it the machine's time. */
export function nowOf(values: Values): number {
  return clockOf(values)()
}

/** A clock that stands still at `--at`; without it the machine's clock. */
export function clockOf({ at }: Values): () => number {
  if (at === undefined) return Date.now
  const time = timeOf(at)
  return () => time
}

function timeOf(text: string): number {
  const at = readUtc(text)
  if (at === null || at < 0 || at > clockEndMs)
    throw new UsageError('--at takes a time such as 2026-01-05T09:00:00Z, from 1970 to 9998.')
  return at
}
