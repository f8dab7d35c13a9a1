// Checks the recorded lockdowns and bound policy against their evidence.

import { z } from 'zod'
import { environmentChain, system } from '../../command/changes.ts'
import type { Texts } from '../../command/proved/reconstructed-request.ts'
import type { Connection } from '../file/database.ts'
import { newestTime } from '../queries.ts'
import { readBound, readMode, readPartLocks } from '../rows.ts'
import type { Broken } from '../store.ts'
import {
  askedCommands,
  definitionColumn,
  doesOf,
  type LockdownArtifact,
  lockdownFaults,
} from './lockdowns.ts'
import { verifyRoll } from './roll.ts'

const noticeSchema = z.strictObject({
  seq: z.int(),
  type: z.string(),
  actor: z.string(),
  time: z.string(),
  policy: z.string().nullable(),
  body: z.string().nullable(),
})
type Notice = z.output<typeof noticeSchema>

export interface StateReport {
  /** What does not match in the settings, by seq of the environment's own chain. */
  readonly breaks: readonly Broken[]
  /** Was this policy (as an artifact names it) ever bound? Yes if that is no longer known. */
  wasBound(policy: string): boolean
}

export function verifyState(db: Connection, environment: string, texts: Texts | null): StateReport {
  const found = db
    .prepare(
      `SELECT a.seq, a.type, a.actor, a.time, b.bytes AS body,
              CASE WHEN json_valid(a.bytes) THEN json_extract(a.bytes, '$.policy') END AS policy
       FROM artifacts a LEFT JOIN bodies b USING (position)
       WHERE a.tenant = ? AND a.type IN ('policy.bound', 'lockdown.on', 'lockdown.off')
       ORDER BY a.seq`,
    )
    .all(environmentChain)
    .map((row) => noticeSchema.parse(row))
  const settings = new Map(
    db.prepare<[], [string, string]>('SELECT key, value FROM settings').raw().all(),
  )
  const now = newestTime(db) ?? ''
  const locks = found.filter((one) => one.type !== 'policy.bound')
  const bound = found.filter((one) => one.type === 'policy.bound')
  const known = knownPolicies(bound)
  const told = [
    ...wholeLock(settings.get('mode'), locks, now),
    ...partLocks(settings.get('part_locks'), locks, now),
    ...boundPolicy(settings.get('bound'), bound),
    ...boundByNobody(db, bound, environment, texts),
    ...lockdownFaults(locks.map(lockNotice), askedCommands(db, texts)),
  ]
  return {
    breaks: [...told, ...verifyRoll(db, told.length > 0)],
    wasBound: (policy) =>
      known === null || known.has(parsed(policy, (text) => keyOf(readPolicy(text))) ?? ''),
  }
}

const unproven = (seq: number, text: string): Broken => ({ seq, what: 'lockdown_unproven', text })

const lockBodySchema = z.looseObject({
  part: z.string().optional(),
  of: z.string().optional(),
  until: z.string().optional(),
  command: z.string().optional(),
})

/** What was locked, by the body; null if erased or invalid. */
function lockBody({ body }: Notice): z.output<typeof lockBodySchema> | null {
  return body === null
    ? null
    : (parsed(body, (text) => lockBodySchema.parse(JSON.parse(text))) ?? null)
}

/** The part that a notice is about, empty for the whole environment; null if unknown. */
function partOf(notice: Notice): string | null {
  const body = lockBody(notice)
  if (body === null) return null
  return body.part === undefined ? '' : `${body.part} ${body.of ?? ''}`
}

function lockNotice(notice: Notice): LockdownArtifact {
  const body = lockBody(notice)
  const { until = null, command = null } = body ?? {}
  const said = body === null ? null : { part: partOf(notice) ?? '', until, command }
  return { ...notice, said }
}

/**
 * Does this lockdown still hold? A timed one ends at once, before its evidence follows. `now` is
 * the newest artifact's time; ISO 8601 in UTC sorts as text.
 */
function isOpenEnded(notice: Notice, now: string): boolean {
  const until = lockBody(notice)?.until
  return notice.type === 'lockdown.on' && (until === undefined || until > now)
}

function isProven(lock: { readonly by: string; readonly since: number }, locks: readonly Notice[]) {
  return locks.some(
    (one) =>
      one.type === 'lockdown.on' && one.actor === lock.by && Date.parse(one.time) === lock.since,
  )
}

function wholeLock(
  value: string | undefined,
  locks: readonly Notice[],
  now: string,
): readonly Broken[] {
  const newest = locks.findLast((one) => partOf(one) === '')
  const mode = parsed(value, readMode)
  if (mode === null) return [unproven(newest?.seq ?? 0, 'Whether all is locked cannot be read.')]
  if (mode?.kind === 'locked') {
    const ended = newest?.type === 'lockdown.off'
    const proven = mode.cause === 'by_request' && !ended && isProven(mode, locks)
    return proven ? [] : [unproven(newest?.seq ?? 0, 'All is locked, and no evidence says so.')]
  }
  return newest !== undefined && isOpenEnded(newest, now)
    ? [unproven(newest.seq, 'All was locked, and no evidence says that it was opened.')]
    : []
}

