// A phone is typed as phones show it, in words of its own: it is one number all the same.

import { expect, test } from 'vitest'
import { meaning } from './speaking.ts'

const asApprover = { id: 'zoe', phone: '+5511912345678', role: 'approver' }

test.each([
  ['enrol zoe +5511912345678 as approver', asApprover],
  ['enrol zoe +55 (11) 91234-5678 as approver', asApprover],
  ['enrol zoe +55 11 91234 5678 as approver', asApprover],
  ['enrol zoe +55.11.91234.5678 as approver', asApprover],
  ['enrol zoe +55 11 91234-5678', { id: 'zoe', phone: '+5511912345678' }],
  ['enrol zoe +55 11 91234-5678.', { id: 'zoe', phone: '+5511912345678' }],
])('%s', (text, slots) => {
  expect(meaning(text)).toMatchObject({ kind: 'ask', flow: 'people.enrol', slots })
})

test('of a number without its country the rest is asked for, and of no number nothing is understood', () => {
  expect(meaning('enrol zoe (11) 91234-5678 as approver')).toMatchObject({
    flow: 'people.enrol',
    slots: { id: 'zoe' },
  })
  expect(meaning('enrol zoe silva +55 11 91234-5678')).toMatchObject({ kind: 'unknown' })
})
