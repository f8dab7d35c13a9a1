// A condition that fails between the last answer and the gate, in one turn: the answer is valid and
// recorded, and the gate alone prevents the start.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import type { MessageEvent } from '../../src/command/event.ts'
import { fingerprintOf } from '../../src/command/fingerprint.ts'
import type { Person } from '../../src/policy/people.ts'
import type { StoredFacts } from '../../src/store/store.ts'
import type { Bench } from '../model/bench.ts'
import { decideOn, formOf, knownFor, saying, types } from '../model/real-facts.ts'
import { onBench, request, tokenOf } from '../model/scenes.ts'

/** A command that waits for one more answer, which arrives now and is valid. */
interface Moment {
  readonly event: MessageEvent
  readonly known: StoredFacts
  readonly id: string
  /** Who granted before, where two must. */
  readonly earlier: string | null
}

const locked = { kind: 'locked', cause: 'failed_start', error: 'a test', since: 0 } as const

type Violation = (known: StoredFacts, moment: Moment) => StoredFacts

function withCommand(
  known: StoredFacts,
  { id }: Moment,
  change: (one: Command) => Command,
): StoredFacts {
  const one = known.commands.get(id)
  if (one === undefined) throw new Error('The answer is about this command.')
  return { ...known, commands: new Map([...known.commands, [id, change(one)]]) }
}

function withApproval(
  known: StoredFacts,
  moment: Moment,
  change: (one: NonNullable<Command['approval']>) => NonNullable<Command['approval']>,
): StoredFacts {
  return withCommand(known, moment, (one) => {
    if (one.approval === null) throw new Error('It waits for approval.')
    return { ...one, approval: change(one.approval) }
  })
}

function withRequester(known: StoredFacts, moment: Moment, change: Partial<Person>): StoredFacts {
  const id = known.commands.get(moment.id)?.requester
  return withPerson(known, id ?? '', change)
}

function withPerson(known: StoredFacts, id: string, change: Partial<Person>): StoredFacts {
  const people = known.people.map((one) => (one.id === id ? { ...one, ...change } : one))
  return { ...known, people }
}

const otherAction = (one: Command): Command => {
  const moved = { ...one, slots: { ...one.slots, order: '43' } }
  return { ...moved, fingerprint: fingerprintOf(moved) }
}

/** Another action that nothing contradicts: people would have seen its very fingerprint. */
function consistent(one: Command): Command {
  const fingerprint = fingerprintOf(one)
  const approval = one.approval === null ? null : { ...one.approval, fingerprint }
  return { ...one, fingerprint, approval }
}

/** Read as later the first time, which is when the answer comes, and as now from then on. */
function overAfterTheAnswer(one: NonNullable<Command['approval']>, now: number) {
  let reads = 0
  const expiresAt = () => (reads++ === 0 ? one.expiresAt : now)
  return Object.defineProperty({ ...one }, 'expiresAt', { get: expiresAt, enumerable: true })
}

