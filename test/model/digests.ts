// A bench where an approver gets few messages an hour, and accessors for its digests.

import { expect } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import type { Letter } from '../../src/engine/transport.ts'
import type { Bench } from './bench.ts'
import { rulesFor, withLimits, withPack } from './content.ts'
import { request, withBench } from './scenes.ts'

export const minute = 60_000
export const hour = 60 * minute

const dev = rulesFor('dev', 'HAPF-Strong')

export function rulesWithMessageLimit(most: number, base: Rules = dev): Rules {
  const requests = { most: 1_000, within: hour }
  const approver_messages = { most, within: hour }
  return withLimits(base, { open_requests: 1_000, requests, approver_messages })
}

/** Runs a test on a bench where an approver gets at most this many messages an hour. */
export async function withMessageLimit(
  most: number,
  test: (bench: Bench) => Promise<void>,
  rules = rulesWithMessageLimit(most),
): Promise<void> {
  await withBench({ rules, seed: 'digest' }, async (bench) => {
    await test(bench)
    expect(bench.errors).toEqual([])
  })
}

export const lettersTo = (bench: Bench, person: string) =>
  bench.letters.filter((one) => one.to === person)
const isDigest = ({ text }: Letter) => /News of|wait for you|waits for you\n/.test(text)
export const digests = (bench: Bench, person: string) => lettersTo(bench, person).filter(isDigest)
export const countWaitingNews = (bench: Bench) =>
  bench.look.prepare('SELECT person, command_id FROM untold').all().length

/** Ana makes this many requests. */
export async function requestCancellations(
  bench: Bench,
  count: number,
): Promise<readonly string[]> {
  const names: string[] = []
  for (let order = 1; order <= count; order += 1)
    names.push(await request(bench, 'ana', `cancel order ${order}`))
  return names
}

/** The approval policy `destructive` with two approvers. */
export function rulesForTwoApprovers(): Rules {
  const { approvals = {} } = dev.pack ?? {}
  const { destructive } = approvals
  if (destructive === undefined) throw new Error('The pack has such a policy.')
  return withPack(dev, {
    approvals: { ...approvals, destructive: { ...destructive, approvers: 2 } },
  })
}

/** The token of a request in this person's newest digest. */
export function tokenInDigest(bench: Bench, name: string, person: string): string {
  const text = digests(bench, person).at(-1)?.text ?? ''
  const found = new RegExp(`${name}\n[^]*?\n1 (\\w{6}) - Approve`).exec(text)?.[1]
  if (found === undefined) throw new Error(`${name} is in no digest of ${person}.`)
  return found
}
