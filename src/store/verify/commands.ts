// Verifies the command records: each must exist, match its evidence, and be what was approved.

import { z } from 'zod'
import type { Command } from '../../command/command.ts'
import type { CommandEvidence } from '../../command/verify/command-evidence.ts'
import {
  type CommandRow,
  commandMemberText,
  isSameRow,
  type Mismatch,
  mismatchOf,
  policyOf,
  stateMismatch,
} from '../../command/verify/compare-record.ts'
import { impossibleIn, typesRead } from '../../command/verify/impossible.ts'
import type { PositionedEvidence } from '../../command/verify/reconstructed-request.ts'
import { sha256 } from '../../evidence/canonical.ts'
import type { Connection } from '../file/database.ts'
import { readCommand } from '../rows.ts'
import type { Broken } from '../store.ts'
import { breaksByTenant } from './breaks-by-tenant.ts'
import type { ReplayDecisions } from './replay.ts'

/**
 * The faults by tenant; `seq` is the command's last artifact. For a tenant with a start above 0
 * only commands with later artifacts are checked.
 */
export function verifyCommands(
  db: Connection,
  starts: ReadonlyMap<string, number>,
  wasBound: (policy: string) => boolean,
  anew: ReplayDecisions | null,
): ReadonlyMap<string, readonly Broken[]> {
  const columns =
    'SELECT id, name, tenant, requester, flow, state, open, created_at, key, record FROM commands'
  const touched = db.prepare<[string, string, number], CommandRow>(
    `${columns} WHERE tenant = ? AND id IN
       (SELECT command_id FROM artifacts WHERE tenant = ? AND seq > ?) ORDER BY id`,
  )
  const whole = db.prepare<[string], CommandRow>(`${columns} WHERE tenant = ? ORDER BY id`)
  const evidenceOf = evidenceReader(db)
  const isRepeated = repeatFinder()
  /** By tenant, the seq of the first artifact that names each policy. */
  const policies = new Map<string, Map<string, number>>()
  const { all, add: report } = breaksByTenant()
  for (const [tenant, start] of starts) {
    const rows = start > 0 ? touched.iterate(tenant, tenant, start) : whole.iterate(tenant)
    for (const row of rows) {
      const record = recordOf(row)
      const evidence = evidenceOf(row.id, record)
      const what = wrongWith(row, record, evidence) ?? otherwise(row, evidence, anew)
      if (what !== null) report(row.tenant, { seq: evidence.at(-1)?.seq ?? 0, ...what })
      if (record !== null && isRepeated(record)) report(row.tenant, repeated(row, evidence))
      collect(policies, row.tenant, evidence)
    }
  }
  for (const [tenant, named] of policies)
    for (const [policy, seq] of named) if (!wasBound(policy)) report(tenant, strangePolicy(seq))
  for (const { tenant, seq, command_id } of vanished(db))
    if (seq > (starts.get(tenant) ?? 0))
      report(tenant, {
        seq,
        what: 'command_vanished',
        text: `The command ${command_id} was asked for, and its record is gone.`,
      })
  return all
}

/**
 * Detects the second command with an idempotency key. Keeps 52 bits of each key's hash: among ten
 * million commands, one false match in about ninety files.
 */
function repeatFinder(): (record: Command) => boolean {
  const seen = new Set<number>()
  return ({ idempotencyKey }) => {
    const mark = Number.parseInt(sha256(idempotencyKey).slice(0, 13), 16)
    return seen.size === seen.add(mark).size
  }
}

function repeated({ name }: CommandRow, evidence: readonly CommandEvidence[]): Broken {
  const text = `The command ${name} has the idempotency key of one before it.`
  return { seq: evidence.at(-1)?.seq ?? 0, what: 'key_twice', text }
}

/** Null if it cannot be read. */
function recordOf({ record }: CommandRow): Command | null {
  try {
    return readCommand(record)
  } catch {
    return null
  }
}

type EvidenceRow = [number, number, string, string, string, number, string | null, string | null]

