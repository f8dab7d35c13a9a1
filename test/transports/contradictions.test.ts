// Contradictions between a phone number and a LID: which proof resolves them, and which never does.

import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSession } from '../../src/store/session/session.ts'
import type { SessionStore } from '../../src/store/session/tables.ts'
import { settleContradictions } from '../../src/transports/whatsapp/contradictions.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder: string
let session: SessionStore

beforeEach(() => {
  folder = freshFolder()
  session = openSession(join(folder, 'session.db'))
})
afterEach(() => {
  session.close()
})

const [number, newNumber, lid, newLid] = ['+55', '+66', '900@lid', '901@lid'] as const

test('a new LID on the same number is accepted when that LID sent the enrolment code', () => {
  session.learnAlias(lid, number)
  expect(session.learnAlias(newLid, number)).toBe('mismatch')
  settleContradictions(session, [{ identifiers: [newLid], proven: number }])
  expect(session.contradictions()).toEqual([])
  expect(session.learnAlias(newLid, number)).toBe('new')
})

test('a new number of the same LID is accepted when that number sent the enrolment code', () => {
  session.learnAlias(lid, number)
  expect(session.learnAlias(lid, newNumber)).toBe('mismatch')
  settleContradictions(session, [{ identifiers: [newNumber], proven: newNumber }])
  expect(session.learnAlias(lid, newNumber)).toBe('new')
})

test.each([
  ['no number was proved', [{ identifiers: [number, lid] }]],
  ['the number was proved from another LID', [{ identifiers: [number, lid], proven: number }]],
  ['the number is known with another LID', [{ identifiers: [number], proven: number }]],
  ['another number was proved', [{ identifiers: [newLid], proven: newNumber }]],
])('a LID that claims the number of another is not accepted: %s', (_, people) => {
  session.learnAlias(lid, number)
  session.learnAlias(newLid, number)
  settleContradictions(session, people)
  expect(session.aliasOf(number)).toBe(lid)
  expect(session.contradictions()).toEqual([{ lid: newLid, phone: number }])
})

test.each([
  ['the LID', [lid]],
  ['its old number', [number]],
])('an alias that belongs to another person is not reassigned: %s', (_, identifiers) => {
  session.learnAlias(lid, number)
  session.learnAlias(lid, newNumber)
  settleContradictions(session, [{ identifiers: [newNumber], proven: newNumber }, { identifiers }])
  expect(session.aliasOf(lid)).toBe(number)
})

test('contradictions are limited in number', () => {
  session.learnAlias(lid, number)
  for (let claim = 0; claim < 1_200; claim += 1) session.learnAlias(`${claim}@lid`, number)
  expect(session.contradictions()).toHaveLength(1_000)
  session.wipe()
  expect(session.contradictions()).toEqual([])
})
