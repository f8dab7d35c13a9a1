// `aval policy diff` and `policy replay`: how two packs differ, and what another would have
// decided.

import { type Replay, replay } from '../../command/asked/replay.ts'
import { packKey, rulesUnder, withPack } from '../../command/recorded-binding.ts'
import { readFlows } from '../../environment/content.ts'
import { environmentFolder } from '../../environment/environment-folder.ts'
import { storeIn } from '../../environment/find-store.ts'
import { packFiles, packOf } from '../../environment/packs.ts'
import { readRules } from '../../environment/rules.ts'
import { SetUpError } from '../../environment/set-up-error.ts'
import { readSettings } from '../../environment/settings/settings.ts'
import { type Profile, profileSchema, profiles } from '../../policy/names.ts'
import type { Pack } from '../../policy/pack.ts'
import { differencesOf } from '../../policy/pack-diff.ts'
import { commandsIn, inspect } from '../../store/inspect.ts'
import { type Context, UsageError } from '../context.ts'
import { printLines } from '../terminal.ts'
import { daysOf } from '../time-range.ts'

/** The pack with a name such as `strong-1.0.0`. Throws a sentence that lists the existing ones. */
function packNamed(home: string, name: string): Pack {
  const packs = packFiles(home).flatMap((file) => packOf(file) ?? [])
  const found = packs.find((one) => `${one.pack}-${one.version}` === name)
  if (found !== undefined) return found
  const known = packs.map((one) => `${one.pack}-${one.version}`).join(', ')
  throw new SetUpError(
    `There is no valid pack ${name}; the valid ones: ${known}. See aval policy check.`,
  )
}

/** Prints a line for each field that differs, or with `--json` one object. Always exit 0. */
export function diffPolicies(
  home: string,
  json: boolean,
  from: string | undefined,
  to: string | undefined,
): number {
  if (from === undefined || to === undefined)
    throw new UsageError('Name two packs: aval policy diff strong-1.0.0 careful-1.0.0.')
  const [before, after] = [packNamed(home, from), packNamed(home, to)]
  const changes = differencesOf(before, after)
  const named = ({ pack, version, digest }: Pack) => ({ pack, version, digest })
  if (json) {
    printLines(JSON.stringify({ from: named(before), to: named(after), changes }))
    return 0
  }
  for (const { field, before: old, after: now } of changes)
    printLines(`${field}: ${old ?? 'nothing'} → ${now ?? 'nothing'}`)
  printLines(`${changes.length} settings of ${from} differ in ${to}.`)
  return 0
}

const daysUsual = 7
const daysMost = 3_650
const dayMs = 86_400_000
/** At most this many of the newest requests are decided again. */
const commandsMost = 5_000

export interface ReplayFlags {
  readonly pack?: string | undefined
  readonly profile?: string | undefined
  readonly days?: string | undefined
  readonly now: number
}

/** What the requests of the last days would have needed under another pack. Reads only. */
export function replayPolicy(context: Context, flags: ReplayFlags): number {
  const { home, environment, json } = context
  if (flags.pack === undefined)
    throw new UsageError('Name a pack: aval policy replay --pack careful-1.0.0 --env prod.')
  const days = daysOf(flags.days, daysUsual, daysMost)
  const settings = readSettings(home, environment)
  const flows = readFlows(home)
  const file = storeIn(environmentFolder(home, environment))
  if (file === null)
    throw new SetUpError(`${environment} has not run yet; there is nothing to replay.`)
  const { bound, people } = inspect(file, environment)
  // Nothing is hashed here, so the environment's keys are not read.
  const keys = { hashKey: '' }
  const rules = readRules({ home, settings, flows, keys, transport: 'cli' })
  const current = rulesUnder(rules, bound)
  const profile = profileOf(flags.profile) ?? (current.binding ?? settings.policy).profile
  const pack = packNamed(home, flags.pack)
  const candidate = withPack(rules, pack, profile)
  if (candidate.failure !== null) throw new SetUpError(`${candidate.failure}; name another.`)
  const since = flags.now - days * dayMs
  const { commands, changed } = commandsIn(file, environment, since, commandsMost)
  const names = changed.map((one) => one.name)
  const result = replay(commands, people, current, candidate)
  const capped = commands.length + changed.length === commandsMost
  const from = current.binding
  if (json)
    printLines(
      JSON.stringify({
        environment,
        days,
        from,
        to: candidate.binding,
        capped,
        changed: names,
        ...result,
      }),
    )
  else {
    const old = from === null ? 'no policy' : `${packKey(from.pack, from.version)}, ${from.profile}`
    const next = packKey(pack.pack, pack.version)
    printLines(
      `${environment}: ${old} → ${next}, ${profile}, over ${days} days`,
      ...linesOf(result),
    )
    if (changed.length > 0)
      printLines(
        `Left out, because their records do not match their evidence: ${names.join(', ')}.`,
      )
    if (capped) printLines(`Only the newest ${commandsMost} were decided again.`)
  }
  return 0
}

function linesOf(result: Replay): readonly string[] {
  const of = (count: number, what: string) => `${count} of ${result.replayed} requests ${what}`
  return [
    of(result.newlyNeedApproval, 'would newly need approval'),
    of(result.needMoreApprovers, 'would need more approvers'),
    of(result.needFewerApprovers, 'would need fewer approvers'),
    of(result.noLongerNeedApproval, 'would no longer need approval'),
    of(result.newlyRefused, 'would be refused'),
  ]
}

function profileOf(typed: string | undefined): Profile | null {
  if (typed === undefined) return null
  const found = profileSchema.safeParse(typed)
  if (found.success) return found.data
  throw new UsageError(`--profile takes one of ${profiles.join(', ')}.`)
}
