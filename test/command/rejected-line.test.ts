// Why a request was refused for somebody's rights: the line says whose, where the record shows it.

import { expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import { rejectedLine } from '../../src/command/display/rejected-line.ts'
import { phrase } from '../../src/command/phrase.ts'
import type { Freeze } from '../../src/policy/freezes.ts'
import { shippedPack } from '../model/content.ts'

type Asked = Parameters<typeof rejectedLine>[1]
type Vote = NonNullable<Command['approval']>['votes'][number]

const vote: Vote = { approver: 'beto', choice: 'grant', at: 0, stepUp: 'none' }

function refused(holds: boolean, votes: readonly Vote[] | null): Asked {
  return {
    name: 'C-7F3K',
    tenant: 'dev:acme',
    safetyClass: 'S2',
    reason: 'unauthorized',
    binding: null,
    updatedAt: 0,
    because: { rule: 'all', holds, parts: [{ rule: 'requester-holds-scope', holds }] },
    approval: votes === null ? null : ({ votes } as Command['approval']),
  }
}

it.each([
  ['the requester lost the right', refused(false, null), 'rejected-requester-unauthorized'],
  [
    'the requester lost the right after a grant',
    refused(false, [vote]),
    'rejected-requester-unauthorized',
  ],
  ['a grant no longer counts', refused(true, [vote]), 'rejected-rights-changed'],
  [
    'only a denial was given',
    refused(true, [{ ...vote, choice: 'deny' }]),
    'rejected-rights-changed',
  ],
  ['nobody of those asked had answered', refused(true, []), 'rejected-rights-changed'],
  ['the record shows no cause', refused(true, null), 'rejected-unauthorized'],
])('the line of a rejection for missing rights, when %s', (_, command, id) => {
  expect(rejectedLine(null, command).id).toBe(id)
})

it.each([
  ['the policy cannot be read', 'policy-readable', 'rejected-policy-unreadable'],
  ['it has no rule for this class', 'approval-policy-present', 'rejected-policy-missing'],
])('the line of a rejection without a usable policy, when %s', (_, rule, id) => {
  const because = { rule: 'refused', holds: false, parts: [{ rule, holds: false }] }
  const command: Asked = { ...refused(true, null), reason: 'policy_missing', because }
  expect(rejectedLine(null, command).id).toBe(id)
})

const weekend: Freeze = {
  name: 'weekend',
  classes: ['S2'],
  weekly: { days: ['sat', 'sun'], from: '00:00', to: '00:00', zone: 'UTC' },
}
const week: Freeze = {
  name: 'week',
  classes: ['S2'],
  weekly: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '00:00', to: '00:00', zone: 'UTC' },
}
const once = (name: string, from: string, to: string): Freeze => ({
  ...{ name, classes: ['S2'], once: { from: `2026-01-${from}:00Z`, to: `2026-01-${to}:00Z` } },
})

// Refused on Saturday at noon.
it.each<[string, readonly Freeze[], string | null]>([
  ['the end of the only one', [weekend], '12T00:00'],
  [
    'the end of the next, which begins there',
    [weekend, once('sale', '12T00:00', '13T09:00')],
    '13T09:00',
  ],
  ['the later of two ends', [weekend, once('sale', '10T10:00', '12T09:00')], '12T09:00'],
  [
    'the end of the one in force, of two with its name',
    [once('weekend', '20T00:00', '21T00:00'), weekend],
    '12T00:00',
  ],
  ['no end, where one freeze always follows another', [weekend, week], null],
])('a refusal in a freeze tells %s', (_, freezes, until) => {
  const args = { freeze: 'weekend' }
  const because = {
    rule: 'refused',
    holds: false,
    parts: [{ rule: 'not-frozen', holds: false, args }],
  }
  const updatedAt = Date.parse('2026-01-10T12:00:00Z')
  const command: Asked = { ...refused(true, null), reason: 'frozen', because, updatedAt }
  const time = Date.parse(`2026-01-${until}:00Z`)
  expect(
    rejectedLine({ ...shippedPack(), freezes: [...freezes] }, command).args?.['until'],
  ).toEqual(
    until === null ? phrase('lockdown-open-ended') : phrase('lockdown-until', { at: { time } }),
  )
})
