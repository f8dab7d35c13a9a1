// Who may answer, who is asked, and the result of the answers.

import { describe, expect, it } from 'vitest'
import { mayApprove, quorumResult, type Vote } from '../../src/policy/approval.ts'
import { covers } from '../../src/policy/names.ts'
import { castOf, shippedPack } from '../model/content.ts'

const pack = shippedPack()
const people = castOf('dev')
const find = (id: string) => people.find((one) => one.id === id)
const scope = 'admin.approve.destructive'
const parties = { requester: 'max', tenant: 'dev:acme' }

describe('who may approve', () => {
  const strict = { scope, requesterMayApprove: false }

  it('whoever holds the scope in that tenant, and nobody else', () => {
    const may = people.filter((one) => mayApprove(pack, strict, one, parties)).map((one) => one.id)
    expect(may).toEqual(['beto', 'carla', 'edu', 'dora'])
  })

  it('whoever holds every scope, where a rule wants another one besides', () => {
    const both = { ...strict, also: ['admin.people'] }
    const may = people.filter((one) => mayApprove(pack, both, one, parties)).map((one) => one.id)
    expect(may).toEqual(['dora'])
  })

  it('the requester only where the profile says so', () => {
    expect(mayApprove(pack, strict, find('max'), parties)).toBe(false)
    expect(mayApprove(pack, { scope, requesterMayApprove: true }, find('max'), parties)).toBe(true)
    expect(mayApprove(pack, strict, find('max'), { ...parties, requester: 'ana' })).toBe(true)
  })

  it('nobody whose rights rest, who is unknown, or whom it is about', () => {
    const beto = find('beto')
    if (beto === undefined) throw new Error('Beto is there.')
    expect(mayApprove(pack, strict, { ...beto, suspended: 'identity_changed' }, parties)).toBe(
      false,
    )
    expect(mayApprove(pack, strict, undefined, parties)).toBe(false)
    expect(mayApprove(pack, strict, beto, { ...parties, subject: 'beto' })).toBe(false)
  })

  it('an approver of another tenant never', () => {
    expect(mayApprove(pack, strict, find('rita'), parties)).toBe(false)
    expect(mayApprove(pack, strict, find('rita'), { ...parties, tenant: 'dev:globex' })).toBe(true)
  })
})

describe('a grant covers', () => {
  it.each([
    ['admin.*', 'admin.approve.recovery', true],
    ['admin.approve.*', 'admin.approve.recovery', true],
    ['admin.approve.recovery', 'admin.approve.recovery', true],
    ['admin.approve.recovery', 'admin.approve.high_impact', false],
    ['admin.*', 'admins.people', false],
    ['admin.*', 'administrate', false],
    ['admin.approve', 'admin.approve.recovery', false],
    ['orders.*', 'orders.write', true],
    ['orders.write', 'orders.*', false],
  ])('%s for %s: %s', (grant, wanted, yes) => {
    expect(covers(grant, wanted)).toBe(yes)
  })
})

describe('the votes', () => {
  const vote = (text: string): readonly Vote[] =>
    text
      .split(' ')
      .flatMap((word) =>
        word === ''
          ? []
          : [{ approver: word.slice(1), choice: word.startsWith('+') ? 'grant' : 'deny' }],
      )
  it.each([
    ['', 1, 1, 'open'],
    ['+a', 1, 1, 'granted'],
    ['+a', 2, 1, 'open'],
    ['+a +a', 2, 1, 'open'],
    ['+a +b', 2, 1, 'granted'],
    ['-a', 1, 1, 'denied'],
    ['-a +b', 1, 1, 'denied'],
    ['+a -b', 2, 1, 'denied'],
    ['-a', 1, 2, 'open'],
    ['-a -a', 1, 2, 'open'],
    ['-a -b', 1, 2, 'denied'],
    ['-a +b', 1, 2, 'granted'],
  ] as const)('%s of %s (%s denials): %s', (votes, approvers, denials, end) => {
    expect(quorumResult(vote(votes), { approvers, denials, groups: [] }, () => [])).toBe(end)
  })
})
