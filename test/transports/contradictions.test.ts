// Which proof resolves which contradiction between a number and a LID, and which never does.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSession } from '../../src/store/session/session.ts'
import type { SessionStore } from '../../src/store/session/tables.ts'
import { settleContradictions } from '../../src/transports/whatsapp/contradictions.ts'

let folder: string
let session: SessionStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aval-contradictions-'))
  session = openSession(join(folder, 'session.db'))
})
afterEach(() => {
  session.close()
  rmSync(folder, { recursive: true, force: true })
})

const [number, newNumber, lid, newLid] = ['+55', '+66', '900@lid', '901@lid'] as const

test('a new account on the same number: its LID typed the code', () => {
  session.learnAlias(lid, number)
  expect(session.learnAlias(newLid, number)).toBe('mismatch')
  settleContradictions(session, [{ identifiers: [newLid], proven: number }])
  expect(session.contradictions()).toEqual([])
  expect(session.learnAlias(newLid, number)).toBe('new')
})

test('the same account with a new number, which typed the code', () => {
  session.learnAlias(lid, number)
  expect(session.learnAlias(lid, newNumber)).toBe('mismatch')
  settleContradictions(session, [{ identifiers: [newNumber], proven: newNumber }])
  expect(session.learnAlias(lid, newNumber)).toBe('new')
})

test.each([
  ['nobody proved anything', [{ identifiers: [number, lid] }]],
  [
    'the phone was proved before, from another LID',
    [{ identifiers: [number, lid], proven: number }],
  ],
  ['only the number is known, and it has its LID', [{ identifiers: [number], proven: number }]],
  ['another phone was proved', [{ identifiers: [newLid], proven: newNumber }]],
])('somebody else who claims the number is never believed: %s', (_, people) => {
  session.learnAlias(lid, number)
  session.learnAlias(newLid, number)
  settleContradictions(session, people)
  expect(session.aliasOf(number)).toBe(lid)
  expect(session.contradictions()).toEqual([{ lid: newLid, phone: number }])
})

test.each([
  ['the LID', [lid]],
  ['its old number', [number]],
])('what belongs to another is not taken from them: %s', (_, identifiers) => {
  session.learnAlias(lid, number)
  session.learnAlias(lid, newNumber)
  settleContradictions(session, [{ identifiers: [newNumber], proven: newNumber }, { identifiers }])
  expect(session.aliasOf(lid)).toBe(number)
})

test('no server fills the disk with claims', () => {
  session.learnAlias(lid, number)
  for (let claim = 0; claim < 1_200; claim += 1) session.learnAlias(`${claim}@lid`, number)
  expect(session.contradictions()).toHaveLength(1_000)
  session.wipe()
  expect(session.contradictions()).toEqual([])
})
