// The command line: finds the command, runs it, and turns errors into exit codes.

import { unsafeDriver, unsupportedNode } from '../environment/node-version.ts'
import { isSafeOnNode24 } from '../store/file/driver.ts'
import { commandIn } from './commands.ts'
import { UsageError, versionOf } from './context.ts'
import { isClosedOff, isDefect, sentenceFor } from './error-sentence.ts'
import { parseFlags } from './flags.ts'
import type { OutputGuard } from './output-guard.ts'
import { printError, printLines } from './terminal.ts'

const usage = `aval: a governed control room on a WhatsApp number

  aval chat --env dev              act as everybody in this terminal
  aval chat --env dev --jsonl      the same for programs [--at ISO-TIME]
  aval start [--env dev …]         run environments, each in its own process, until a signal
  aval pair --env dev              link a WhatsApp account [--phone +5511…]
  aval unpair --env dev            remove the account from this machine
  aval people list --env dev       who is enrolled
  aval lockdown on WHY --as dora   when WhatsApp is down; also off, status
                                   [--connector shop | --class S2 | --tenant acme |
                                    --agent claude-code] [--for 2h]
  aval people enrol NAME --env dev an authenticator app for one person
  aval people restore NAME --env dev   their rights, if too few admins are left to decide in chat
  aval people admin NAME --env dev     makes them an admin, if too few are left to decide it
  aval audit --env dev             evidence as JSON lines
                                   [--since 24h --actor ana --type T --command C-7F3K --eas]
                                   [--actor agents: what any did; --risk HIGH: what risked much]
  aval verify --env dev            recompute every chain [--checkpoint FILE --progress]
                                   [--since-checkpoint FILE --keep FILE: what is new only]
                                   [--witness KEY: what was kept must be cosigned by it]
  aval evidence pack C-7F3K --env dev  one command's evidence as a file for verifier/ [--out FILE]
                                   [or all of a time: --from T --to T --tenant T]
  aval evidence export --env dev   a time range for other programs
                                   [--from T --to T --format jsonl|csv|dsse|eas --out FILE]
  aval checkpoints list --env dev  what places outside have; push sends it now
  aval policy check --env dev      what is wrong with the policy packs
  aval policy diff FROM TO         how the pack careful-1.0.0 differs from strong-1.0.0
  aval policy replay --env dev --pack careful-1.0.0   what the requests of the last days would meet
                                   [--days 7 --profile HAPF-Strong]
  aval doctor --env dev            what is missing or unsafe on this machine
  aval conform --env dev           play the conformance vectors in a throw-away sandbox
  aval attest --env dev            sign what they showed [--out FILE --days 30 --url URL]
  aval attest --check FILE --env dev   is it still valid here?
  aval attest --key --env dev      its public key, for promotions of the next environment

  --env is dev, test, staging or prod. Every command takes --json, and --home DIR: where data/
  lies, and flows/ and locales/ of your own; without it, the folder of this program.
  Exit 0 done, 1 the check found something wrong, 2 wrong usage. More in docs/ of this program.`

/** Returns the exit code; each error is printed as a sentence. */
export function commandLine(args: readonly string[], unread: OutputGuard): Promise<number> {
  return run(args, unread).catch(explain)
}

async function run(args: readonly string[], unread: OutputGuard): Promise<number> {
  const { values, positionals } = parseFlags(args)
  if (values.version) return print(versionOf())
  if (values.help || positionals.length === 0 || positionals[0] === 'help') return print(usage)
  const { command, words } = commandIn(positionals, values)
  const { node } = process.versions
  const unfit = unsupportedNode(node) ?? unsafeDriver(node, isSafeOnNode24)
  if (unfit !== null) throw new Error(`${unfit.what} ${unfit.mend}`)
  if (command.outlivesReaders === true) unread.goOn()
  const ending = command.run(values, words)
  return command.isLast === true ? leave(await ending.catch(explain)) : ending
}

/** Exits once all output is written, even if timers or handles are still open. */
async function leave(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write('', () => resolve()))
  return process.exit(code)
}

function print(text: string): number {
  printLines(...text.split('\n'))
  return 0
}

/** Prints one sentence; a stack only for bugs. */
function explain(error: unknown): number {
  const known = error instanceof Error
  printError(`aval: ${known ? sentenceFor(error) : String(error)}`)
  // The supervisor leaves an exit with 2 to a person: another try would meet the same.
  if (error instanceof UsageError || isClosedOff(error)) return 2
  if (known && (error instanceof TypeError || isDefect(error)))
    process.stderr.write(`${error.stack ?? ''}\n`)
  return 1
}
