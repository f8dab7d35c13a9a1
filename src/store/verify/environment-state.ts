// Checks the recorded lockdowns and bound policy against their evidence.

import { z } from 'zod'
import { environmentChain } from '../../command/changes.ts'
import type { Texts } from '../../command/verify/reconstructed-request.ts'
import type { Connection } from '../file/database.ts'
import { newestTime } from '../queries.ts'
import { readMode, readPartLocks } from '../rows.ts'
import type { Broken } from '../store.ts'
import { boundPolicy, knownPolicies, policyIn, unprovenBindings } from './bindings.ts'
import { type Notice, noticeSchema, parsed } from './environment-notice.ts'
import { askedCommands, type LockdownArtifact, lockdownFaults } from './lockdowns.ts'
import { verifyRoll } from './roll.ts'

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
    ...unprovenBindings(db, bound, environment, texts),
    ...lockdownFaults(locks.map(lockNotice), askedCommands(db, texts)),
  ]
  return {
    breaks: [...told, ...verifyRoll(db, told.length > 0)],
    wasBound: (policy) => known === null || known.has(policyIn(policy) ?? ''),
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
