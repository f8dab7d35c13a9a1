// What verify reports about the records of commands, and about a chain that was deleted whole.

import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { statesAfter } from '../../src/command/verify/proof.ts'
import { createDecide } from '../../src/engine/decide.ts'
import { arrivalOf } from '../../src/engine/receive.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { openStore } from '../../src/store/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { freshFolder } from '../fresh-folder.ts'
import { seededChance } from '../model/chance.ts'
import { castOf, rulesFor, shippedLanguages } from '../model/content.ts'
import { forge } from './forged.ts'
import { tamperWith } from './without-triggers.ts'

const at = Date.UTC(2026, 0, 5, 9)

let folder: string
let store: Store

beforeEach(() => {
  folder = freshFolder()
  store = openStore({
    file: join(folder, 'aval.db'),
    system: { environment: 'dev', instance: 'model', version: '0.0.0' },
    keys: [],
    randomHex: seededChance('verify'),
    vault: { seal: (text) => text, open: (text) => text, mark: sha256 },
  })
  const enrol = castOf('dev')
  const notice = { what: 'service.start', aligned: true, enrol } as const
  const heard = { id: 'm1', from: 'ana', chat: 'ana', direct: true, form: 'text' } as const
  const text = 'cancel order 42'
  store.settle(
    [
      { event: { kind: 'noticed', id: 'begin', at, notice } },
      arrivalOf({ ...heard, text, sentAt: at, backlog: false }, 'model', at, 'asked'),
    ],
    createDecide(rulesFor('dev', 'HAPF-Strong'), shippedLanguages()),
  )
})

afterEach(() => {
  store.close()
})

/** An attacker with the file, who can drop triggers. */
const tamper = (...statements: readonly string[]) =>
  tamperWith(join(folder, 'aval.db'), ...statements)

const found = () => store.verify().flatMap((one) => one.breaks.map(({ what }) => what))

test('verify finds nothing in an unedited file', () => {
  expect(found()).toEqual([])
})

test('verify reports a command whose recorded state its evidence does not reach', () => {
  tamper(
    "UPDATE commands SET state = 'succeeded', record = json_set(record, '$.state', 'succeeded')",
  )
  expect(found()).toEqual(['command_unproven'])
})

test('verify reports a command whose slots differ from its evidence', () => {
  tamper("UPDATE commands SET record = json_set(record, '$.slots.order', '43')")
  expect(found()).toEqual(['command_changed'])
})

test('verify reports an effect of a command that never started, in a chain that is itself sound', () => {
  forge(join(folder, 'aval.db'), (one) =>
    one.type === 'command.proposed'
      ? [one, { ...one, type: 'effect.applied', body: { name: one.body['name'] } }]
      : [one],
  )
  expect(found()).toEqual(['command_impossible'])
})

test('a chain that the same writer writes again without a change has no break', () => {
  forge(join(folder, 'aval.db'), (one) => [one])
  expect(found()).toEqual([])
})

test('verify reports a command whose record is gone', () => {
  tamper('DELETE FROM commands')
  expect(found()).toEqual(['command_vanished'])
})

test('verify reports a command that no evidence is about', () => {
  tamper(
    `INSERT INTO commands SELECT 'twin', 'C-TWIN', tenant, requester, flow, state, open, created_at,
       'another key', json_set(record, '$.id', 'twin', '$.name', 'C-TWIN',
         '$.idempotencyKey', 'another key'), seal FROM commands`,
  )
  expect(found()).toEqual(['command_unproven'])
})

test('verify reports two commands with the same idempotency key', () => {
  tamper(
    `INSERT INTO commands SELECT 'twin', 'C-TWIN', tenant, requester, flow, state, open, created_at,
       key, json_set(record, '$.id', 'twin', '$.name', 'C-TWIN'), seal FROM commands`,
  )
  // The second one has no evidence of its own either.
  expect(found().toSorted()).toEqual(['command_unproven', 'key_twice'])
})

test.each([
  ['requester', "'eva'"],
  // A tenant without a chain of its own.
  ['tenant', "'dev:other'", 'chain_vanished'],
  ['created_at', '1'],
  ['flow', "'order.restore'"],
  ['name', "'C-AAAA'"],
])('verify reports an edited column of a command: %s', (column, value, ...more) => {
  tamper(`UPDATE commands SET ${column} = ${value}`)
  expect(found()).toEqual([...more, 'command_changed'])
})

/** Deletes the artifacts of a chain, and their bodies, after this seq. */
const cut = (tenant: string, after: number): readonly string[] => [
  `DELETE FROM bodies WHERE position IN
     (SELECT position FROM artifacts WHERE tenant = '${tenant}' AND seq > ${after})`,
  `DELETE FROM artifacts WHERE tenant = '${tenant}' AND seq > ${after}`,
]

const withoutStart = ['policy_unproven', 'policy_unproven', 'roll_unproven']

test('verify reports a chain that was deleted whole, its head still being recorded', () => {
  tamper(...cut('-', 0))
  expect(found().toSorted()).toEqual(['chain_vanished', ...withoutStart, 'shorter_than_head'])
})

test('verify reports a chain that was deleted whole, with its recorded head', () => {
  tamper(...cut('-', 0), "DELETE FROM chains WHERE tenant = '-'")
  expect(found().toSorted()).toEqual(['chain_vanished', ...withoutStart])
})

test('verify reports a chain whose last artifacts were deleted, its head still being recorded', () => {
  tamper(...cut('-', 1))
  expect(found().toSorted()).toEqual([...withoutStart, 'shorter_than_head'])
})

test('a sequence of events that the lifecycle does not allow reaches no state', () => {
  expect([...statesAfter(['command.proposed', 'command.started'])]).toEqual([])
  expect([...statesAfter(['command.authorized'])]).toEqual([])
})
