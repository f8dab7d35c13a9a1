// Delegations of duties: one person has one card, and no place of a group is lost.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseApprovers, mayApprove, type Roster } from '../../src/policy/approval.ts'
import type { Person } from '../../src/policy/people.ts'
import { castOf, shippedPack } from '../model/content.ts'

const pack = shippedPack()
const people = castOf('dev').filter((one) => one.tenant === 'dev:acme')
const parties = { requester: 'max', tenant: 'dev:acme' }
const now = 1_000
const terms = { scope: 'admin.approve.destructive', requesterMayApprove: false }

function approvalNeeding(approvers: number): Parameters<typeof chooseApprovers>[1] {
  const policy = pack.approvals['destructive']
  if (policy === undefined) throw new Error('The shipped pack has a destructive policy.')
  return { ...policy, ...terms, id: 'destructive', approvers, stepUp: null }
}

/** The index of each person's delegate; their own index for none. */
const delegations = fc.array(fc.nat(people.length - 1), {
  minLength: people.length,
  maxLength: people.length,
})

function withDelegations(to: readonly number[]): readonly Person[] {
  return people.map((one, index) => {
    const delegate = people[to[index] ?? index]
    return delegate === undefined || delegate.id === one.id
      ? one
      : { ...one, delegation: { to: delegate.id, since: 0, until: now + 1 } }
  })
}

function placesOf({ first, fallback, unasked }: Roster): readonly string[] {
  const cards = [...first, ...fallback].map((one) => one.insteadOf ?? one.person.id)
  return [...cards, ...unasked.map((one) => one.person)]
}

test.each([1, 2, 5])('with %i approvers, one card each and no candidate is lost', (approvers) => {
  const need = approvalNeeding(approvers)
  const roles = [...need.ask, ...need.fallback]
  const entitled = people
    .filter((one) => one.roles.some((role) => roles.includes(role)))
    .filter((one) => mayApprove(pack, terms, one, parties))
    .map((one) => one.id)
    .toSorted()
  expect(entitled.length).toBeGreaterThan(3)
  fc.assert(
    fc.property(delegations, (to) => {
      const asked = chooseApprovers(pack, need, withDelegations(to), parties, { now, onCall: [] })
      const humans = [...asked.first, ...asked.fallback].map((one) => one.person.id)
      expect(new Set(humans).size).toBe(humans.length)
      expect(placesOf(asked).toSorted()).toEqual(entitled)
      if (asked.first.length < approvers) expect(asked.fallback).toEqual([])
    }),
    { seed: 20260105, numRuns: 500 },
  )
})
