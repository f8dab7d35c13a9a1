// When a rule or a freeze of a policy holds, by its text, and where nobody can say it here.

import { list, memberOf, numberOf, textIn } from './members.ts'
import type { Json, JsonObject } from './pack-file.ts'

/** Null: what it looks at is not here, or is written in a way that is not read here. */
export type Holding = boolean | null

/** Each part of a condition by itself; a part that is none of these is not read here. */
const parts: Readonly<Record<string, (said: Json, wish: Wish) => Holding>> = {
  commands: (said, { names }) => isIn(said, names),
  classes: (said, { safetyClass }) => isIn(said, [safetyClass]),
  requesters: (said, { requester }) => isIn(said, [requester]),
  environments: (said, { environment }) => isIn(said, [environment]),
  agent: (said, { isAgents }) => said === isAgents,
  count_above: (said, { count }) => count > numberOf(said),
  risk: (said, { shown }) => (shown?.risk === undefined ? null : isIn(said, [shown.risk])),
  amount: (said, { shown }) => shown && anyOf(shown.values, said, 'of', isAbove),
  target: (said, { shown }) => shown && anyOf(shown.values, said, 'slot', isFound),
  during: (said, { at }) => isDuring(said, at),
  outside: (said, { at }) => not(isDuring(said, at)),
}

/** All parts hold; null where none fails, and one is not known. */
export function holdsWhen(rule: JsonObject, wish: Wish): Holding {
  const when = Object.entries(memberOf(rule, 'when'))
  if (when.length === 0) return null
  const isMeant = !wish.isLeftOpen || when.some(([name]) => name === 'commands')
  if (!isMeant) return false
  return all(when.map(([name, said]) => parts[name]?.(said, wish) ?? null))
}

/** Does nothing of this class start at this time? */
export function isFrozen(freeze: JsonObject, { safetyClass, at }: Wish): Holding {
  if (!list(freeze, 'classes').includes(safetyClass)) return false
  if (freeze['weekly'] !== undefined) return isDuring(freeze['weekly'], at)
  const [from, to] = [
    textIn(memberOf(freeze, 'once'), 'from'),
    textIn(memberOf(freeze, 'once'), 'to'),
  ]
  const [start, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')]
  return Number.isNaN(start) || Number.isNaN(end) ? null : at >= start && at < end
}

function all(held: readonly Holding[]): Holding {
  if (held.includes(false)) return false
  return held.includes(null) ? null : true
}

function not(held: Holding): Holding {
  return held === null ? null : !held
}

function isIn(said: Json, these: readonly Json[]): boolean {
  return Array.isArray(said) && these.some((one) => said.includes(one))
}

/** Is one of the values of the name that the part says as it says? */
function anyOf(
  values: ReadonlyMap<string, readonly Json[]>,
  said: Json,
  member: string,
  test: (value: string, part: JsonObject) => Holding,
): Holding {
  const part = memberOf({ said }, 'said')
  const held = (values.get(String(part[member])) ?? []).map((one) => test(String(one), part))
  if (held.includes(true)) return true
  return held.includes(null) ? null : false
}

/** What is no number counts as above. */
function isAbove(value: string, { above = null }: JsonObject): Holding {
  if (typeof above !== 'number') return null
  const number = value.trim() === '' ? Number.NaN : Number(value.trim())
  return Number.isNaN(number) || number > above
}

/** Longer values, and patterns that may take a browser for ever, are not looked at. */
const lettersMost = 300
const repeatsMost = 2

/** Patterns mean the same in RE2 and here, but for spaces and letters that few write. */
function isFound(value: string, { matches = null }: JsonObject): Holding {
  const pattern = String(matches)
  const bare = pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, 'x')
  const repeats = bare.match(/[*+{]/g)?.length ?? 0
  const isSlow = /\)[*+?{]/.test(bare) || repeats > repeatsMost || value.length > lettersMost
  if (isSlow || /(?! )[\p{White_Space}\p{Cc}\u017f\u212a]/u.test(value)) return null
  try {
    return new RegExp(pattern, 'iu').test(value)
  } catch {
    return null
  }
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** In a window of the week; one past midnight is of the day on which it begins. */
function isDuring(said: Json | undefined, at: number): Holding {
  const weekly = memberOf({ said: said ?? null }, 'said')
  const now = localTime(at, textIn(weekly, 'zone') ?? 'UTC')
  const [from, to] = [minutesOf(weekly['from']), minutesOf(weekly['to'])]
  if (now === null || from === null || to === null) return null
  const isOn = (day: number) => list(weekly, 'days').includes(weekdays[(day + 7) % 7] ?? '')
  if (from < to) return isOn(now.day) && now.minute >= from && now.minute < to
  return (isOn(now.day) && now.minute >= from) || (isOn(now.day - 1) && now.minute < to)
}

function minutesOf(value: Json | undefined): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(String(value)) ?? []
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes)
}

/** The day of the week and the minute of the day there; null for no time, and a zone of nowhere. */
function localTime(at: number, timeZone: string): { day: number; minute: number } | null {
  try {
    const told = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    }).formatToParts(at)
    const part = (type: string) => told.find((one) => one.type === type)?.value ?? ''
    const day = weekdays.indexOf(part('weekday').toLowerCase())
    return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) }
  } catch {
    return null
  }
}

/** The facts of a command that a policy decides on. */
export interface Wish {
  readonly environment: string
  readonly profile: string
  readonly safetyClass: string
  readonly requester: Json
  readonly isAgents: boolean
  /** Epoch milliseconds. */
  readonly at: number
  /** What was typed, and what its preview showed; null where that is not here. */
  readonly shown: Shown | null
  /** Its name, the names of what does the same, and of what a recovery does. */
  readonly names: readonly string[]
  readonly count: number
  /** The approval policy that it declares. */
  readonly declared: string | null
  readonly twoPeople: boolean
  /**
   * A command of Aval's own that is available in a lockdown: rules for a class do not apply to it.
   */
  readonly isLeftOpen: boolean
  readonly isEmergency: boolean
  /** It is of those that somebody has to confirm, where the policy wants it. */
  readonly confirms: boolean
}

export interface Shown {
  /** By the name of a slot or field, before and after. */
  readonly values: ReadonlyMap<string, readonly Json[]>
  /** The risk of the change; null for none, undefined where the texts leave it open. */
  readonly risk: string | null | undefined
}
