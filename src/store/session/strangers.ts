// Deletes session data of strangers who have been quiet for long: keys, names and chats.

import type Database from 'better-sqlite3'

/** Whose data stays, and since when the others must have been quiet. */
export interface InactivityRule {
  /** Digits of numbers and LIDs; known aliases of these people are kept too. */
  readonly keep: readonly string[]
  /** Epoch milliseconds. */
  readonly before: number
  /** The most people per call, so that it takes little time. */
  readonly most: number
}

/**
 * Row types about one person, whose number begins the row's name. Pre-keys, the account's own state
 * and received messages are never deleted here.
 */
const ofPeople = ['session', 'identity-key', 'sender-key', 'device-list', 'lid-mapping', 'tctoken']
/** Which group members have our group key; updated with each message to the group. */
const ofGroups = 'sender-key-memory'

interface KeyRow {
  readonly type: string
  readonly id: string
  readonly at_ms: number
  /** Read only for types whose content names people. */
  readonly value: string | null
}

interface Pair {
  readonly lid: string
  readonly phone: string
}

/** Deletes their data in one transaction; returns the number of people. */
export function quietForgetting(
  database: Database.Database,
  scrub: () => void,
): (quiet: InactivityRule) => number {
  const keys = database.prepare<[], KeyRow>(
    `SELECT type, id, at_ms,
            CASE WHEN type IN ('lid-mapping', '${ofGroups}') THEN value END AS value
     FROM keys WHERE type IN (${[...ofPeople, ofGroups].map((type) => `'${type}'`).join(', ')})`,
  )
  const aliases = database.prepare<[], Pair>('SELECT lid, phone FROM aliases')
  const contradictions = database.prepare<[], Pair>('SELECT lid, phone FROM contradictions')
  const dropKey = database.prepare('DELETE FROM keys WHERE type = ? AND id = ?')
  const dropAlias = database.prepare('DELETE FROM aliases WHERE lid = ? OR phone = ?')
  const dropChat = database.prepare('DELETE FROM chats WHERE chat IN (?, ?)')
  const dropContradiction = database.prepare(
    'DELETE FROM contradictions WHERE lid = ? AND phone = ?',
  )
  const all = database.transaction((quiet: InactivityRule): number => {
    const rows = keys.all()
    const { going, people, stays } = whoGoes(rows, aliases.all(), quiet)
    for (const { type, id, value, at_ms } of rows)
      if (type !== ofGroups ? going.has(userOf(type, id)) : at_ms < quiet.before && names(value))
        dropKey.run(type, id)
    for (const user of going) {
      dropAlias.run(`${user}@lid`, `+${user}`)
      dropChat.run(`${user}@s.whatsapp.net`, `${user}@lid`)
    }
    for (const { lid, phone } of contradictions.all())
      if (going.has(digitsOf(lid)) && !stays(digitsOf(phone))) dropContradiction.run(lid, phone)
    return people

    function names(members: string | null): boolean {
      return membersOf(members).some((user) => going.has(user))
    }
  })
  return (quiet) => {
    const people = all.immediate(quiet)
    if (people > 0) scrub()
    return people
  }
}

/** Chooses who goes, counting all names of a person together: their latest row decides. */
function whoGoes(
  rows: readonly KeyRow[],
  aliases: readonly Pair[],
  { keep, before, most }: InactivityRule,
): { readonly going: ReadonlySet<string>; readonly people: number; stays(user: string): boolean } {
  const same = new Map<string, string>()
  const nameOf = (user: string): string => {
    let name = user
    for (let next = same.get(name); next !== undefined; next = same.get(name)) name = next
    return name
  }
  const learn = (one: string, other: string): void => {
    const [name, next] = [nameOf(one), nameOf(other)]
    if (name !== next) same.set(name, next)
  }
  for (const { lid, phone } of aliases) learn(digitsOf(lid), digitsOf(phone))
  for (const { type, id, value } of rows)
    if (type === 'lid-mapping' && value !== null) learn(userOf(type, id), digitsOf(value))
  const lately = new Set(keep.map(nameOf))
  const users = new Set<string>()
  for (const { type, id, value, at_ms } of rows) {
    const named = type === ofGroups ? membersOf(value) : [userOf(type, id)]
    for (const user of named) {
      users.add(user)
      if (at_ms >= before) lately.add(nameOf(user))
    }
  }
  for (const { lid, phone } of aliases) users.add(digitsOf(lid)).add(digitsOf(phone))
  const gone = new Set<string>()
  const going = new Set<string>()
  for (const user of users) {
    const name = nameOf(user)
    if (user === '' || lately.has(name) || (gone.size >= most && !gone.has(name))) continue
    gone.add(name)
    going.add(user)
  }
  return { going, people: gone.size, stays: (user) => lately.has(nameOf(user)) }
}

/**
 * The number in a row's name: `5511.0`, `900_1.3`, `900_reverse`, `900@lid`; after the group in
 * `…@g.us::900_1::0`.
 */
function userOf(type: string, id: string): string {
  return digitsOf(type === 'sender-key' ? id.slice(id.indexOf('::') + 2) : id)
}

function membersOf(value: string | null): readonly string[] {
  const members: unknown = JSON.parse(value ?? 'null')
  if (typeof members !== 'object' || members === null) return []
  return Object.keys(members).map(digitsOf)
}

function digitsOf(name: string): string {
  return /^["+]?([0-9]+)/.exec(name)?.[1] ?? ''
}
