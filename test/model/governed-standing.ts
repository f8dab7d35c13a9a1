// Reads the current state of an environment's file: people, locks, policy, questions, and new
// evidence.

import type { Bench } from './bench.ts'

interface Human {
  readonly id: string
  readonly tenant: string
  readonly roles: readonly string[]
  readonly suspended?: string
  readonly delegation?: { readonly to: string; readonly since: number; readonly until: number }
}

export interface Vote {
  readonly approver: string
  readonly choice: string
  readonly at: number
  readonly stepUp: string
  readonly insteadOf?: string
}

interface Approval {
  readonly policyId: string
  readonly requestedAt: number
  readonly fingerprint: string
  readonly blocked: boolean
  readonly votes: readonly Vote[]
}

export interface Row {
  readonly id: string
  readonly name: string
  readonly flow: string
  readonly state: string
  readonly tenant: string
  readonly requester: string
  readonly subject?: string
  readonly target?: string
  readonly safetyClass: string
  readonly fingerprint: string
  readonly confirmation: object | null
  readonly binding: { readonly digest: string; readonly profile: string } | null
  readonly approval: Approval | null
  readonly door?: string
  readonly caller?: string
  readonly agent?: string
}

/** A new artifact, with the fields of its body that the checks use. */
export interface News {
  readonly position: number
  readonly type: 'command.confirmed' | 'command.started' | 'approval.granted' | 'approval.denied'
  readonly actor: string
  readonly commandId: string
  readonly body: {
    readonly message_id?: string
    readonly instead_of?: string
    readonly door?: string
    readonly caller?: string
  }
}

/** An open confirmation: whose, where, and of which command. */
interface Open {
  readonly person: string
  readonly place: string
  readonly command: string
}

export interface Standing {
  readonly people: readonly Human[]
  readonly locked: boolean
  readonly parts: readonly { part: string; of: string; until: number | null }[]
  readonly binding: { readonly digest: string; readonly profile: string }
  readonly suspicious: boolean
  readonly emergencies: readonly { readonly tenant: string; readonly until: number }[]
  readonly open: readonly Open[]
  /** Position of the last artifact. */
  readonly position: number
}

export function standingOf(bench: Bench): Standing {
  const { look } = bench
  const texts = (sql: string) => look.prepare(sql).pluck().all().map(String)
  const setting = (key: string): string | undefined =>
    texts(`SELECT value FROM settings WHERE key = '${key}'`)[0]
  const json = (key: string, none: string) => JSON.parse(setting(key) ?? none)
  const bound = json('bound', 'null')
  return {
    people: texts('SELECT record FROM people').map((one) => JSON.parse(one)),
    locked: json('mode', '{"kind":"open"}').kind === 'locked',
    parts: json('part_locks', '[]'),
    binding: bound?.binding ?? bench.rules.binding,
    suspicious: setting('suspicion') === '1',
    emergencies: json('emergencies', '[]'),
    open: look
      .prepare(
        `SELECT requester AS person, coalesce(record ->> '$.chat', requester) AS place,
           id AS command FROM commands WHERE state = 'confirmation_requested'`,
      )
      .all() as Open[],
    position: Number(texts('SELECT max(position) FROM artifacts')[0]),
  }
}

/** By its id, or by its name. */
export function rowOf(bench: Bench, key: string): Row | undefined {
  const sql = 'SELECT record FROM commands WHERE id = ? OR name = ?'
  const record = bench.look.prepare(sql).pluck().get(key, key)
  return record === undefined ? undefined : JSON.parse(String(record))
}

/** Artifacts after this position, oldest first. */
export function newsOf(bench: Bench, position: number): readonly News[] {
  const rows = bench.look
    .prepare(
      `SELECT position, type, actor, command_id AS commandId, b.bytes AS body
       FROM artifacts JOIN bodies b USING (position) WHERE position > ? AND type IN
       ('command.confirmed', 'command.started', 'approval.granted', 'approval.denied')
       ORDER BY position`,
    )
    .all(position) as (Omit<News, 'body'> & { body: string })[]
  return rows.map((one) => ({ ...one, body: JSON.parse(one.body) }))
}
