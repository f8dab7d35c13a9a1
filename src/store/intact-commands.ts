// Which commands may be shown to people and programs: those that match their seal and evidence.
// Others are only named, as changed.

import { z } from 'zod'
import type { Command } from '../command/command.ts'
import { isFinal } from '../command/lifecycle.ts'
import { jsonOf } from '../evidence/json.ts'
import { type RecordChecker, recordCheckerOf } from './command-evidence.ts'
import { type Commands, type Mark, sealedRecord } from './commands.ts'
import type { Connection } from './file/database.ts'
import { writtenSince } from './queries.ts'
import { readCommand } from './rows.ts'
import type { IntactCommands, Store } from './store.ts'

type Get = (id: string) => Command | null

/** `recall`: called first, to notice writes of other processes. */
export function commandQueries(
  db: Connection,
  commands: Pick<Commands, 'get' | 'named' | 'idWithKey' | 'open'>,
  { mayTell }: Pick<RecordChecker, 'mayTell'>,
  recall: () => void,
): Pick<Store, 'openIds' | 'openCommands' | 'commandsSince' | 'commandNamed' | 'commandByKey'> {
  const since = newestAsked(db)
  const told = teller(db, commands.get, mayTell)
  return {
    openIds(tenant) {
      recall()
      return commands.open.ids(tenant)
    },
    openCommands(tenant) {
      recall()
      return openOf(told(commands.open.ids(tenant)))
    },
    commandsSince(...asked) {
      recall()
      return told(since(...asked))
    },
    commandNamed(name) {
      recall()
      const command = commands.named(name)
      return told(command === null ? [] : [command.id])
    },
    commandByKey(key) {
      recall()
      const id = commands.idWithKey(key)
      return told(id === null ? [] : [id])
    },
  }
}

/** Without those that have ended, oldest first. */
function openOf({ commands, changed }: IntactCommands): IntactCommands {
  const open = commands.filter((one) => !isFinal(one.state))
  return { commands: open.toSorted((a, b) => a.createdAt - b.createdAt), changed }
}

/** Queries over a read-only connection. */
export interface ReadOnlyQueries extends Pick<Store, 'commandsSince'> {
  /** Those of these commands that are open, oldest first. */
  openAmong(ids: readonly string[]): IntactCommands
}

/** The same over a read-only connection; without `mark` seals are not checked. */
export function readOnlyCommandQueries(
  db: Connection,
  environment: string,
  mark: Mark | null,
): ReadOnlyQueries {
  const foreign = new WeakSet<Command>()
  const row = sealedRecord(db, mark ?? (() => ''))
  function get(id: string): Command | null {
    const found = row(id)
    if (found === null) return null
    const command = readCommand(found.record)
    if (mark !== null && !found.isSealed) foreign.add(command)
    return command
  }
  const commands = {
    get,
    named: () => null,
    isForeign: (command: Command) => foreign.has(command),
    isOwn: () => false,
    own: () => undefined,
  }
  const prover = recordCheckerOf(db, commands, environment)
  const since = newestAsked(db)
  const told = teller(db, get, prover.mayTell)
  // A record and its evidence are compared as of one moment, whatever is written meanwhile.
  const atOnce = db.transaction((idsOf: () => readonly string[]) => {
    prover.forget()
    return told(idsOf())
  })
  return {
    commandsSince: (...asked) => atOnce(() => since(...asked)),
    openAmong: (ids) => openOf(atOnce(() => ids)),
  }
}

/** A command whose record is missing counts as changed too, unless its texts were erased. */
function teller(
  db: Connection,
  get: Get,
  mayTell: RecordChecker['mayTell'],
): (ids: readonly string[]) => IntactCommands {
  const provenName = nameReader(db)
  return (ids) => {
    const commands: Command[] = []
    const changed: IntactCommands['changed'][number][] = []
    for (const id of ids) {
      const command = get(id)
      if (command !== null && mayTell(command)) {
        commands.push(command)
        continue
      }
      const named = provenName(id) ?? command
      if (named !== null) changed.push({ name: named.name, tenant: named.tenant })
    }
    return { commands, changed }
  }
}

/** Ids of commands by the evidence of their proposal, which no edited command row can hide. */
export const askedSince = `SELECT command_id FROM artifacts a
  WHERE ${writtenSince} AND a.time >= ? AND a.type = 'command.proposed'
    AND (? = '' OR +a.tenant = ?) AND a.command_id IS NOT NULL
  ORDER BY a.position DESC LIMIT ? + 0`

function newestAsked(db: Connection): (...asked: Parameters<Store['commandsSince']>) => string[] {
  const newest = db.prepare<[string, string, string, string, number], string>(askedSince).pluck()
  return (since, most, tenant = '') => {
    const from = new Date(Math.max(0, since)).toISOString()
    return newest.all(from, from, tenant, tenant, most)
  }
}

const namedSchema = z.looseObject({ name: z.string() })

/** The command's public name and tenant by its proposal; null if erased or unreadable. */
function nameReader(db: Connection): (id: string) => IntactCommands['changed'][number] | null {
  const proposal = db
    .prepare<[string], [string, string | null]>(
      `SELECT a.tenant, b.bytes FROM artifacts a JOIN bodies b USING (position)
       WHERE a.command_id = ? AND a.type = 'command.proposed' ORDER BY a.position LIMIT 1`,
    )
    .raw()
  return (id) => {
    const [tenant = '', body = null] = proposal.get(id) ?? []
    const named = namedSchema.safeParse(jsonOf(body ?? '')).data
    return named === undefined ? null : { name: named.name, tenant }
  }
}
