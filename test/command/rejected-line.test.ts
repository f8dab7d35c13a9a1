// Why a request was refused for somebody's rights: the line says whose, where the record shows it.

import { expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import { rejectedLine } from '../../src/command/display/rejected-line.ts'

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
