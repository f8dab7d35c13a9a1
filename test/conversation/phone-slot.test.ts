// A phone number typed as phones show it, in several words, is read as one number.

import { expect, test } from 'vitest'
import { meaning } from './shipped-language.ts'

const asApprover = { id: 'zoe', phone: '+5511912345678', role: 'approver' }

test.each([
  ['enrol zoe +5511912345678 as approver', asApprover],
  ['enrol zoe +55 (11) 91234-5678 as approver', asApprover],
  ['enrol zoe +55 11 91234 5678 as approver', asApprover],
  ['enrol zoe +55.11.91234.5678 as approver', asApprover],
  ['enrol zoe +55 11 91234-5678', { id: 'zoe', phone: '+5511912345678' }],
  ['enrol zoe +55 11 91234-5678.', { id: 'zoe', phone: '+5511912345678' }],
])('`%s` is read with its number as one', (text, slots) => {
  expect(meaning(text)).toMatchObject({ kind: 'ask', flow: 'people.enrol', slots })
})

test('a number without a country code is asked for again, and words too many make the text unknown', () => {
  expect(meaning('enrol zoe (11) 91234-5678 as approver')).toMatchObject({
    flow: 'people.enrol',
    slots: { id: 'zoe' },
  })
  expect(meaning('enrol zoe silva +55 11 91234-5678')).toMatchObject({ kind: 'unknown' })
})

test.each([
  ['forget +55 11 91234-5678', 'people.forget', { person: 'jose' }],
  ['forget +55 (11) 91234.5678?', 'people.forget', { person: 'jose' }],
  ['forget +5511912345678', 'people.forget', { person: 'jose' }],
  ['audit 24h +55 11 91234-5678', 'audit.show', { person: 'jose' }],
  ['delegate to +55 11 91234-5678 for 2h', 'delegation.on', { person: 'jose' }],
  ['delegate to +55 11 91234-5678 2026-01-09 18:00', 'delegation.on', { person: 'jose' }],
  ['grant +55 11 91234-5678 orders.write', 'people.grant', { scope: 'orders.write' }],
])('a person may be named by their number: %s', (text, flow, slots) => {
  const asked = meaning(text)
  expect(asked).toMatchObject({ kind: 'ask', flow, slots: { person: 'jose', ...slots } })
  expect(asked).not.toHaveProperty('wrong')
})

test('a number that names no known person is asked about, with the format if the country code lacks', () => {
  for (const typed of ['(11) 91234-5678', '5511912345678'])
    expect(meaning(`forget ${typed}`)).toMatchObject({
      flow: 'people.forget',
      wrong: { slot: 'person', why: { id: 'slot-phone' } },
    })
  expect(meaning('forget +55 11 99999-9999')).toMatchObject({
    wrong: { why: { id: 'slot-person', args: { text: '+55 11 99999-9999' } } },
  })
})