function partLocks(
  value: string | undefined,
  locks: readonly Notice[],
  now: string,
): readonly Broken[] {
  const recorded = parsed(value, readPartLocks)
  if (recorded === null) return [unproven(0, 'Which parts are locked cannot be read.')]
  const named = new Map((recorded ?? []).map((one) => [`${one.part} ${one.of}`, one]))
  const newest = new Map(locks.map((one) => [partOf(one), one]))
  const opened = [...newest].flatMap(([part, notice]) =>
    part === null || part === '' || !isOpenEnded(notice, now) || named.has(part)
      ? []
      : [unproven(notice.seq, `The ${part} was locked, and no evidence says that it was opened.`)],
  )
  const locked = [...named].flatMap(([part, lock]) =>
    isProven(lock, locks) && newest.get(part)?.type !== 'lockdown.off'
      ? []
      : [unproven(0, `The ${part} is locked, and no evidence says so.`)],
  )
  return [...opened, ...locked]
}

/** Undefined if there is no text, null if it cannot be read. */
function parsed<Value>(text: string | undefined, read: (text: string) => Value) {
  if (text === undefined) return undefined
  try {
    return read(text)
  } catch {
    return null
  }
}

const policySchema = z.looseObject({
  pack: z.string(),
  version: z.string(),
  digest: z.string(),
  profile: z.string(),
})
type Policy = Pick<z.output<typeof policySchema>, 'pack' | 'version' | 'digest' | 'profile'>

const keyOf = ({ pack, version, digest, profile }: Policy) =>
  JSON.stringify([pack, version, digest, profile])

/** The policy in force after a `policy.bound`; null once its body is erased. */
function newPolicy({ body }: Notice): string | null {
  return body === null ? null : (parsed(body, (text) => keyOf(readPolicy(text))) ?? null)
}

function boundPolicy(value: string | undefined, bound: readonly Notice[]): readonly Broken[] {
  const newest = bound.at(-1)
  const proven = newest === undefined ? undefined : newPolicy(newest)
  if (proven === null) return []
  const recorded = parsed(value, readBound)
  const key = recorded === undefined || recorded === null ? recorded : keyOf(recorded.binding)
  if (key === proven) return []
  const text = 'The policy that is recorded as bound is not the one that was bound last.'
  return [{ seq: newest?.seq ?? 0, what: 'policy_unproven', text }]
}

function readPolicy(text: string): Policy {
  return policySchema.parse(JSON.parse(text))
}

/** All policies ever bound; null if a person bound one and its body is erased. */
function knownPolicies(bound: readonly Notice[]): ReadonlySet<string> | null {
  const known = new Set<string>()
  for (const notice of bound) {
    const policy = newPolicy(notice)
    if (policy === null && notice.actor !== system) return null
    if (policy !== null) known.add(policy)
    const named = parsed(notice.policy ?? '', (text) => keyOf(readPolicy(text)))
    if (typeof named === 'string') known.add(named)
  }
  return known
}

const boundSchema = policySchema.extend({ command: z.string().optional() })

/**
 * Reports policies bound without cause. A policy may be bound at a start (in prod only the same as
 * before) or by a command that asked for exactly this one; nothing is reported if bodies are
 * erased.
 */
function boundByNobody(
  db: Connection,
  bound: readonly Notice[],
  environment: string,
  texts: Texts | null,
): readonly Broken[] {
  const isStart = db
    .prepare<[string, number], number>(
      "SELECT 1 FROM artifacts WHERE tenant = ? AND seq = ? AND type = 'service.start'",
    )
    .pluck()
  const asked = db
    .prepare<[string], [flow: string, definition: string | null, ...slots: (string | null)[]]>(
      `SELECT flow, ${definitionColumn}, json_extract(record, '$.slots.pack'),
              json_extract(record, '$.slots.version'), json_extract(record, '$.slots.profile')
       FROM commands WHERE name = ? AND state = 'succeeded' AND json_valid(record)`,
    )
    .raw()
  const isForgotten = db.prepare("SELECT 1 FROM artifacts WHERE type = 'evidence.erased' LIMIT 1")
  return bound.flatMap((notice, at) => {
    const { seq, actor, body } = notice
    const said = parsed(body ?? undefined, (text) => boundSchema.parse(JSON.parse(text)))
    if (said === undefined || said === null) return []
    const before = at === 0 ? null : newPolicy(bound[at - 1] ?? notice)
    const isSame = before === null || before === keyOf(said)
    if (actor === system) {
      const isAtStart = isStart.get(environmentChain, seq - 2) !== undefined
      return isAtStart && (isSame || environment !== 'prod') ? [] : [unasked(seq)]
    }
    const by = asked.get(said.command ?? '')
    if (by === undefined) return isForgotten.get() === undefined ? [unasked(seq)] : []
    const [flow, definition, ...slots] = by
    const does = doesOf(texts, flow, definition) ?? binding
    const { pack, version, profile } = said
    const isIts = does === binding && slots.join() === [pack, version, profile].join()
    return isIts ? [] : [unasked(seq)]
  })
}

/** The operation that binds a policy, whatever the command is called. */
const binding = 'aval.policy.bind'

function unasked(seq: number): Broken {
  const text = `Artifact ${seq} binds a policy, and neither a start nor a command did.`
  return { seq, what: 'policy_unproven', text }
}
