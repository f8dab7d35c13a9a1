// Conditions of content rules on a command and the time; pure functions.

import { z } from 'zod'
import { type Environment, environmentSchema, safetyClassSchema } from './names.ts'
import { isFoundIn, patternSchema } from './pattern.ts'
import { type RiskClass, riskClassSchema } from './risk.ts'

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const clockTime = () =>
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day looks like 18:00')
const zone = () => z.string().refine(isZone, 'a time zone looks like America/Sao_Paulo')

/**
 * A weekly window: on these days, in this time zone, from one time of day to another; past midnight
 * if `to` is earlier.
 */
export const weeklySchema = () =>
  z.strictObject({
    days: z.array(z.enum(weekdays)).min(1),
    from: clockTime(),
    to: clockTime(),
    zone: zone().default('UTC'),
  })
export type Weekly = z.infer<ReturnType<typeof weeklySchema>>

/** One dated window. `from` must be before `to`, or it would silently never apply. */
export const onceSchema = () =>
  z
    .strictObject({
      from: z.iso.datetime({ offset: true }),
      to: z.iso.datetime({ offset: true }),
    })
    .refine(({ from, to }) => Date.parse(from) < Date.parse(to), '`to` comes after `from`')

/** All parts that are given must hold; at least one must be given. */
export const whenSchema = () =>
  z
    .strictObject({
      commands: z.array(z.string()).optional(),
      classes: z.array(safetyClassSchema).optional(),
      requesters: z.array(z.string()).optional(),
      environments: z.array(environmentSchema).optional(),
      /** Risk classes of the change; a command that declares no risk matches none. */
      risk: z.array(riskClassSchema()).optional(),
      /** Whether an agent asks. */
      agent: z.boolean().optional(),
      /** True if the named slot or preview field is a number above this. */
      amount: z.strictObject({ of: z.string(), above: z.number() }).optional(),
      /** True for more targets than this. */
      count_above: z.int().min(0).optional(),
      /** True if the pattern matches somewhere in the slot. */
      target: z.strictObject({ slot: z.string(), matches: patternSchema(200) }).optional(),
      during: weeklySchema().optional(),
      outside: weeklySchema().optional(),
    })
    .refine((when) => Object.keys(when).length > 0, 'a rule needs a condition')
export type When = z.infer<ReturnType<typeof whenSchema>>

type Value = string | number | boolean

/** The facts that a condition is tested against. */
export interface Circumstances {
  /** Epoch milliseconds. */
  readonly now: number
  /** The command's name; for a recovery also the commands that its acts correspond to. */
  readonly commands: readonly string[]
  readonly safetyClass: string
  readonly requester: string
  readonly environment: Environment
  /** How much the change risks; null when undeclared or not known yet. */
  readonly risk: RiskClass | null
  /** Does an agent ask? */
  readonly agent: boolean
  /** Slots as typed and preview fields, before and after the change, by name. */
  readonly values: Readonly<Record<string, readonly Value[]>>
  /** How many targets the command has. */
  readonly count: number
}

/**
 * Does the whole condition hold? An amount that is not a number counts as above: the stricter side.
 */
export function matchesWhen(when: When, facts: Circumstances): boolean {
  const { commands, requesters, amount, target, during, outside } = when
  if (commands?.some((one) => facts.commands.includes(one)) === false) return false
  if (when.classes?.some((one) => one === facts.safetyClass) === false) return false
  if (requesters !== undefined && !requesters.includes(facts.requester)) return false
  if (when.environments?.includes(facts.environment) === false) return false
  if (when.risk?.some((one) => one === facts.risk) === false) return false
  if (when.agent !== undefined && when.agent !== facts.agent) return false
  const valuesOf = (name: string) => (Object.hasOwn(facts.values, name) ? facts.values[name] : [])
  if (amount !== undefined && !valuesOf(amount.of)?.some((one) => isAbove(one, amount.above)))
    return false
  if (when.count_above !== undefined && facts.count <= when.count_above) return false
  if (
    target !== undefined &&
    !valuesOf(target.slot)?.some((one) => isFoundIn(target.matches, String(one)))
  )
    return false
  if (during !== undefined && !isDuring(during, facts.now)) return false
  return outside === undefined || !isDuring(outside, facts.now)
}

/** Could the condition hold for this command if its target or the time were different? */
export function mightMatch(
  { amount, target, risk, during, outside, ...fixed }: When,
  facts: Circumstances,
): boolean {
  return matchesWhen(fixed, facts)
}

/** A value that is not a number counts as above the limit. */
function isAbove(value: Value, limit: number): boolean {
  const text = String(value).trim()
  // `Number('')` would be 0.
  const number = text === '' ? Number.NaN : Number(text)
  return Number.isNaN(number) || number > limit
}

/** Does this machine know the time zone, such as America/Sao_Paulo? */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/**
 * Is the instant inside the weekly window? A window past midnight belongs to the day it starts on.
 */
export function isDuring(weekly: Weekly, now: number): boolean {
  const { day, minute } = localTime(now, weekly.zone)
  const from = minutesOf(weekly.from)
  const to = minutesOf(weekly.to)
  const on = (index: number) => weekly.days.some((one) => one === weekdays[(index + 7) % 7])
  if (from < to) return on(day) && minute >= from && minute < to
  return (on(day) && minute >= from) || (on(day - 1) && minute < to)
}

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

/**
 * When the window in force ends, epoch milliseconds; null if it covers the whole week. In the night
 * in which clocks are put back, a window may end and begin again: the first end counts.
 */
export function endOf(weekly: Weekly, now: number): number | null {
  const to = minutesOf(weekly.to)
  let at = now - (now % minuteMs) + minuteMs
  while (at < now + 8 * dayMs) {
    if (!isDuring(weekly, at)) return at
    const { minute } = localTime(at, weekly.zone)
    const untilTo = (to > minute ? to - minute : to - minute + 1_440) * minuteMs
    // Where clocks change before `to`, the window may end earlier or later: minute by minute.
    const isEnd = localTime(at + untilTo, weekly.zone).minute === to
    at += isEnd && isDuring(weekly, at + untilTo - minuteMs) ? untilTo : minuteMs
  }
  return null
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}

/** The weekday (0 is Sunday) and the minute of the day in a time zone. */
export function localTime(now: number, timeZone: string): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const names: readonly string[] = weekdays
  const day = names.indexOf(part('weekday').toLowerCase())
  return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) }
}
