// Which commands are open. Their rows can be edited or removed from outside; what this process
// wrote, and what evidence said at the start, takes precedence.

import type { Command } from '../command/command.ts'
import type { Question } from '../command/facts.ts'
import { isBackwardMove, isFinal, type State } from '../command/lifecycle.ts'
import type { Connection } from './file/database.ts'

/** The most open previews of one person that are read. */
const previewsMost = 50

/** One person's requests that are not decided yet. */
export interface Open {
  /**
   * The number of requests that wait for a confirmation or approval: those of one agent, by name,
   * or those of no agent.
   */
  requests(agent: string | undefined): number
  /**
   * The previews shown in this place as questions, oldest first. One whose record is gone or forged
   * is included, so that a bare `1` cannot be taken for another one.
   */
  questions(place: string): readonly Question[]
}

/** An open command, as written here or as its evidence says. */
export interface Standing {
  readonly id: string
  /** The full name of its tenant. */
  readonly tenant: string
  readonly requester: string
  readonly state: State
  /** The name of the token of the agent that asked; empty for none. Only the record says it. */
  readonly agent?: string
}

export interface OpenCommands {
  put(command: Command): void
  of(requester: string): Open
  /**
   * Ids of the open commands of this tenant, or of all. Records are not read, which a thousand
   * would take seconds for: one that another process has ended or whose tenant is unknown may be
   * among them.
   */
  ids(tenant?: string): readonly string[]
  /** Ids of all commands that wait for approval, under the same terms. */
  waiting(): ReadonlySet<string>
  /** The transaction is committed. */
  committed(): void
  /** The transaction failed: undoes its changes. */
  forget(): void
}

interface Commands {
  get(id: string): Command | null
  isForeign(command: Command): boolean
}

type Row = readonly [id: string, state: string, agent: string]

/** `begun`: open commands according to evidence; called once, when first needed. */
export function openCommandsOf(
  db: Connection,
  commands: Commands,
  begun: () => readonly Standing[],
): OpenCommands {
  const ofOne = db
    .prepare<[string], Row>(
      `SELECT id, state, CASE WHEN key IS NULL OR record ->> '$.agent' IS NULL THEN ''
         ELSE record ->> '$.caller' END FROM commands WHERE requester = ? AND open = 1
       AND state IN ('confirmation_requested', 'approval_requested') ORDER BY rowid`,
    )
    .raw()
  const all = db
    .prepare<[], Row>("SELECT id, state, '' FROM commands WHERE open = 1 ORDER BY rowid")
    .raw()
  const question = questionReader(commands)
  let loaded: Book | null = null
  const book = (): Book => {
    loaded ??= bookOf(begun())
    return loaded
  }

  /** The present state: another process may have moved it on, but never back. */
  function standingNow({ id, state, agent }: Standing): Row {
    const command = commands.get(id)
    if (command === null || commands.isForeign(command)) return [id, state, agent ?? '']
    const now = isBackwardMove(state, command.state) ? state : command.state
    return [id, now, agent ?? agentOf(command)]
  }

  function rowNow([id, state, agent]: Row): Row {
    const command = commands.get(id)
    return [id, command === null || commands.isForeign(command) ? state : command.state, agent]
  }

  /** In the order of the rows; commands whose row is missing come last. */
  function rowsOf(standing: readonly Standing[], rows: readonly Row[]): readonly Row[] {
    const known = new Map(standing.map((one) => [one.id, one]))
    const found = rows.flatMap((row) => {
      const mine = known.get(row[0])
      known.delete(row[0])
      // A row of a command that belongs to another requester is skipped.
      if (mine === undefined) return book().has(row[0]) ? [] : [rowNow(row)]
      return [standingNow(mine)]
    })
    return [...found, ...[...known.values()].map(standingNow)]
  }

  return {
    put: (command) => book().put(standingOf(command)),
    of(requester) {
      const [standing, found] = [book().of(requester), ofOne.all(requester)]
      if (standing.length === 0 && found.length === 0) return nothingOpen
      const rows = rowsOf(standing, found)
      const inState = (state: string) => rows.filter(([, one]) => one === state)
      return {
        requests: (agent = '') =>
          [...inState('confirmation_requested'), ...inState('approval_requested')].filter(
            ([, , one]) => one === agent,
          ).length,
        questions: (place) =>
          inState('confirmation_requested')
            .slice(0, previewsMost)
            .flatMap(([id]) => question(id, requester, place))
            .toSorted((one, other) => one.askedAt - other.askedAt),
      }
    },
    ids(tenant) {
      const known = new Map(
        book()
          .all()
          .map((one) => [one.id, one.tenant]),
      )
      const isMeant = (id: string) => [undefined, tenant].includes(known.get(id))
      const ids = [...new Set([...all.all().map(([id]) => id), ...known.keys()])]
      return tenant === undefined ? ids : ids.filter(isMeant)
    },
    waiting: () =>
      new Set(
        [
          ...book()
            .all()
            .map(({ id, state }) => [id, state] as const),
          ...all.all(),
        ].flatMap(([id, state]) => (state === 'approval_requested' ? [id] : [])),
      ),
    committed: () => loaded?.committed(),
    forget: () => loaded?.forget(),
  }
}

