// Compares one command's record with its evidence right before it may have an effect: another
// program may have edited the file.

import type { Command } from '../command/command.ts'
import { isFinal } from '../command/lifecycle.ts'
import { type CommandByEvidence, type RecordCheck, wordsErased } from '../command/record-check.ts'
import type { CommandEvidence } from '../command/verify/command-evidence.ts'
import {
  commandMemberText,
  mismatchOf,
  policyOf,
  typesWithBody,
} from '../command/verify/compare-record.ts'
import { statesAfter } from '../command/verify/proof.ts'
import { parseArtifact } from '../evidence/artifact-schema.ts'
import { quoted, sha256 } from '../evidence/canonical.ts'
import { genesis, storedDigest } from '../evidence/chain.ts'
import { type Commands, namedIn } from './commands.ts'
import type { Connection } from './file/database.ts'
import { intactPart } from './verify/intact-part.ts'

export interface RecordChecker {
  /**
   * Compares the commands with these ids and public names, and those that they name, with their
   * evidence.
   */
  proofs(ids: Iterable<string>, names: Iterable<string>): ReadonlyMap<string, RecordCheck>
  /** Does it match its seal and its evidence? If not, its contents are shown to nobody. */
  mayTell(command: Command): boolean
  /** May this started command act? */
  mayAct(command: Command): boolean
  forget(): void
}

export function recordCheckerOf(
  db: Connection,
  commands: Pick<Commands, 'get' | 'named' | 'isForeign' | 'isOwn' | 'own'>,
  environment: string,
): RecordChecker {
  const rowsOf = evidenceRows(db, environment)
  const isUnderWay = isInProgress(db)
  const stretch = intactPart(db)

  function judge(command: Command): RecordCheck {
    const what = misfitToTell(command) ?? targetMisfit(command)
    if (what === null) return { kind: 'proven' }
    return { kind: 'unproven', what, truth: truthOf(rowsOf(command)) }
  }

  /**
   * What does not match, in words; null if the command is proven. What this process wrote itself
   * needs no check.
   */
  function misfitNow(command: Command): string | null {
    if (commands.isOwn(command)) return null
    const rows = rowsOf(command)
    const what = misfitBeside(command, rows) ?? gapBehind(rows)
    if (what === null) commands.own(command)
    return what
  }

  function misfitBeside(command: Command, rows: readonly EvidenceRow[]): string | null {
    return commands.isForeign(command) ? 'its seal' : misfit(command, rows)
  }

  /** The same for showing a command; the chain after a finished command is not checked. */
  function misfitToTell(command: Command): string | null {
    if (!isFinal(command.state)) return misfitNow(command)
    return commands.isOwn(command) ? null : misfitBeside(command, rowsOf(command))
  }

  /**
   * Says whether evidence is missing in the command's chain from its first artifact on; null if
   * not.
   */
  function gapBehind([first]: readonly EvidenceRow[]): string | null {
    if (first === undefined) return 'its evidence'
    const isSound = stretch.isSoundBehind(first.tenant, first.evidence.seq)
    return isSound ? null : 'an artifact of its chain'
  }

  /** Checks the commands that a recovery undoes, and their earlier recoveries. */
  function targetMisfit({ acts = [] }: Command): string | null {
    const targets = acts.map((one) => one.mends)
    const before = targets.flatMap((name) => commands.named(name)?.recoveries ?? [])
    for (const name of new Set([...targets, ...before])) {
      const target = commands.named(name)
      const what = target === null ? 'gone' : misfitNow(target)
      if (what !== null) return `${name}: ${what}`
    }
    return null
  }

  return {
    proofs(ids, names) {
      const found = new Map<string, RecordCheck>()
      const add = (command: Command | null): void => {
        if (command !== null && !found.has(command.id)) found.set(command.id, judge(command))
      }
      for (const id of new Set(ids)) {
        const command = commands.get(id)
        add(command)
        add(command === null ? null : namedIn(command, commands.named))
      }
      for (const name of new Set(names)) add(commands.named(name))
      return found
    },
    mayTell: (command) => misfitToTell(command) === null,
    mayAct: (command) => !commands.isForeign(command) && isUnderWay(command),
    forget: stretch.forget,
  }
}

/**
 * Has it started and not ended, according to evidence? An older sealed record put back could
 * otherwise act again.
 */
