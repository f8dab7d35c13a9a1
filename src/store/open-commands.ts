// Which commands are open. Their rows can be edited or removed from outside; what this process
// wrote, and what evidence said at the start, takes precedence.

import type { Command } from '../command/command.ts'
import type { Question } from '../command/facts.ts'
import { isBackwardMove } from '../command/lifecycle.ts'
import type { Connection } from './file/database.ts'
import { type Book, bookOf, type Concerned, type Standing } from './open-command-book.ts'

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

export interface OpenCommands extends Pick<Book, 'learn' | 'recall' | 'committed' | 'forget'> {
  put(command: Command): void
  of(requester: string): Open
  /**
   * Ids of the open commands of this tenant, or of all. Records are not read, which a thousand
   * would take seconds for: one that another process has ended or whose tenant is unknown may be
   * among them.
   */
  ids(tenant?: string): readonly string[]
  /**
   * All commands that wait for approval, under the same terms: their ids, and whom they concern if
   * this process wrote them.
   */
  waiting(): ReadonlyMap<string, Concerned | undefined>
}

interface Commands {
  get(id: string): Command | null
  isForeign(command: Command): boolean
}

type Waiting = Pick<Standing, 'id' | 'concerned'> & { readonly state: string }
type Row = readonly [id: string, state: string, agent: string]

/** `begun`: open commands according to evidence, newest first; called once, when first needed. */
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
    .prepare<[], [string, string]>('SELECT id, state FROM commands WHERE open = 1 ORDER BY rowid')
    .raw()
  const question = questionReader(commands)
  let loaded: Book | null = null
  const book = (): Book => {
    loaded ??= bookOf(begun())
    return loaded
  }

  /** States of the open rows that neither evidence nor this process wrote; read once. */
  let others: Map<string, string> | null = null
  function rowsBeside(): Map<string, string> {
    others ??= new Map(all.all().filter(([id]) => !book().has(id)))
    return others
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
    put(command) {
      book().put(standingOf(command))
      others?.delete(command.id)
    },
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
      const isMeant = (one: Standing) => tenant === undefined || one.tenant === tenant
      const known = book().all().filter(isMeant)
      return [...rowsBeside().keys(), ...known.map((one) => one.id)]
    },
    waiting() {
      const rows = [...rowsBeside()].map(([id, state]): Waiting => ({ id, state }))
      const waits = ({ state }: Waiting) => state === 'approval_requested'
      const found = [...rows, ...book().all()].filter(waits)
      return new Map(found.map(({ id, concerned }) => [id, concerned]))
    },
    learn: (id, concerned) => book().learn(id, concerned),
    recall() {
      others = null
      loaded?.recall()
    },
    committed: () => loaded?.committed(),
    forget() {
      others = null
      loaded?.forget()
    },
  }
}

const nothingOpen: Open = { requests: () => 0, questions: () => [] }

function standingOf(command: Command): Standing {
  const { id, tenant, requester, state } = command
  const concerned = concernedBy(command.approval)
  return { id, tenant, requester, state, agent: agentOf(command), concerned }
}

/** `approval`: that of the command. */
export function concernedBy(
  approval: Pick<NonNullable<Command['approval']>, 'asked' | 'unasked'> | null,
): Concerned {
  const asked = approval?.asked ?? []
  return {
    cards: asked.flatMap((one) => (one.waiting === true ? [one.approver] : [])),
    places: asked.flatMap((one) => one.insteadOf ?? []),
    isUnasked: approval?.unasked !== undefined,
  }
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