/** Searches for the members in the stored text: parsing each artifact would take twice as long. */
function evidenceReader(db: Connection) {
  const types = typesRead.map((type) => `'${type}'`).join(', ')
  const artifacts = db
    .prepare<[string, string, string | null, string], EvidenceRow>(
      `SELECT a.position, a.seq, a.type, a.actor, a.time, instr(a.bytes, ?) > 0,
              CASE WHEN instr(a.bytes, ?) > 0 THEN ?
                   WHEN json_valid(a.bytes) THEN json_extract(a.bytes, '$.policy') END,
              CASE WHEN a.type IN (${types})
                THEN (SELECT bytes FROM bodies b WHERE b.position = a.position) END
       FROM artifacts a WHERE a.command_id = ? ORDER BY a.position`,
    )
    .raw()
  return (id: string, record: Command | null): readonly PositionedEvidence[] => {
    const policy = record === null ? null : policyOf(record)
    const piece = record === null ? absent : commandMemberText(record)
    return artifacts
      .all(piece, policy === null ? absent : `"policy":${policy}`, policy, id)
      .map(([position, seq, type, actor, time, bound, named, body]) => {
        return { position, seq, type, actor, time, isBound: bound === 1, policy: named, body }
      })
  }
}

/** A text that no artifact in canonical form contains. */
const absent = '":,'

function collect(
  policies: Map<string, Map<string, number>>,
  tenant: string,
  evidence: readonly CommandEvidence[],
): void {
  const named = policies.get(tenant) ?? new Map<string, number>()
  policies.set(tenant, named)
  for (const { policy, seq } of evidence)
    if (policy !== null && seq < (named.get(policy) ?? Number.POSITIVE_INFINITY))
      named.set(policy, seq)
}

function strangePolicy(seq: number): Broken {
  const text = `Artifact ${seq} names a policy that was never bound here.`
  return { seq, what: 'policy_unproven', text }
}

const vanishedSchema = z.strictObject({
  tenant: z.string(),
  seq: z.int(),
  command_id: z.string(),
})

/**
 * Commands with evidence but no record. Only forgetting a person removes records, those of ended
 * commands, and it erases their evidence bodies too.
 */
function vanished(db: Connection): readonly z.output<typeof vanishedSchema>[] {
  const rows = db.prepare(
    `SELECT a.tenant, a.seq, a.command_id
     FROM (SELECT command_id, min(position) AS position
           FROM artifacts INDEXED BY artifacts_command
           WHERE command_id IS NOT NULL GROUP BY command_id) first
     JOIN artifacts a ON a.position = first.position
     JOIN bodies b ON b.position = first.position
     WHERE first.command_id NOT IN (SELECT id FROM commands) AND (b.bytes IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM artifacts e WHERE e.command_id = first.command_id
         AND e.type IN ('command.succeeded', 'command.failed', 'command.rejected')))
     ORDER BY a.position`,
  )
  return rows.all().map((row) => vanishedSchema.parse(row))
}

function wrongWith(
  row: CommandRow,
  record: Command | null,
  evidence: readonly CommandEvidence[],
): Pick<Broken, 'what' | 'text'> | null {
  const misfit =
    stateMismatch(row.state, evidence) ??
    (record === null ? unreadable : (mismatchOf(record, evidence) ?? columnMisfit(row, record)))
  if (misfit !== null) return { what: misfit.what, text: wordsOf(row, misfit) }
  const impossible = record === null ? null : impossibleIn(record, evidence)
  if (impossible === null) return null
  const text = `The command ${row.name} cannot have gone its way: ${impossible}.`
  return { what: 'command_impossible', text }
}

/** For an otherwise sound command: does repeating policy's decisions give another result? */
function otherwise(
  { name, tenant }: CommandRow,
  evidence: readonly PositionedEvidence[],
  anew: ReplayDecisions | null,
): Pick<Broken, 'what' | 'text'> | null {
  const fault = anew === null ? null : anew(tenant, evidence)
  if (fault === null) return null
  const text = `The command ${name} was not decided as its policy decides it: ${fault}.`
  return { what: 'decided_otherwise', text }
}

const unreadable: Mismatch = { what: 'command_changed', of: '' }

function columnMisfit(row: CommandRow, record: Command): Mismatch | null {
  return isSameRow(row, record) ? null : { what: 'command_changed', of: 'its columns' }
}

function wordsOf({ name, state }: CommandRow, { what, of }: Mismatch): string {
  switch (what) {
    case 'command_unproven':
      return `The command ${name} is recorded as ${state}, but its evidence ends at ${of}.`
    case 'vote_unproven':
      return `The command ${name} counts an answer of ${of} that no evidence shows, or leaves one out.`
    case 'command_changed':
      return `The command ${name} is not the one that its evidence is about${of && `: ${of}`}.`
  }
}
