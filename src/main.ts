#!/usr/bin/env node
// The command line: which command, for which environment, and how it ends.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Context, parseEnvironment, UsageError, versionOf } from './cli/context.ts'
import { shipped } from './environment/content.ts'

const usage = `aval: a governed control room on a WhatsApp number

  aval chat --env dev              play everybody in this terminal
  aval chat --env dev --jsonl      the same for programs [--at ISO-TIME]
  aval start [--env dev …]         run environments, each in a process of its own, until a signal
  aval pair --env dev              link a WhatsApp account [--phone +5511…]
  aval unpair --env dev            take the account off this machine again
  aval people list --env dev       who is enrolled
  aval lockdown on WHY --as dora   when WhatsApp is down; also off, status
  aval people enrol NAME --env dev an authenticator app for one person
  aval audit --env dev             evidence as JSON lines
                                   [--since 24h --actor ana --type T --command C-7F3K --eas]
  aval verify --env dev            recompute every chain [--checkpoint FILE --progress]
                                   [--since-checkpoint FILE --keep FILE: what is new only]
  aval evidence pack C-7F3K --env dev  one command's evidence as a file for verifier/ [--out FILE]
                                   [or all of a time: --from T --to T --tenant T]
  aval evidence export --env dev   a time range for other programs
                                   [--from T --to T --format jsonl|csv|dsse|eas --out FILE]
  aval policy check --env dev      what is wrong with the policy packs
  aval doctor --env dev            what is missing or unsafe on this machine
  aval conform --env dev           play the conformance vectors in a throw-away sandbox
  aval attest --env dev            sign what they showed [--out FILE --days 30 --url URL]
  aval attest --check FILE --env dev   is it still valid here?

  Every command takes --home DIR and --json.`

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
  tenant: { type: 'string' },
  phone: { type: 'string' },
  days: { type: 'string' },
  url: { type: 'string' },
  check: { type: 'string' },
  as: { type: 'string' },
  help: { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
} as const

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Values = ReturnType<typeof read>['values']

function contextOf(values: Values): Context {
  const home = homeOf(values)
  if ((values.env?.length ?? 0) > 1)
    throw new UsageError('--env stands once here; only aval start takes several.')
  return { home, environment: parseEnvironment(values.env?.[0]), json: values.json }
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
  if (values.help || command === undefined) return print(usage)
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
      const all = (values.env ?? []).map(parseEnvironment)
      return start({ home: homeOf(values), environments: [...new Set(all)], json: values.json })
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
      return command === 'pair' ? pairAccount(context, values.phone) : unpairAccount(context)
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
      return lockdown(contextOf(values), what, values.as, rest.join(' '))
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
    case 'policy check': {
      const { checkPolicies } = await import('./cli/policy.ts')
      return checkPolicies(contextOf(values))
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
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new UsageError('--at takes a time such as 2026-01-05T09:00:00Z.')
  return at
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** One sentence for people; the stack only for defects. */
function explain(error: unknown): number {
  const known = error instanceof Error
  process.stderr.write(`aval: ${known ? error.message : String(error)}\n`)
  if (error instanceof UsageError) return 2
  if (known && (error instanceof TypeError || error instanceof RangeError))
    process.stderr.write(`${error.stack ?? ''}\n`)
  return 1
}

// Whatever is written from here on is for this user alone.
process.umask(0o077)
process.exitCode = await run(process.argv.slice(2)).catch(explain)
