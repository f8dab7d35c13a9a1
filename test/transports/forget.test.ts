// Deleting the data of one person from the session of a linked account, and nothing else.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSession } from '../../src/store/session/session.ts'
import type { SessionStore } from '../../src/store/session/tables.ts'
import { forgetInSession } from '../../src/transports/baileys/forget.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder: string
let file: string
let session: SessionStore
beforeEach(() => {
  folder = freshFolder()
  file = join(folder, 'session.db')
  session = openSession(file)
})
afterEach(() => {
  session.close()
})

const carla = { phone: '5511900000003', lid: '90031' }
/** Digits with the same beginning, which must not be enough. */
const other = { phone: '55119000000031', lid: '900311' }
/** Digits with the same end. */
const third = { phone: '15511900000003', lid: '190031' }
const group = '120363@g.us'

function furnish(): void {
  session.writeCredentials('{"me":{"id":"5511999990000"}}')
  const row = (type: string, id: string, value: unknown) => ({
    type,
    id,
    value: JSON.stringify(value),
  })
  for (const { phone, lid } of [carla, other, third]) {
    session.writeKeys(
      [
        row('session', `${phone}.0`, 's'),
        row('session', `${lid}_1.0`, 's'),
        row('session', `${lid}_1.3`, 's'),
        row('identity-key', `${phone}.0`, `key of ${phone}`),
        row('identity-key', `${lid}_1.0`, `key of ${lid}`),
        row('sender-key', `${group}::${lid}_1::0`, 'k'),
        row('lid-mapping', phone, lid),
        row('lid-mapping', `${lid}_reverse`, phone),
        row('device-list', lid, ['0', '3']),
        row('tctoken', `${lid}@lid`, 't'),
      ],
      [`${lid}_1.0`],
      0,
    )
    session.rememberChat(`${phone}@s.whatsapp.net`, { wire: `${lid}@lid`, expirySeconds: 0 })
    session.rememberSent(
      {
        wireId: `W${lid}`,
        letterId: `L${lid}`,
        chat: `${phone}@s.whatsapp.net`,
        text: `secret words to ${phone}`,
      },
      1_000,
    )
  }
  session.learnAlias(`${carla.lid}@lid`, `+${carla.phone}`)
  session.learnAlias(`${other.lid}@lid`, `+${other.phone}`)
  session.learnAlias(`${third.lid}@lid`, `+${third.phone}`)
  session.rememberChat(group, { wire: group, expirySeconds: 0 })
  session.writeKeys(
    [
      row('sender-key-memory', group, {
        [`${carla.lid}:0@lid`]: true,
        [`${other.lid}:0@lid`]: true,
      }),
      row('tctoken', '__index', [`${carla.lid}@lid`, `${other.lid}@lid`]),
      row('pre-key', '90031', 'a number of the account’s own'),
      row('app-state-sync-key', '90031', 'likewise'),
    ],
    [],
    0,
  )
}

/** Every word in every row of every table. */
function everything(): readonly string[] {
  session.close()
  const db = new Database(file, { readonly: true })
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  const rows = tables.flatMap((table) =>
    db
      .prepare(`SELECT * FROM "${String(table)}"`)
      .all()
      .map((one) => `${table} ${JSON.stringify(one)}`),
  )
  db.close()
  session = openSession(file)
  return rows
}

const about = (digits: string) => (row: string) =>
  new RegExp(`(?<![0-9])${digits}(?![0-9])`).test(row)

