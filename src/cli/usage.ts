// What each command takes, so that a word or a flag that would change nothing is never passed over.

import { UsageError } from './context.ts'

interface Takes {
  readonly flags: readonly string[]
  /** How many words may follow. */
  readonly most: number
  /** What is missing when none does; empty where none is needed. */
  readonly missing?: string
}

const anyNumber = Number.POSITIVE_INFINITY
const nothing: Takes = { flags: [], most: 0 }
const part = ['connector', 'class', 'tenant', 'agent']
const range = 'from to out'.split(' ')

const commands: Readonly<Record<string, Takes>> = {
  chat: { flags: ['jsonl', 'at'], most: 0 },
  audit: { flags: ['since', 'actor', 'type', 'command', 'eas'], most: 0 },
  verify: { flags: ['checkpoint', 'since-checkpoint', 'keep', 'progress'], most: 0 },
  start: nothing,
  run: nothing,
  pair: { flags: ['phone'], most: 0 },
  unpair: nothing,
  doctor: nothing,
  conform: nothing,
  attest: { flags: ['out', 'days', 'url', 'check', 'at'], most: 0 },
  'people list': nothing,
  'people enrol': {
    ...{ flags: ['at'], most: 1 },
    missing: 'Say who: aval people enrol dora --env prod.',
  },
  'lockdown on': { flags: ['as', 'for', ...part], most: anyNumber },
  'lockdown off': { flags: ['as', 'for', ...part], most: 0 },
  'lockdown status': nothing,
  'evidence pack': { flags: ['tenant', ...range], most: 1 },
  'evidence export': { flags: ['format', ...range], most: 0 },
  'checkpoints push': nothing,
  'checkpoints list': nothing,
  'policy check': nothing,
  'policy diff': { flags: [], most: 2 },
  'policy replay': { flags: ['pack', 'days', 'profile', 'at'], most: 0 },
}

const everywhere = ['home', 'env', 'json', 'help', 'version']

/** Throws when a word or a flag is not the command's: it would be believed to have counted. */
export function checkUsage(
  positionals: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): void {
  const one = positionals[0] ?? ''
  const two = positionals.slice(0, 2).join(' ')
  const command = Object.hasOwn(commands, one) ? one : two
  const takes = Object.hasOwn(commands, command) ? commands[command] : undefined
  const second = Object.keys(commands).flatMap((name) =>
    name.startsWith(`${one} `) ? [name.slice(one.length + 1)] : [],
  )
  if (takes === undefined && second.length > 0)
    throw new UsageError(`aval ${one} wants one of: ${second.join(', ')}; see aval --help.`)
  // What is no command at all is told where commands are looked up.
  if (takes === undefined) return
  const stray = Object.keys(flags).find(
    (name) => flags[name] !== false && ![...everywhere, ...takes.flags].includes(name),
  )
  if (stray !== undefined)
    throw new UsageError(`aval ${command} takes no --${stray}; see aval --help.`)
  const words = positionals.slice(command === one ? 1 : 2)
  if (words.length > takes.most)
    throw new UsageError(
      `aval ${command} does not know what to do with ${words.slice(takes.most).join(' ')}; see aval --help.`,
    )
  if (words.length === 0 && takes.missing !== undefined) throw new UsageError(takes.missing)
}
