// Checks that lockdowns were ended only by a command that asked for it, or by their own time limit.

import { system } from '../../command/changes.ts'
import type { Texts } from '../../command/verify/reconstructed-request.ts'
import type { Connection } from '../file/database.ts'
import type { Broken } from '../store.ts'

/** An artifact of the environment's own chain that locks or opens. */
export interface LockdownArtifact {
  readonly seq: number
  readonly type: string
  readonly actor: string
  /** ISO 8601 in UTC. */
  readonly time: string
  /** Null if the body is erased or invalid. */
  readonly said: {
    /** What is locked: `connector shop`; empty for the whole. */
    readonly part: string
    /** ISO 8601 in UTC; null for no end. */
    readonly until: string | null
    readonly command: string | null
  } | null
}

/**
 * `notices` in the order of the chain; a break for each that nothing justifies. After an erased
 * body it is unknown what was locked, so that ending an unknown lockdown is no break.
 */
export function lockdownFaults(
  notices: readonly LockdownArtifact[],
  asked: (name: string) => AskedCommand | null,
): readonly Broken[] {
  /** By part, until when it is locked; null for no end. */
  const held = new Map<string, string | null>()
  const used = new Set<string>()
  let isWhole = true
  const faultOf = ({ type, actor, time, said }: LockdownArtifact): string | null => {
    if (said === null) {
      isWhole = false
      held.clear()
      return null
    }
    const { part, until, command } = said
    const end = held.get(part)
    const isKnown = end !== undefined
    if (type === 'lockdown.on') {
      held.set(part, until)
      const isHeld = isKnown && (end === null || end > time)
      const isSooner = end === null || (until !== null && until <= (end ?? ''))
      return isHeld && isSooner ? 'lets a lockdown end sooner' : null
    }
    held.delete(part)
    if (actor !== system) return endedBy(asked(command ?? ''), said, { actor, time }, used)
    if (!isKnown) return isWhole ? 'ends what was not locked' : null
    return end === null || end > time ? 'ends a lockdown before its time' : null
  }
  return notices.flatMap((notice) => {
    const fault = faultOf(notice)
    if (fault === null) return []
    const text = `Artifact ${notice.seq} ${fault}, and nothing that may do so did.`
    return [{ seq: notice.seq, what: 'lockdown_unproven', text }]
  })
}

/** A command that succeeded, by its record and its evidence. */
export interface AskedCommand {
  readonly requester: string
  /**
   * Its operation, by the flow text that it names: `aval.lockdown.off`; null if that is missing.
   */
  readonly does: string | null
  /** The part in its slots, as typed: `connector shop`; null if there is none, or if erased. */
  readonly part: string | null
  /** When it succeeded; ISO 8601 in UTC. */
  readonly time: string
}

/**
 * Each command ends one lockdown, when it succeeds; else it is a fault. `command`: null if it may
 * have been forgotten; then nothing is checked.
 */
function endedBy(
  command: AskedCommand | null,
  { part, command: name }: NonNullable<LockdownArtifact['said']>,
  { actor, time }: Pick<LockdownArtifact, 'actor' | 'time'>,
  used: Set<string>,
): string | null {
  const isFirst = used.size < used.add(name ?? '').size
  if (command === null) return null
  const does = part === '' ? 'aval.lockdown.off' : 'aval.lockdown.lift'
  const isIts =
    isFirst &&
    command.requester === actor &&
    command.time === time &&
    (command.does === null || command.does === does) &&
    (command.part === null || isMeant(part, command.part))
  return isIts ? null : 'ends a lockdown'
}

/** A tenant may also be named without its environment. */
function isMeant(part: string, typed: string): boolean {
  const [kind, of = ''] = part.split(' ')
  const short = of.slice(of.indexOf(':') + 1)
  return [of, short].some((one) => `${kind} ${one}`.toLowerCase() === typed.toLowerCase())
}

type Row = [
  ...[requester: string, flow: string, definition: string | null, part: string | null],
  time: string | null,
]

/** SQL for the definition in a command's record, as JSON; null if it is not an object. */
export const definitionColumn =
  "CASE json_type(record, '$.definition') WHEN 'object' THEN json_extract(record, '$.definition') END"

/**
 * Finds a command by its name. If there is none: null if any evidence was erased, because the
 * command may have been forgotten; else a command that justifies nothing.
 */
export function askedCommands(
  db: Connection,
  texts: Texts | null,
): (name: string) => AskedCommand | null {
  const row = db
    .prepare<[string], Row>(
      `SELECT requester, flow, ${definitionColumn},
              json_extract(record, '$.slots.part') || ' ' || json_extract(record, '$.slots.of'),
              (SELECT a.time FROM artifacts a
               WHERE a.command_id = c.id AND a.type = 'command.succeeded')
       FROM commands c WHERE name = ? AND json_valid(record)`,
    )
    .raw()
  const isForgotten = db.prepare("SELECT 1 FROM artifacts WHERE type = 'evidence.erased' LIMIT 1")
  return (name) => {
    const found = row.get(name)
    if (found === undefined)
      return isForgotten.get() === undefined ? { ...nobodys, requester: '' } : null
    const [requester, flow, definition, part, time] = found
    return { requester, does: doesOf(texts, flow, definition), part, time: time ?? '' }
  }
}

const nobodys = { does: null, part: null, time: '' }

/** The operation in the flow text that the definition names; null if that text is missing. */
export function doesOf(
  texts: Texts | null,
  flow: string,
  definition: string | null,
): string | null {
  const named: unknown = definition === null ? null : JSON.parse(definition)
  const digest =
    typeof named === 'object' && named !== null ? Reflect.get(named, `command ${flow}`) : null
  return typeof digest === 'string' ? (texts?.flow(digest)?.does ?? null) : null
}