test.each([
  ['by number', [`+${carla.phone}`]],
  ['by LID', [`${carla.lid}@lid`]],
  ['by both', [`+${carla.phone}`, `${carla.lid}@lid`]],
])(
  'forgetting a person %s deletes both identifiers and all devices, down to the bytes of the file',
  (_how, identifiers) => {
    furnish()
    const kept = everything().filter((row) => !about(carla.phone)(row) && !about(carla.lid)(row))
    expect(forgetInSession(session, identifiers)).toBeGreaterThan(10)
    const left = everything()
    const own = ['pre-key', 'app-state-sync-key']
    const named = left.filter((row) => about(carla.phone)(row) || about(carla.lid)(row))
    expect(named.filter((row) => !own.some((type) => row.includes(`"${type}"`)))).toEqual([])
    expect(named).toHaveLength(own.length)
    for (const row of kept) expect(left).toContain(row)
    expect(left.filter(about(other.phone)).length).toBeGreaterThan(5)
    expect(left.filter(about(third.phone)).length).toBeGreaterThan(5)
    const bytes = readFileSync(file, 'latin1')
    expect(bytes).not.toContain(`secret words to ${carla.phone}"`)
    expect(bytes).not.toMatch(new RegExp(`secret words to ${carla.phone}(?![0-9])`))
    expect(bytes).toContain(`secret words to ${other.phone}`)
    expect(forgetInSession(session, identifiers)).toBe(0)
  },
)

test('forgetting also follows an alias that only the library has learnt', () => {
  furnish()
  session.forgetAlias(`+${carla.phone}`)
  forgetInSession(session, [`+${carla.phone}`])
  expect(session.readKeys('identity-key', [`${carla.lid}_1.0`]).size).toBe(0)
})

test('deleting quiet strangers keeps those to be kept under all identifiers, and the account itself', () => {
  furnish()
  session.writeKeys([{ type: 'owner', id: 'environment', value: '"prod"' }], [], 0)
  session.writeKeys([{ type: 'heard', id: '1', value: `{"from":"+${other.phone}"}` }], [], 0)
  session.learnAlias(`${other.lid}@lid`, `+${third.phone}`)
  session.learnAlias(`${third.lid}@lid`, `+${carla.phone}`)
  const before = everything()
  expect(session.forgetQuiet({ keep: [carla.lid], before: 0, most: 9 })).toBe(0)
  expect(everything()).toEqual(before)
  expect(session.forgetQuiet({ keep: [carla.lid], before: 1, most: 9 })).toBe(2)
  const gone = before.filter((row) => !everything().includes(row))
  const shared = [`"${group}"`, '"id":"environment"', 'pre-key', 'app-state', '"__index"']
  // Who has our key of the group is told anew; what contradicts somebody who stays is kept.
  const kept = before.filter((row) => !gone.includes(row))
  expect(kept.filter(about(carla.phone)).length).toBe(before.filter(about(carla.phone)).length)
  expect(gone.filter((row) => about(carla.lid)(row) && !row.includes('sender-key-memory'))).toEqual(
    [],
  )
  const theirs = (row: string) => [other, third].some((one) => about(one.lid)(row))
  // Changes that are still to be told; a claim about somebody who stays; what a sweep takes by time.
  const left = ['keys', 'changed_keys', 'changed_keys', 'contradictions', 'sent', 'sent']
  expect(kept.filter(theirs).map((row) => row.split(' ')[0])).toEqual(left)
  for (const one of shared) expect(kept.some((row) => row.includes(one))).toBe(true)
})

test('a person to be kept stays also under an alias that only the library has learnt', () => {
  furnish()
  session.forgetAlias(`+${carla.phone}`)
  session.forgetQuiet({ keep: [carla.phone], before: 1, most: 9 })
  const [keysOfCarla, theirs] = [carla, other].map(({ lid }) =>
    session.readKeys('identity-key', [`${lid}_1.0`]),
  )
  expect([keysOfCarla?.size, theirs?.size]).toEqual([1, 0])
})

test('quiet strangers are deleted up to a maximum at once', () => {
  furnish()
  const most = (keep: readonly string[]) => session.forgetQuiet({ keep, before: 1, most: 1 })
  expect([most([]), most([]), most([]), most([])]).toEqual([1, 1, 1, 0])
})

test('identifiers that are none of WhatsApp delete nothing', () => {
  furnish()
  const before = everything()
  for (const identifiers of [[], ['carla'], ['+'], ['@lid'], ['.*']])
    expect(forgetInSession(session, identifiers)).toBe(0)
  expect(everything()).toEqual(before)
})