const violations: Readonly<Record<string, Violation>> = {
  'the target moved': (known, moment) =>
    withCommand(known, moment, (one) => ({ ...one, slots: { ...one.slots, order: '43' } })),
  'another action has its own fingerprint': (known, moment) =>
    withCommand(known, moment, otherAction),
  'people saw another fingerprint': (known, moment) =>
    withApproval(known, moment, (one) => ({ ...one, fingerprint: 'f0'.repeat(32) })),
  'the time passed': (known, moment) =>
    withApproval(known, moment, (one) => overAfterTheAnswer(one, moment.event.at)),
  'it was asked under other bytes of the policy': (known, moment) =>
    withCommand(known, moment, (one) => {
      if (one.binding === null) throw new Error('A policy is bound.')
      return { ...one, binding: { ...one.binding, digest: 'd0'.repeat(32) } }
    }),
  'another profile was bound': (known) => {
    if (known.bound === null) throw new Error('A policy is bound.')
    const profile = 'HAPF-Basic' as const
    return { ...known, bound: { ...known.bound, binding: { ...known.bound.binding, profile } } }
  },
  'a lockdown came': (known) => ({
    ...known,
    mode: locked,
  }),
  'its class was locked': (known, { id }) => {
    const of = known.commands.get(id)?.safetyClass ?? ''
    const lock = { part: 'class', of, by: 'dora', reason: 'a test', since: 0, until: null } as const
    return { ...known, partLocks: [lock] }
  },
  'its requester rests': (known, moment) => withRequester(known, moment, { suspended: 'by_admin' }),
  'its requester may not ask': (known, moment) =>
    withRequester(known, moment, { roles: [], grants: [] }),
  'its requester went to another tenant': (known, moment) =>
    withRequester(known, moment, { tenant: 'test:globex' }),
  'it is of another environment': (known, moment) =>
    withCommand(known, moment, (one) => consistent({ ...one, environment: 'staging' })),
  'the flow is another version': (known, moment) =>
    withCommand(known, moment, (one) => consistent({ ...one, version: one.version + 1 })),
  'fewer people were asked for': (known, moment) =>
    withApproval(known, moment, (one) => ({ ...one, approvers: 0 })),
  'holders of another scope were asked for': (known, moment) =>
    // All who answered hold this one as well.
    withApproval(known, moment, (one) => ({ ...one, scope: 'admin.approve.recovery' })),
  'who granted before may approve no more': (known, { earlier }) =>
    earlier === null
      ? { ...known, mode: locked }
      : withPerson(known, earlier, { roles: ['observer'] }),
  'who granted before rests': (known, { earlier }) =>
    earlier === null
      ? { ...known, mode: locked }
      : withPerson(known, earlier, { suspended: 'identity_changed' }),
}

async function momentOf(bench: Bench, quorum: boolean): Promise<Moment> {
  const [who, text] = quorum
    ? ['dora', 'use policy strong 1.0.0 HAPF-Strong']
    : ['ana', 'cancel order 42']
  const name = await request(bench, who, text)
  if (quorum) await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  const last = quorum ? 'carla' : 'beto'
  const event = saying(bench, last, `1 ${tokenOf(bench, name, last)}`)
  const found = bench.store().commandNamed(name).commands.at(0)
  if (found === undefined) throw new Error('It was asked for.')
  return { event, known: knownFor(bench, event), id: found.id, earlier: quorum ? 'beto' : null }
}

/** The outcome of the command, and its evidence. */
function outcome(bench: Bench, moment: Moment, known: StoredFacts) {
  const step = decideOn(bench, moment.event, known)
  const form = formOf(step, moment.id)
  const works = step.some((one) => one.kind === 'work')
  const opened = step.some((one) => one.kind === 'mode')
  const started = types(step).includes('command.started')
  return { state: form?.state, begins: works || opened || started }
}

it.each([
  ['one approver', false],
  ['two approvers', true],
] as const)(
  'with %s, the last grant starts a command, and never when any condition fails in the same turn',
  (_who, quorum) =>
    onBench('test', 'HAPF-Operational', async (bench) => {
      const moment = await momentOf(bench, quorum)
      expect(outcome(bench, moment, moment.known).begins).toBe(true)
      for (const [what, violate] of Object.entries(violations)) {
        const { state, begins } = outcome(bench, moment, violate(moment.known, moment))
        expect(begins, what).toBe(false)
        expect(['rejected', 'approval_requested', undefined], what).toContain(state)
      }
      const some = fc.subarray(Object.values(violations), { minLength: 2 })
      fc.assert(
        fc.property(some, (chosen) => {
          const slipped = chosen.reduce((known, violate) => violate(known, moment), moment.known)
          expect(outcome(bench, moment, slipped).begins).toBe(false)
        }),
        { numRuns: 300 },
      )
    }),
)
