// Settling: all or nothing, the same in a batch as one by one, once per message, always chained.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDecide } from '../../src/engine/decide.ts'
import { arrivalOf } from '../../src/engine/receive.ts'
import { createStoreClient } from '../../src/engine/store-client/store-client.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { openStore } from '../../src/store/sqlite-store.ts'
import type { Arrival, Decide, Store } from '../../src/store/store.ts'
import { freshFolder } from '../fresh-folder.ts'
import { seededChance } from '../model/chance.ts'
import { castOf, rulesFor, shippedLanguages } from '../model/content.ts'

const at = Date.UTC(2026, 0, 5, 9)
const decide = createDecide(rulesFor('dev', 'HAPF-Strong'), shippedLanguages())
let folder = ''
const open: Store[] = []
beforeEach(() => {
  folder = freshFolder()
})
afterEach(() => {
  for (const store of open.splice(0)) store.close()
})

function fresh(name: string, seed = 'settle'): Store {
  const store = openStore({
    file: join(folder, `${name}.db`),
    system: { environment: 'dev', instance: 'model', version: '0.0.0' },
    keys: [],
    randomHex: seededChance(seed),
    vault: { seal: (text) => text, open: (text) => text, mark: sha256 },
  })
  open.push(store)
  return store
}

function arrivalFrom(from: string, text: string, id = `${from} ${text}`): Arrival {
  const heard = { id, from, chat: from, direct: true, form: 'text', text } as const
  return arrivalOf({ ...heard, sentAt: at, backlog: false }, 'model', at, `event/${id}`)
}

const begin: Arrival = {
  event: {
    kind: 'noticed',
    id: 'begin',
    at,
    notice: { what: 'service.start', aligned: true, enrol: castOf('dev') },
  },
}

function dump(name: string): string {
  const db = new Database(join(folder, `${name}.db`), { readonly: true })
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all()
  const all = tables.map((table) => [table, db.prepare(`SELECT * FROM ${String(table)}`).all()])
  db.close()
  return JSON.stringify(all)
}

const day: readonly Arrival[] = [
  begin,
  arrivalFrom('ana', 'status'),
  arrivalFrom('ana', 'cancel order 42'),
  arrivalFrom('beto', '1 222222'),
  arrivalFrom('dora', 'lockdown on a drill'),
  arrivalFrom('dora', '1'),
  arrivalFrom('+5521988887777', 'hello'),
  arrivalFrom('ana', 'cancel order 42'),
  arrivalFrom('ana', 'create config web for payments'),
  arrivalFrom('ana', 'menu'),
]

