// `aval lockdown on|off|status`: lockdown without WhatsApp, through the same commands as in chat.

import { randomUUID } from 'node:crypto'
import { programKey } from '../../command/asked/program-request.ts'
import type { Command, Slots } from '../../command/command.ts'
import { modeOf } from '../../command/locked.ts'
import type { StoreAccess } from '../../environment/store-access.ts'
import { parseDuration } from '../../policy/duration.ts'
import { lockableParts, locksInForce, type PartLock } from '../../policy/lockdown.ts'
import type { Environment } from '../../policy/names.ts'
import { type Context, UsageError } from '../context.ts'
import { findPerson } from '../people/find-person.ts'
import { printError, printLines } from '../terminal.ts'
import { withStoreAccess } from '../with-store-access.ts'

export interface LockdownFlags {
  readonly as?: string | undefined
  readonly reason: string
  readonly connector?: string | undefined
  readonly class?: string | undefined
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly for?: string | undefined
}

/**
 * `on` takes effect at once, requested by the admin of `--as`; `off` is only requested, and needs
 * approval in chat. Prints the state afterwards.
 */
export async function lockdown(
  context: Context,
  what: 'on' | 'off' | 'status',
  flags: LockdownFlags,
): Promise<number> {
  const { environment } = context
  const asking = what === 'status' ? null : askingOf(what, flags)
  return withStoreAccess(context, Date.now, async (access) => {
    const before = await standing(access)
    const idle = what === 'off' && !isLocked(before, asking?.slots ?? {})
    const asked = asking === null || idle ? null : await ask(access, environment, asking)
    const after = await standing(access)
    const locked = after.mode.kind === 'locked'
    const open = what === 'off' && asked !== null && asked.state !== 'rejected' ? asked.name : null
    print(context, after, open)
    if (what === 'status' || open !== null) return 0
    if (what === 'off') {
      printError(`aval: Not requested: ${whyNot(flags, asked, 'nothing is locked there')}.`)
      return 1
    }
    if (asking?.flow === 'lockdown.on' && locked) return 0
    if (JSON.stringify(before.parts) !== JSON.stringify(after.parts)) return 0
    const usual = 'it is in lockdown already, or there is no such part'
    printError(`aval: Nothing was locked: ${whyNot(flags, asked, usual)}.`)
    return 1
  })
}

/** Why the request was refused, and where it can be read; `usual` where the record says no more. */
function whyNot({ as }: LockdownFlags, asked: Command | null, usual: string): string {
  const why = asked?.reason === 'unauthorized' ? unauthorized(asked, as) : usual
  return asked === null ? why : `${why}; see aval audit --command ${asked.name}`
}

function unauthorized({ because, requester }: Command, as = requester): string {
  const mayAsk = because.parts?.some((one) => one.rule === 'requester-holds-scope' && one.holds)
  return mayAsk === true ? 'too few others may approve it' : `${as} may not`
}

/** Prints the state; `asked` is the name of the request that now waits for approval in chat. */
function print({ environment, json }: Context, after: Standing, asked: string | null): void {
  const { mode, parts } = after
  if (json) {
    const more = asked === null ? {} : { asked }
    printLines(JSON.stringify({ environment, ...mode, parts, ...more }))
    return
  }
  const whole = mode.kind === 'locked' ? `locked down ${whyOf(mode)}` : 'open'
  const waits = `${asked} asks for its end, and waits for approval in chat: show ${asked}`
  printLines(
    `${environment.toUpperCase()}: ${whole}`,
    ...parts.map(lineOf),
    ...(asked === null ? [] : [waits]),
  )
}

interface Asking {
  readonly as: string
  readonly flow: string
  readonly slots: Slots
}

/** The command and its slots. Throws if a word is missing or wrong. */
function askingOf(what: 'on' | 'off', flags: LockdownFlags): Asking {
  const { as } = flags
  if (as === undefined) throw new UsageError('Say which admin asks: --as dora.')
  const parts = lockableParts.filter((one) => flags[one] !== undefined)
  const [part] = parts
  if (parts.length > 1)
    throw new UsageError('Name one of --connector, --class, --tenant and --agent.')
  const of = part === undefined ? '' : (flags[part] ?? '')
  const named: Slots = part === undefined ? {} : { part, of }
  if (what === 'off') {
    if (flags.for !== undefined) throw new UsageError('--for is for lockdown on.')
    return { as, flow: part === undefined ? 'lockdown.off' : 'lockdown.lift', slots: named }
  }
  // Cut between characters: half of an emoji has no canonical form.
  const reason = [...flags.reason.trim()].slice(0, 200).join('')
  if (reason === '')
    throw new UsageError('Say why: aval lockdown on bad deploy --as dora --env prod.')
  const span = flags.for === undefined ? null : parseDuration(flags.for)
  if (flags.for !== undefined && (span === null || span <= 0))
    throw new UsageError('--for takes a length of time such as 30m or 2h.')
  const slots = { ...named, ...(span === null ? {} : { span }), reason }
  return { as, flow: part === undefined ? 'lockdown.on' : 'lockdown.limit', slots }
}

/** Makes the request; returns the command once it is stored, or null if none was made. */
async function ask(
  access: StoreAccess,
  environment: Environment,
  { as, flow, slots }: Asking,
): Promise<Command | null> {
  const { id: requester } = await findPerson(access, environment, as)
  const key = randomUUID()
  await access.ask({ door: 'cli', key, requester, flow, slots })
  const { commands } = await access.storeClient.commandByKey(programKey(environment, 'cli', key))
  return commands[0] ?? null
}

type Standing = Awaited<ReturnType<typeof standing>>

async function standing(access: StoreAccess) {
  const { mode, partLocks } = await access.storeClient.locked()
  const now = access.now()
  return { mode: modeOf(access.rules, mode, now), parts: locksInForce(partLocks, now) }
}

/** Is the lockdown that should end in force: of the whole environment, or of the named part? */
function isLocked({ mode, parts }: Standing, { part, of }: Slots): boolean {
  if (part === undefined) return mode.kind === 'locked'
  const name = String(of).toLowerCase()
  // Tenants are stored with their environment: `prod:acme`.
  const isSame = (held: string) => held.toLowerCase() === name || held.endsWith(`:${name}`)
  return parts.some((one) => one.part === part && isSame(one.of))
}

/** Since when and why, so that whoever comes to it later need not ask in chat. */
function whyOf(mode: Extract<Standing['mode'], { kind: 'locked' }>): string {
  const since = `since ${new Date(mode.since).toISOString()}`
  if (mode.cause === 'failed_start') return `${since}: ${mode.error}`
  if (mode.cause === 'record_changed') return `${since}: its file was changed; see aval doctor`
  return `${since} by ${mode.by}, ${untilWords(mode.until)}: ${mode.reason}`
}

function untilWords(until: number | null | undefined): string {
  return until == null ? 'until it is lifted' : `until ${new Date(until).toISOString()}`
}

function lineOf({ part, of, by, reason, until }: PartLock): string {
  return `locked down: ${part} ${of}, by ${by}, ${untilWords(until)}: ${reason}`
}
