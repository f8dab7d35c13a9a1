#!/usr/bin/env node
// The command line: which command, for which environment, and how it ends.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type Context,
  parseEnvironment,
  refuseClosed,
  UsageError,
  versionOf,
} from './cli/context.ts'
import { readUtc } from './cli/moment.ts'
import { complain } from './cli/terminal.ts'
import { endWhenUnread } from './cli/unread.ts'
import { checkUsage } from './cli/usage.ts'
import { shipped } from './environment/content.ts'
import { unfitNode } from './environment/node-version.ts'

const usage = `aval: a governed control room on a WhatsApp number

  aval chat --env dev              play everybody in this terminal
  aval chat --env dev --jsonl      the same for programs [--at ISO-TIME]
  aval start [--env dev …]         run environments, each in a process of its own, until a signal
  aval pair --env dev              link a WhatsApp account [--phone +5511…]
  aval unpair --env dev            take the account off this machine again
  aval people list --env dev       who is enrolled
  aval lockdown on WHY --as dora   when WhatsApp is down; also off, status
                                   [--connector shop | --class S2 | --tenant acme] [--for 2h]
  aval people enrol NAME --env dev an authenticator app for one person
  aval audit --env dev             evidence as JSON lines
                                   [--since 24h --actor ana --type T --command C-7F3K --eas]
  aval verify --env dev            recompute every chain [--checkpoint FILE --progress]
                                   [--since-checkpoint FILE --keep FILE: what is new only]
  aval evidence pack C-7F3K --env dev  one command's evidence as a file for verifier/ [--out FILE]
                                   [or all of a time: --from T --to T --tenant T]
  aval evidence export --env dev   a time range for other programs
                                   [--from T --to T --format jsonl|csv|dsse|eas --out FILE]
  aval checkpoints list --env dev  what places outside have; push sends it now
  aval policy check --env dev      what is wrong with the policy packs
  aval policy diff FROM TO         what the pack careful-1.0.0 says otherwise than strong-1.0.0
  aval policy replay --env dev --pack careful-1.0.0   what the requests of the last days would meet
                                   [--days 7 --profile HAPF-Strong]
  aval doctor --env dev            what is missing or unsafe on this machine
  aval conform --env dev           play the conformance vectors in a throw-away sandbox
  aval attest --env dev            sign what they showed [--out FILE --days 30 --url URL]
  aval attest --check FILE --env dev   is it still valid here?

  --env is dev, test, staging or prod. Every command takes --json, and --home DIR: where data/
  lies, and flows/ and locales/ of your own; without it, the folder of this program.
  Exit 0 done, 1 the check found something wrong, 2 wrong usage. More in docs/ of this program.`

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
  as: { type: 'string' },
  connector: { type: 'string' },
  class: { type: 'string' },
  tenant: { type: 'string' },
  for: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    // Node says in the same breath how to get round its rules; the mend is another one.
    const said = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${said.split(/[.\n]/)[0]}; see aval --help.`)
  }
}

type Values = ReturnType<typeof read>['values']

function contextOf(values: Values): Context {
  const home = homeOf(values)
  if ((values.env?.length ?? 0) > 1)
    throw new UsageError('--env stands once here; only aval start takes several.')
  const environment = parseEnvironment(values.env?.[0])
  refuseClosed(home, environment)
  return { home, environment, json: values.json }
}

function homeOf(values: Values): string {
  const home = resolve(values.home ?? shipped)
  if (!existsSync(home)) throw new UsageError(`--home ${home} is no folder.`)
  return home
}

/** Modules are loaded by command, so that asking for one does not pay for the others. */
async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args)
  const [command, ...words] = positionals
  if (values.version) return print(versionOf())
  if (values.help || command === undefined || command === 'help') return print(usage)
  checkUsage(positionals, values)
  const unfit = unfitNode(process.versions.node)
  if (unfit !== null) throw new Error(`${unfit.what} ${unfit.mend}`)
  switch (command) {
    case 'chat':
      return chat(values)
    case 'audit': {
      const { audit } = await import('./cli/evidence.ts')
      return audit(contextOf(values), { ...values, eas: values.eas })
    }
    case 'verify': {
      const { verify } = await import('./cli/verify.ts')
      return verify(contextOf(values), values)
    }
    case 'start': {
      const { start } = await import('./cli/start.ts')
      const home = homeOf(values)
      const all = (values.env ?? []).map(parseEnvironment)
      for (const one of all) refuseClosed(home, one)
      return start({ home, environments: [...new Set(all)], json: values.json })
    }
    case 'run': {
      const { runEnvironment } = await import('./cli/run.ts')
      // Behind its walls the process may not even look at the home as a whole.
      const home = resolve(values.home ?? shipped)
      const environment = parseEnvironment(values.env?.[0])
      // Whatever still runs after a failed start must not keep the process from ending.
      return process.exit(await runEnvironment({ home, environment, json: false }))
    }
    case 'pair':
    case 'unpair': {
      const { pairAccount, unpairAccount } = await import('./cli/pair.ts')
      const context = contextOf(values)
      const work = command === 'pair' ? pairAccount(context, values.phone) : unpairAccount(context)
      return await leave(await work.catch(explain))
    }
    case 'doctor': {
      const { doctor } = await import('./cli/doctor.ts')
      return doctor(contextOf(values))
    }
    case 'conform': {
      const { conformance } = await import('./cli/conform.ts')
      return conformance(contextOf(values))
    }
    case 'attest': {
      const { attest, checkFile } = await import('./cli/attest.ts')
      const context = contextOf(values)
      if (values.check === undefined) return attest(context, values)
      return checkFile(context, values.check, timeOf(values.at) ?? Date.now())
    }
    default:
      return two(`${command} ${words[0] ?? ''}`.trim(), values, words.slice(1))
  }
}

/** Commands of two words. */
async function two(command: string, values: Values, rest: readonly string[]): Promise<number> {
  const [name] = rest
  switch (command) {
    case 'people list': {
      const { listPeople } = await import('./cli/people.ts')
      return listPeople(contextOf(values))
    }
    case 'lockdown on':
    case 'lockdown off':
    case 'lockdown status': {
      const { lockdown } = await import('./cli/lockdown.ts')
      const what = command === 'lockdown on' ? 'on' : command === 'lockdown off' ? 'off' : 'status'
      return lockdown(contextOf(values), what, { ...values, reason: rest.join(' ') })
    }
    case 'people enrol': {
      const { enrolPerson } = await import('./cli/enrol.ts')
      const at = timeOf(values.at)
      return enrolPerson(contextOf(values), name ?? '', () => at ?? Date.now())
    }
    case 'evidence pack': {
      if (name === undefined && (values.from ?? values.to) !== undefined) {
        const { packRange } = await import('./cli/evidence-range.ts')
        return packRange(contextOf(values), values)
      }
      const { packEvidence } = await import('./cli/evidence-pack.ts')
      return packEvidence(contextOf(values), name ?? '', values.out)
    }
    case 'evidence export': {
      const { exportEvidence } = await import('./cli/evidence-export.ts')
      return exportEvidence(contextOf(values), values)
    }
    case 'checkpoints push': {
      const { pushCheckpoints } = await import('./cli/checkpoints.ts')
      return pushCheckpoints(contextOf(values))
    }
    case 'checkpoints list': {
      const { listCheckpoints } = await import('./cli/checkpoints.ts')
      return listCheckpoints(contextOf(values))
    }
    case 'policy check': {
      const { checkPolicies } = await import('./cli/policy.ts')
      return checkPolicies(contextOf(values))
    }
    case 'policy diff': {
      const { diffPolicies } = await import('./cli/policy-change.ts')
      return diffPolicies(homeOf(values), values.json, name, rest[1])
    }
    case 'policy replay': {
      const { replayPolicy } = await import('./cli/policy-change.ts')
      return replayPolicy(contextOf(values), { ...values, now: timeOf(values.at) ?? Date.now() })
    }
    default:
      throw new UsageError(`There is no command ${command}; see aval --help.`)
  }
}

async function chat(values: Values): Promise<number> {
  const context = contextOf(values)
  if (!values.jsonl) {
    const { chatTerminal } = await import('./cli/chat-terminal.ts')
    return chatTerminal(context)
  }
  const at = timeOf(values.at) ?? Date.now()
  const { chatLines } = await import('./cli/chat-lines.ts')
  return chatLines(context, at)
}

function timeOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const at = readUtc(text)
  if (at === null) throw new UsageError('--at takes a time such as 2026-01-05T09:00:00Z.')
  return at
}

/** Ends although a library holds timers, when all that was said is out. */
async function leave(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write('', () => resolve()))
  return process.exit(code)
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** What a parser says of a stored value, or SQLite of its file, is a page for programs. */
function sentenceOf(error: Error): string {
  if ('code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code)))
    return `The environment's database is damaged (${error.message}): stop the environment, keep the file, and restore one from a copy.`
  if (error.name !== 'ZodError' && !(error instanceof SyntaxError)) return error.message
  return "A value in the environment's database is not as Aval wrote it: aval verify --env ENV says which; restore the file from a copy."
}

/** One sentence for people; the stack only for defects. */
function explain(error: unknown): number {
  const known = error instanceof Error
  complain(`aval: ${known ? sentenceOf(error) : String(error)}`)
  if (error instanceof UsageError) return 2
  if (known && (error instanceof TypeError || error instanceof RangeError))
    process.stderr.write(`${error.stack ?? ''}\n`)
  return 1
}

// Whatever is written from here on is for this user alone.
process.umask(0o077)
endWhenUnread()
void run(process.argv.slice(2))
  .catch(explain)
  .then((code) => {
    process.exitCode = code
  })