export function isInProgress(db: Connection): (command: Command) => boolean {
  const newest = db
    .prepare<[string], string>(
      // With OR, because for IN SQLite would build a temporary index at each call.
      `SELECT type FROM artifacts WHERE command_id = ? AND
         (type = 'command.started' OR type = 'command.succeeded' OR type = 'command.failed'
          OR type = 'command.rejected' OR type = 'command.uncertain')
       ORDER BY position DESC LIMIT 1`,
    )
    .pluck()
  return ({ id }) => newest.get(id) === 'command.started'
}

/** What does not match, in words for evidence; null if all does. */
function misfit(command: Command, rows: readonly EvidenceRow[]): string | null {
  if (rows.some((one) => !one.isWhole)) return 'an artifact of it'
  if (rows.some((one) => one.tenant !== command.tenant)) return 'its tenant'
  // Evidence of a command that is still to act is too young to be erased.
  const needed = rows.filter(({ evidence }) => typesWithBody.includes(evidence.type))
  if (!isFinal(command.state) && needed.some(({ evidence }) => evidence.body === null))
    return wordsErased
  const found = mismatchOf(
    command,
    rows.map((one) => one.evidence),
  )
  return found === null ? null : [found.what, found.of].filter((one) => one !== '').join(': ')
}

/** The command as its first artifact describes it; null if that is missing or damaged. */
function truthOf(rows: readonly EvidenceRow[]): CommandByEvidence | null {
  const first = rows[0]
  if (first === undefined || !first.isWhole || first.evidence.type !== 'command.proposed')
    return null
  const { actor, tenant, command } = parseArtifact(first.bytes, '')
  if (command === undefined) return null
  return {
    requester: actor,
    tenant,
    fingerprint: command.fingerprint,
    idempotencyKey: command.idempotency_key,
    states: [...statesAfter(rows.map((one) => one.evidence.type))],
  }
}

interface EvidenceRow {
  readonly evidence: CommandEvidence
  readonly tenant: string
  readonly bytes: string
  /** Do the bytes match their hash, body, position in the chain and columns? */
  readonly isWhole: boolean
}

/**
 * Seq, tenant, type, actor, time; hash and bytes; the previous hash; salt and bytes of the body.
 */
type Row = [
  number,
  string,
  string,
  string,
  string,
  string,
  string,
  string | null,
  string | null,
  string | null,
]

function evidenceRows(
  db: Connection,
  environment: string,
): (command: Command) => readonly EvidenceRow[] {
  const artifacts = db
    .prepare<[string], Row>(
      `SELECT a.seq, a.tenant, a.type, a.actor, a.time, lower(hex(a.hash)), a.bytes,
              (SELECT lower(hex(p.hash)) FROM artifacts p
               WHERE p.tenant = a.tenant AND p.seq = a.seq - 1),
              lower(hex(b.salt)), b.bytes
       FROM artifacts a LEFT JOIN bodies b ON b.position = a.position
       WHERE a.command_id = ? ORDER BY a.position`,
    )
    .raw()
  return (command) => {
    const piece = commandMemberText(command)
    const policy = policyOf(command)
    return artifacts.all(command.id).map((row) => readRow(row, environment, piece, policy))
  }
}

/**
 * Compares by searching the bytes: in canonical form quotation marks inside texts are escaped, so
 * that a member's text occurs only where the member is.
 */
function readRow(row: Row, environment: string, piece: string, policy: string | null): EvidenceRow {
  const [seq, tenant, type, actor, time, hash, bytes, before, salt, body] = row
  const digest = body === null || salt === null ? null : storedDigest({ salt, bytes: body })
  const head = `{"actor":${quoted(actor)},"body_digest":"${digest ?? ''}`
  const previous = seq === 1 ? genesis(environment, tenant) : before
  const isWhole =
    sha256(bytes) === hash &&
    (body === null || digest !== null) &&
    bytes.startsWith(head) &&
    bytes.includes(`"prev_hash":"${previous ?? ''}",`) &&
    bytes.includes(`,"seq":${seq},"system":`) &&
    bytes.includes(`,"tenant":${quoted(tenant)},"time":"${time}",`) &&
    bytes.endsWith(`,"type":"${type}"}`)
  const named = policy !== null && bytes.includes(`,"policy":${policy},`)
  const isBound = bytes.includes(`,${piece},"id":`)
  return {
    evidence: { seq, type, actor, time, isBound, policy: named ? policy : null, body },
    tenant,
    bytes,
    isWhole,
  }
}