describe('a transaction', () => {
  it('over many events writes the same bytes as one transaction for each', () => {
    fresh('batch').settle(day, decide)
    const single = fresh('single')
    for (const one of day) single.settle([one], decide)
    expect(dump('batch')).toBe(dump('single'))
  })

  it('settles a message once, also when it occurs twice in one batch', () => {
    const store = fresh('twice')
    const ask = arrivalFrom('ana', 'cancel order 42', 'm1')
    expect(store.settle([begin, ask, ask], decide)).toEqual(['settled', 'settled', 'repeated'])
    expect(store.settle([ask], decide)).toEqual(['repeated'])
    expect(store.settle([arrivalFrom('ana', 'cancel order 43', 'm1')], decide)).toEqual([
      'other_content',
    ])
    expect(store.openCommands().commands).toHaveLength(1)
  })

  it('that fails in its last change writes nothing, and the next one succeeds', () => {
    const store = fresh('fails')
    store.settle([begin, arrivalFrom('ana', 'status')], decide)
    const before = dump('fails')
    const failing: Decide = {
      keys: decide.keys,
      step: (event, known, random) => [
        ...decide.step(event, known, random),
        // A duplicate token: the last change of the step cannot be written.
        { kind: 'token', token: { hash: 'h', commandId: 'c', approver: 'a', state: 'open' } },
        { kind: 'token', token: { hash: 'h', commandId: 'c', approver: 'a', state: 'open' } },
      ],
    }
    expect(() => store.settle([arrivalFrom('ana', 'cancel order 42')], failing)).toThrow(/drawn/)
    expect(dump('fails')).toBe(before)
    store.settle([arrivalFrom('ana', 'cancel order 42')], decide)
    expect(store.verify().flatMap((one) => one.breaks)).toEqual([])
    expect(store.openCommands().commands.map((one) => one.flow)).toEqual([
      'status.show',
      'order.cancel',
    ])
  })

  it('with a failing event settles all other events of the batch', async () => {
    const store = fresh('spoilt')
    store.settle([begin], decide)
    const storeClient = createStoreClient(store, {
      keys: decide.keys,
      step(event, known, random) {
        if (event.kind === 'message' && event.text === 'poison') throw new Error('poison')
        return decide.step(event, known, random)
      },
    })
    const texts = ['cancel order 41', 'poison', 'cancel order 42', 'poison', 'cancel order 43']
    const settled = await Promise.allSettled(
      texts.map((text, index) => storeClient.submit(arrivalFrom('ana', text, `m${index}`))),
    )
    expect(settled.map((one) => one.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(store.openCommands().commands).toHaveLength(3)
    expect(store.verify().flatMap((one) => one.breaks)).toEqual([])
  })

  it('settles an outcome once, because the work that it ends is then gone', () => {
    const store = fresh('work')
    store.settle([begin, arrivalFrom('ana', 'cancel order 42')], decide)
    const [work] = store.work(9)
    if (work === undefined) throw new Error('A plan is to be made.')
    const commandId = work.command.id
    const planned: Arrival = {
      event: {
        kind: 'planned',
        id: 'planned',
        at,
        commandId,
        result: { kind: 'planned', preview: { shows: [], changes: [] } },
      },
      workId: work.id,
    }
    expect(store.settle([planned], decide)).toEqual(['settled'])
    const before = dump('work')
    expect(store.settle([planned], decide)).toEqual(['repeated'])
    expect(dump('work')).toBe(before)
  })
})

describe('a store that is opened again', () => {
  it('has the same chain heads, and appends to them', () => {
    const first = fresh('again')
    first.settle(day.slice(0, 5), decide)
    const heads = first.heads()
    expect(heads.length).toBeGreaterThan(1)
    open.splice(0)
    first.close()
    const second = fresh('again', 'another seed')
    expect(second.heads()).toEqual(heads)
    second.settle(day.slice(5), decide)
    expect(second.heads().every((one, index) => one.size > (heads[index]?.size ?? 0))).toBe(true)
    expect(second.verify().flatMap((one) => one.breaks)).toEqual([])
  })
})

describe('the database file', () => {
  /** Another connection to the file. */
  function otherConnection(name: string): Database.Database {
    return new Database(join(folder, `${name}.db`))
  }

  it('refuses SQL that changes or deletes artifacts, bodies or checkpoints', () => {
    const store = fresh('kept')
    store.settle([begin], decide)
    store.checkpoint('-', at, 'a note')
    const db = otherConnection('kept')
    for (const sql of [
      "UPDATE artifacts SET actor = 'nobody'",
      "UPDATE artifacts SET bytes = '{}' WHERE seq = 1",
      'DELETE FROM artifacts',
      'DELETE FROM artifacts WHERE seq = 1',
      "UPDATE bodies SET bytes = '{}'",
      "UPDATE bodies SET salt = NULL, bytes = '{}'",
      'UPDATE bodies SET position = position + 100',
      'DELETE FROM bodies',
      "UPDATE checkpoints SET note = 'another'",
      'DELETE FROM checkpoints',
    ])
      expect(() => db.exec(sql), sql).toThrow(/append-only|can only be erased/)
    expect(() =>
      db.exec('UPDATE bodies SET salt = NULL, bytes = NULL WHERE position = 1'),
    ).not.toThrow()
    db.close()
    const breaks = store.verify().flatMap((one) => one.breaks.map((each) => each.what))
    expect(breaks).toEqual(['checkpoint_malformed', 'body_missing'])
  })

  it('moves the state of a letter forwards only', () => {
    const store = fresh('letters')
    store.settle([begin, arrivalFrom('ana', 'menu')], decide)
    const [letter] = store.outgoing(1)
    const id = letter?.id ?? ''
    const db = otherConnection('letters')
    const state = () => db.prepare('SELECT state FROM outbox WHERE id = ?').pluck().get(id)
    for (const [next, then] of [
      ['sent', 'sent'],
      ['read', 'read'],
      ['delivered', 'read'],
      ['sent', 'read'],
      ['failed', 'failed'],
      ['read', 'failed'],
    ] as const) {
      store.delivered([id], next)
      expect(state(), `after ${next}`).toBe(then)
    }
    db.close()
    expect(store.outgoing(9).map((one) => one.id)).not.toContain(id)
  })
})
