// Every command of the command line: its flags and words, and what it runs. `--help` explains them.

import { fstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { shipped } from '../environment/content-files.ts'
import { parseEnvironment, refuseClosedFolder, UsageError } from './context.ts'
import { clockOf, contextOf, homeOf, nowOf, ownHomeOf, type Values } from './flags.ts'

interface Command {
  /** Flags besides those that every command takes. */
  readonly flags?: readonly (keyof Values)[]
  /** How many words may follow; none if absent. */
  readonly words?: number
  /** The error if no word follows; absent if none is needed. */
  readonly missing?: string
  /**
   * The process exits when the command is done, even if something is still open, such as a
   * library's timers.
   */
  readonly isLast?: true
  /** Continues when its output can no longer be written, because it has other work to do. */
  readonly outlivesReaders?: true
  /** Returns the exit code. Loads its modules here, so that other commands need not. */
  run(values: Values, words: readonly string[]): Promise<number>
}

const anyNumber = Number.POSITIVE_INFINITY
const part = ['connector', 'class', 'tenant', 'agent'] as const
const range = ['from', 'to', 'out'] as const

const commands: Readonly<Record<string, Command>> = {
  chat: {
    flags: ['jsonl', 'at'],
    async run(values) {
      const context = contextOf(values)
      // Node would read it as an input without a line.
      if (fstatSync(0).isDirectory())
        throw new UsageError('The input is a folder; give a file (<) or a pipe (|) in its place.')
      if (values.jsonl || values.json)
        return (await import('./simulated/chat-lines.ts')).chatLines(context, nowOf(values))
      if (values.at !== undefined)
        throw new UsageError('--at needs --jsonl: only there does the input move the clock.')
      return (await import('./simulated/chat-terminal.ts')).chatTerminal(context)
    },
  },
  audit: {
    flags: ['since', 'actor', 'type', 'command', 'risk', 'eas'],
    run: async (values) => (await import('./evidence/audit.ts')).audit(contextOf(values), values),
  },
  verify: {
    flags: ['checkpoint', 'since-checkpoint', 'witness', 'keep', 'progress'],
    run: async (values) => (await import('./evidence/verify.ts')).verify(contextOf(values), values),
  },
  start: {
    outlivesReaders: true,
    async run(values) {
      const home = ownHomeOf(values)
      const all = (values.env ?? []).map(parseEnvironment)
      for (const one of all) refuseClosedFolder(home, one)
      const { start } = await import('./start.ts')
      return start({ home, environments: [...new Set(all)], json: values.json })
    },
  },
  run: {
    isLast: true,
    async run(values) {
      // Node's permission flags forbid this process to look at the home folder as a whole.
      const home = resolve(values.home ?? shipped)
      const environment = parseEnvironment(values.env?.[0])
      return (await import('./run.ts')).runEnvironment({ home, environment, json: false })
    },
  },
  pair: {
    flags: ['phone'],
    isLast: true,
    run: async (values) =>
      (await import('./people/pair.ts')).pairAccount(contextOf(values), values.phone),
  },
  unpair: {
    isLast: true,
    run: async (values) => (await import('./people/pair.ts')).unpairAccount(contextOf(values)),
  },
  doctor: { run: async (values) => (await import('./doctor.ts')).doctor(contextOf(values)) },
  conform: {
    run: async (values) => (await import('./policy/conform.ts')).conformance(contextOf(values)),
  },
  attest: {
    flags: ['out', 'days', 'url', 'check', 'at', 'key'],
    async run(values) {
      const { attest, checkFile, printPublicKey } = await import('./evidence/attest.ts')
      const context = contextOf(values)
      if (values.key) return printPublicKey(context, values)
      if (values.check === undefined) return attest(context, values)
      if ((values.out ?? values.days ?? values.url) !== undefined)
        throw new UsageError('--check only reads: --out, --days and --url are for a new one.')
      return checkFile(context, values.check, nowOf(values))
    },
  },
  'people list': {
    run: async (values) => (await import('./people/people.ts')).listPeople(contextOf(values)),
  },
  'people enrol': {
    flags: ['at'],
    words: 1,
    missing: 'Say who: aval people enrol dora --env prod.',
    async run(values, [name = '']) {
      const { enrolPerson } = await import('./people/enrol.ts')
      return enrolPerson(contextOf(values), name, clockOf(values))
    },
  },
  'people restore': {
    flags: ['at'],
    words: 1,
    missing: 'Say whose rights: aval people restore dora --env prod.',
    run: (values, words) => rights('restore', values, words),
  },
  'people admin': {
    flags: ['at'],
    words: 1,
    missing: 'Say who becomes one: aval people admin carla --env prod.',
    run: (values, words) => rights('admin', values, words),
  },
  'lockdown on': {
    flags: ['as', 'for', ...part],
    words: anyNumber,
    run: (values, words) => lockdown('on', values, words),
  },
  'lockdown off': {
    flags: ['as', 'for', ...part],
    run: (values, words) => lockdown('off', values, words),
  },
  'lockdown status': { run: (values, words) => lockdown('status', values, words) },
  'evidence pack': {
    flags: ['tenant', ...range],
    words: 1,
    async run(values, [name]) {
      const context = contextOf(values)
      const isOfTime = (values.from ?? values.to ?? values.tenant) !== undefined
      if (name !== undefined && isOfTime)
        throw new UsageError(
          'Name a command, or a time with --from, --to and --tenant: a pack is of one of them.',
        )
      if ((values.from ?? values.to) !== undefined)
        return (await import('./evidence/range.ts')).writeRangePack(context, values)
      return (await import('./evidence/pack.ts')).writeEvidencePack(context, name ?? '', values.out)
    },
  },
  'evidence export': {
    flags: ['format', ...range],
    run: async (values) =>
      (await import('./evidence/export.ts')).exportEvidence(contextOf(values), values),
  },
  'checkpoints push': {
    run: async (values) =>
      (await import('./evidence/checkpoints.ts')).pushCheckpoints(contextOf(values)),
  },
  'checkpoints list': {
    run: async (values) =>
      (await import('./evidence/checkpoints.ts')).listCheckpoints(contextOf(values)),
  },
  'policy check': {
    run: async (values) => (await import('./policy/policy.ts')).checkPolicies(contextOf(values)),
  },
  'policy diff': {
    words: 2,
    run: async (values, [from, to]) =>
      (await import('./policy/policy-change.ts')).diffPolicies(
        homeOf(values),
        values.json,
        from,
        to,
      ),
  },
  'policy replay': {
    flags: ['pack', 'days', 'profile', 'at'],
    async run(values) {
      const { replayPolicy } = await import('./policy/policy-change.ts')
      return replayPolicy(contextOf(values), { ...values, now: nowOf(values) })
    },
  },
}

async function rights(
  act: 'restore' | 'admin',
  values: Values,
  [name = '']: readonly string[],
): Promise<number> {
  const { rightsByCommandLine } = await import('./people/rights.ts')
  return rightsByCommandLine(contextOf(values), act, name, clockOf(values))
}

async function lockdown(
  what: 'on' | 'off' | 'status',
  values: Values,
  words: readonly string[],
): Promise<number> {
  const { lockdown: asked } = await import('./policy/lockdown.ts')
  return asked(contextOf(values), what, { ...values, reason: words.join(' ') })
}

const everywhere: readonly string[] = ['home', 'env', 'json', 'help', 'version']

/**
 * Finds the command that the words name, and the words after it. Throws for an unknown command, and
 * for a word or flag that the command does not take, instead of ignoring it.
 */
export function commandIn(
  positionals: readonly string[],
  values: Values,
): { readonly command: Command; readonly words: readonly string[] } {
  const [one = ''] = positionals
  const name = Object.hasOwn(commands, one) ? one : positionals.slice(0, 2).join(' ')
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(unknown(one, name))
  const { flags = [], words: most = 0, missing } = command
  const takes = [...everywhere, ...flags]
  const stray = Object.entries(values).find(
    ([flag, value]) => value !== false && !takes.includes(flag),
  )
  if (stray !== undefined)
    throw new UsageError(`aval ${name} takes no --${stray[0]}; see aval --help.`)
  const words = positionals.slice(name.split(' ').length)
  if (words.length > most)
    throw new UsageError(
      `aval ${name} does not know what to do with ${words.slice(most).join(' ')}; see aval --help.`,
    )
  if (missing !== undefined && (words[0] ?? '').trim() === '') throw new UsageError(missing)
  return { command, words }
}

/**
 * The error for an unknown command; if its first word is known, it lists the possible second words.
 */
function unknown(one: string, name: string): string {
  const second = Object.keys(commands).flatMap((known) =>
    known.startsWith(`${one} `) ? [known.slice(one.length + 1)] : [],
  )
  return second.length > 0
    ? `aval ${one} needs one of: ${second.join(', ')}; see aval --help.`
    : `There is no command ${name}; see aval --help.`
}
