// Repeats each policy decision about a command with the policy and flow texts of that time.

import { circumstancesOf, circumstanceTypes } from '../../command/verify/circumstances.ts'
import { type CountedRow, countHistory } from '../../command/verify/count-history.ts'
import { factorHistory, type History, roleHistory } from '../../command/verify/history.ts'
import { type OpenRow, openHistory, openingTypes } from '../../command/verify/open-history.ts'
import type {
  PositionedEvidence,
  RequestScope,
  Texts,
} from '../../command/verify/reconstructed-request.ts'
import { replayDecisions } from '../../command/verify/replayed-decisions.ts'
import { statesAllRights } from '../../command/verify/rights-checker.ts'
import { environments } from '../../policy/names.ts'
import type { Connection } from '../file/database.ts'
import type { TextOf } from '../texts.ts'

/**
 * `texts`: finds texts, given those stored in the file. `undecided`: called with the texts that
 * were missing for a command of this tenant.
 */
export interface ReplayOptions {
  readonly texts: (kept: TextOf) => Texts
  readonly undecided?: (tenant: string, lacking: readonly string[]) => void
}

/** The first difference, in words; null if none, or if a text is missing. */
export type ReplayDecisions = (
  tenant: string,
  evidence: readonly PositionedEvidence[],
) => string | null

export function decisionReplayer(
  environment: string,
  texts: Texts,
  past: History,
  undecided: ReplayOptions['undecided'],
): ReplayDecisions {
  const named = environments.find((one) => one === environment)
  return (tenant, evidence) => {
    if (named === undefined) return null
    const scope: RequestScope = { environment: named, tenant }
    try {
      const { fault, lacking } = replayDecisions(scope, evidence, texts, past)
      if (lacking.length > 0) undecided?.(tenant, lacking)
      return fault
    } catch {
      return 'nobody can read it'
    }
  }
}

/** Each part is read when it is first asked for. `texts`: null where nothing is decided anew. */
export function historyOf(db: Connection, texts: Texts | null): History {
  const read: Partial<{ -readonly [One in keyof History]: History[One] }> = {}
  return {
    circumstances(moment) {
      read.circumstances ??= circumstancesIn(db)
      return read.circumstances(moment)
    },
    showedSince(...about) {
      read.showedSince ??= factorsIn(db)
      return read.showedSince(...about)
    },
    counted(...about) {
      read.counted ??= countedIn(db, texts)
      return read.counted(...about)
    },
    openRequests(...about) {
      read.openRequests ??= openIn(db)
      return read.openRequests(...about)
    },
    rolesAt(...about) {
      read.rolesAt ??= rolesIn(db)
      return read.rolesAt(...about)
    },
  }
}

function factorsIn(db: Connection): History['showedSince'] {
  const rows = db
    .prepare<[], [number, string, string, string | null]>(
      `SELECT a.position, a.actor, a.time,
              CASE WHEN json_valid(b.bytes) THEN json_extract(b.bytes, '$.method') END
       FROM artifacts a JOIN bodies b USING (position)
       WHERE a.type = 'auth.accepted' ORDER BY a.position`,
    )
    .raw()
    .all()
  return factorHistory(
    rows.map(([position, person, time, method]) => ({ position, person, time, method })),
  )
}

function rolesIn(db: Connection): History['rolesAt'] {
  const rows = db
    .prepare<[], [number, string, string | null]>(
      `SELECT a.position, a.type, b.bytes FROM artifacts a JOIN bodies b USING (position)
       WHERE a.roll IS NOT NULL OR a.type = '${statesAllRights}' ORDER BY a.position`,
    )
    .raw()
    .all()
  return roleHistory(rows.map(([position, type, body]) => ({ position, type, body })))
}

type Row = [position: number, tenant: string, type: string, time: string, body: string | null]

function circumstancesIn(db: Connection): History['circumstances'] {
  const locks = circumstanceTypes.map((type) => `'${type}'`).join(', ')
  const rows = db
    .prepare<[], Row>(
      `SELECT a.position, a.tenant, a.type, a.time, b.bytes
       FROM artifacts a JOIN bodies b USING (position)
       WHERE a.type IN (${locks}) ORDER BY a.position`,
    )
    .raw()
    .all()
  return circumstancesOf(
    rows.map(([position, tenant, type, time, body]) => ({ position, tenant, type, time, body })),
  )
}

type CountedRowOf = [
  ...[position: number, type: string, tenant: string, actor: string, time: string],
  ...[policy: string | null, body: string | null],
]

/**
 * Requests, but for questions and those that a limit refused; denials, and what allows again.
 */
function countedIn(db: Connection, texts: Texts | null): History['counted'] {
  if (texts === null) return countHistory([], noTexts)
  const rows = db
    .prepare<[], CountedRowOf>(
      `SELECT a.position, a.type, a.tenant, a.actor, a.time,
              CASE WHEN json_valid(a.bytes) THEN json_extract(a.bytes, '$.policy.digest') END,
              b.bytes
       FROM artifacts a JOIN bodies b USING (position)
       WHERE json_valid(b.bytes) AND (
         (a.type = 'command.proposed' AND instr(b.bytes, '"safety_class":"S0"') = 0
           AND NOT EXISTS (
             SELECT 1 FROM artifacts r JOIN bodies rb USING (position)
             WHERE r.command_id = a.command_id AND r.type = 'command.rejected'
               AND instr(rb.bytes, '"reason":"rate_limited"') > 0))
         OR (a.type IN ('approval.denied', 'command.rejected', 'command.succeeded', 'limit.reached')
           AND (instr(b.bytes, '"denied/') > 0 OR instr(b.bytes, '"allowed/') > 0)))
       ORDER BY a.position`,
    )
    .raw()
    .iterate()
  return countHistory(namedRows(rows), texts)
}

type OpenRowOf = [
  ...[position: number, commandId: string, type: string, actor: string],
  ...[body: string | null],
]

function openIn(db: Connection): History['openRequests'] {
  const types = openingTypes.map((type) => `'${type}'`).join(', ')
  const rows = db
    .prepare<[], OpenRowOf>(
      `SELECT a.position, a.command_id, a.type, a.actor, CASE a.type WHEN 'command.proposed'
              THEN (SELECT bytes FROM bodies b WHERE b.position = a.position) END
       FROM artifacts a WHERE a.type IN (${types}) AND a.command_id IS NOT NULL
       ORDER BY a.position`,
    )
    .raw()
    .iterate()
  return openHistory(openRows(rows))
}

function* openRows(rows: Iterable<OpenRowOf>): Generator<OpenRow> {
  for (const [position, commandId, type, actor, body] of rows)
    yield { position, commandId, type, actor, body }
}

const noTexts: Texts = { pack: () => null, flow: () => null }

function* namedRows(rows: Iterable<CountedRowOf>): Generator<CountedRow> {
  for (const [position, type, tenant, actor, time, policy, body] of rows)
    yield { position, type, tenant, actor, time, policy, body }
}
