// What a pack demands for each class, as a card about a change of policy compares it.

import { expect, it } from 'vitest'
import { strictnessOf } from '../../src/policy/strictness.ts'
import { rulesFor } from '../model/content.ts'

const { pack } = rulesFor('dev', 'HAPF-Strong')
if (pack === null) throw new Error('A pack is bound.')
const asks = (
  ...[profile, environment]: readonly ['HAPF-Basic' | 'HAPF-Operational', 'dev' | 'prod']
) => Object.fromEntries(strictnessOf(pack, profile, environment))

it('the strictness of a pack gives the approvers and the second factor of each class', () => {
  expect(asks('HAPF-Operational', 'prod')).toEqual({
    'S2 approvers': '1',
    'S3 approvers': '2',
    'R3 approvers': '2',
    'S2 second factor': '1h',
    'S3 second factor': 'each',
    'R3 second factor': 'each',
    'S2 decided by': 'admin, approver',
    'S3 decided by': 'admin, approver',
    'R3 decided by': 'admin, approver',
    'rights decided by': '1: admin',
  })
  expect(asks('HAPF-Basic', 'dev')).toMatchObject({
    'S2 approvers': '0',
    'S3 approvers': '1',
    'S2 second factor': 'none',
  })
})

it('the strictness of a pack gives how many of which roles decide about rights', () => {
  const { people } = pack.approvals
  if (people === undefined) throw new Error('The shipped packs have a policy for people.')
  const { approvers: _approvers, ...bare } = people
  const decided = (more: Partial<typeof pack>) =>
    strictnessOf({ ...pack, ...more }, 'HAPF-Operational', 'dev').get('rights decided by')
  const requester = [...(pack.roles['requester'] ?? []), 'admin.people']
  expect(decided({ roles: { ...pack.roles, requester } })).toBe('1: admin, requester')
  expect(decided({ approvals: { ...pack.approvals, people: bare } })).toBe('2: admin')
  const scope = 'admin.approve.destructive'
  expect(decided({ approvals: { ...pack.approvals, people: { ...people, scope } } })).toBe(
    '1: admin, approver',
  )
  const { people: _people, ...others } = pack.approvals
  expect(decided({ approvals: others })).toBe('0')
})

it('the strictness of a pack gives the roles that are asked and hold the scope', () => {
  const { destructive } = pack.approvals
  if (destructive === undefined) throw new Error('The shipped packs have a policy for S2.')
  const decided = (more: Partial<typeof pack>) =>
    strictnessOf({ ...pack, ...more }, 'HAPF-Strong', 'dev').get('S2 decided by')
  const asked = (ask: readonly string[]) => ({
    approvals: { ...pack.approvals, destructive: { ...destructive, ask: [...ask], fallback: [] } },
  })
  const requester = [...(pack.roles['requester'] ?? []), 'admin.approve.*']
  const roles = { ...pack.roles, requester }
  // Whoever holds the scope and is not asked gets no card, and whoever is asked needs the scope.
  expect(decided({ roles })).toBe('admin, approver')
  expect(decided(asked(['requester']))).toBe('-')
  expect(decided({ ...asked(['requester']), roles })).toBe('requester')
  expect(decided({ ...asked(['on_call']), roles })).toBe('admin, approver, requester')
})