const nothingOpen: Open = { requests: () => 0, questions: () => [] }
const none: readonly Standing[] = []

function standingOf(command: Command): Standing {
  const { id, tenant, requester, state } = command
  return { id, tenant, requester, state, agent: agentOf(command) }
}

function agentOf({ agent, caller = '' }: Command): string {
  return agent === undefined ? '' : caller
}

/** A preview as a question to its requester, if it was shown in this place. */
function questionReader({ get, isForeign }: Commands) {
  return (id: string, requester: string, place: string): readonly Question[] => {
    const command = get(id)
    const isKnown = command !== null && !isForeign(command)
    const isHere = command?.requester === requester && (command.chat ?? requester) === place
    if (isKnown && !isHere) return []
    const [askedAt, expiresAt] = [command?.updatedAt ?? 0, command?.confirmation?.expiresAt ?? 0]
    const about = { id, person: requester, chat: place, askedAt, expiresAt }
    const byName = command?.agent === undefined ? {} : { byName: true }
    return [{ ...about, kind: 'confirm', commandId: id, ...byName }]
  }
}

interface Book extends Pick<OpenCommands, 'committed' | 'forget'> {
  put(standing: Standing): void
  has(id: string): boolean
  of(requester: string): readonly Standing[]
  all(): readonly Standing[]
}

/** An index by id and requester; changes since the last commit can be undone. */
function bookOf(begun: readonly Standing[]): Book {
  const byId = new Map<string, Standing>()
  const idsOf = new Map<string, Set<string>>()
  const before = new Map<string, Standing | undefined>()

  function set(id: string, standing: Standing | undefined): void {
    const old = byId.get(id)
    if (old !== undefined) {
      const mine = idsOf.get(old.requester)
      mine?.delete(id)
      if (mine?.size === 0) idsOf.delete(old.requester)
      byId.delete(id)
    }
    if (standing === undefined || isFinal(standing.state)) return
    byId.set(id, standing)
    idsOf.set(standing.requester, (idsOf.get(standing.requester) ?? new Set()).add(id))
  }

  for (const one of begun) set(one.id, one)
  return {
    put(standing) {
      if (!before.has(standing.id)) before.set(standing.id, byId.get(standing.id))
      set(standing.id, standing)
    },
    has: (id) => byId.has(id),
    of(requester) {
      const ids = idsOf.get(requester)
      return ids === undefined ? none : [...ids].flatMap((id) => byId.get(id) ?? [])
    },
    all: () => [...byId.values()],
    committed() {
      if (before.size > 0) before.clear()
    },
    forget() {
      for (const [id, standing] of before) set(id, standing)
      before.clear()
    },
  }
}
