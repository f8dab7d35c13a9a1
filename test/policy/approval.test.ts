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

describe('the people who may approve', () => {
  const strict = { scope, requesterMayApprove: false }

  it('are those who hold the scope in the tenant', () => {
    const may = people.filter((one) => mayApprove(pack, strict, one, parties)).map((one) => one.id)
    expect(may).toEqual(['beto', 'carla', 'edu', 'dora'])
  })

  it('are those who hold every scope, when a rule demands a second one', () => {
    const both = { ...strict, also: ['admin.people'] }
    const may = people.filter((one) => mayApprove(pack, both, one, parties)).map((one) => one.id)
    expect(may).toEqual(['dora'])
  })

  it('include the requester only if the profile allows it', () => {
    expect(mayApprove(pack, strict, find('max'), parties)).toBe(false)
    expect(mayApprove(pack, { scope, requesterMayApprove: true }, find('max'), parties)).toBe(true)
    expect(mayApprove(pack, strict, find('max'), { ...parties, requester: 'ana' })).toBe(true)
  })

  it('exclude the suspended, the unknown and the person whom the request is about', () => {
    const beto = find('beto')
    if (beto === undefined) throw new Error('Beto is there.')
    expect(mayApprove(pack, strict, { ...beto, suspended: 'identity_changed' }, parties)).toBe(
      false,
    )
    expect(mayApprove(pack, strict, undefined, parties)).toBe(false)
    expect(mayApprove(pack, strict, beto, { ...parties, subject: 'beto' })).toBe(false)
  })

  it('exclude approvers of other tenants', () => {
    expect(mayApprove(pack, strict, find('rita'), parties)).toBe(false)
    expect(mayApprove(pack, strict, find('rita'), { ...parties, tenant: 'dev:globex' })).toBe(true)
  })
})

describe('a granted scope', () => {
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
  ])('%s covers %s: %s', (grant, wanted, yes) => {
    expect(covers(grant, wanted)).toBe(yes)
  })
})

describe('the result of the votes', () => {
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
  ] as const)(
    '%s with %s approvers and %s denials needed is %s',
    (votes, approvers, denials, end) => {
      expect(quorumResult(vote(votes), { approvers, denials, groups: [] }, () => [])).toBe(end)
    },
  )
})
