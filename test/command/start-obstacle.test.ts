// The last gate in isolation: a granted command, one thing changed, and the reason that the gate
// gives.

import { expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import type { Facts } from '../../src/command/facts.ts'
import { fingerprintOf } from '../../src/command/fingerprint.ts'
import { startObstacle } from '../../src/command/finished/start.ts'
import type { Person } from '../../src/policy/people.ts'
import { knownFor, random, saying } from '../model/real-facts.ts'
import { onBench, request } from '../model/scenes.ts'

interface Case {
  readonly facts: Facts
  readonly command: Command
}

/** An action with two approvers that both have granted, and no obstacle. */
async function withGranted(test: (one: Case) => void): Promise<void> {
  await onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    const command = bench.store().commandNamed(name).commands[0]
    if (command?.approval == null) throw new Error('It waits for approval.')
    const now = bench.now()
    const votes = ['beto', 'carla'].map((approver) => ({
      approver,
      choice: 'grant' as const,
      at: now,
      stepUp: 'none' as const,
    }))
    const known = knownFor(bench, saying(bench, 'dora', 'status'))
    const facts = { ...known, rules: bench.rules, now, random, onCall: [] }
    test({ facts, command: { ...command, approval: { ...command.approval, votes } } })
  })
}

function withPerson(facts: Facts, id: string, change: Partial<Person>): Facts {
  return {
    ...facts,
    people: facts.people.map((one) => (one.id === id ? { ...one, ...change } : one)),
  }
}

function withApproval(
  command: Command,
  change: Partial<NonNullable<Command['approval']>>,
): Command {
  if (command.approval === null) throw new Error('It has an approval.')
  return { ...command, approval: { ...command.approval, ...change } }
}

/** Policy asks for a second factor now, in this environment and for this class. */
function withStepUp(facts: Facts, { safetyClass }: Command, wanted: 'each' | number): Facts {
  const { pack, environment } = facts.rules
  if (pack === null) throw new Error('A pack is bound.')
  const step_up = { ...pack.step_up, [environment]: { [safetyClass]: wanted } }
  return { ...facts, rules: { ...facts.rules, pack: { ...pack, step_up } } }
}

const votesOf = (command: Command) => command.approval?.votes ?? []

const cases: Readonly<Record<string, readonly [(one: Case) => Case, string | null]>> = {
  'nothing has changed': [(one) => one, null],
  'the time is over': [
    ({ facts, command }) => ({
      command,
      facts: { ...facts, now: command.approval?.expiresAt ?? 0 },
    }),
    'approval_expired',
  ],
  'its last millisecond is not over': [
    ({ facts, command }) => ({
      command,
      facts: { ...facts, now: (command.approval?.expiresAt ?? 0) - 1 },
    }),
    null,
  ],
  'a slot was changed': [
    ({ facts, command }) => ({ facts, command: { ...command, slots: { reason: 'another' } } }),
    'policy_changed',
  ],
  'a file that defines it was edited': [
    ({ facts, command }) => ({
      facts,
      command: { ...command, definition: { 'command lockdown.off': 'd2'.repeat(32) } },
    }),
    'definition_changed',
  ],
  'people saw another fingerprint': [
    ({ facts, command }) => ({
      facts,
      command: withApproval(command, { fingerprint: 'f0'.repeat(32) }),
    }),
    'policy_changed',
  ],
  'it was asked under other policy bytes': [
    ({ facts, command }) => ({
      facts,
      command:
        command.binding === null
          ? command
          : { ...command, binding: { ...command.binding, digest: 'd0'.repeat(32) } },
    }),
    'policy_changed',
  ],
  'the pack has other bytes than the binding says': [
    ({ facts, command }) => {
      const { pack } = facts.rules
      if (pack === null) throw new Error('A pack is bound.')
      return {
        command,
        facts: { ...facts, rules: { ...facts.rules, pack: { ...pack, digest: 'd0' } } },
      }
    },
    'policy_missing',
  ],
  'there is no pack': [
    ({ facts, command }) => ({
      command,
      facts: { ...facts, rules: { ...facts.rules, pack: null } },
    }),
    'policy_missing',
  ],
  'the flow is gone': [
    ({ facts, command }) => ({
      command,
      facts: { ...facts, rules: { ...facts.rules, flows: new Map() } },
    }),
    'policy_changed',
  ],
  'it belongs to another environment': [
    ({ facts, command }) => ({ facts, command: { ...command, environment: 'prod' } }),
    'unauthorized',
  ],
  'the requester is gone': [
    ({ facts, command }) => ({
      command,
      facts: { ...facts, people: facts.people.filter((one) => one.id !== 'dora') },
    }),
    'unauthorized',
  ],
  'the requester lost the scope': [
    ({ facts, command }) => ({
      command,
      facts: withPerson(facts, 'dora', { roles: ['observer'] }),
    }),
    'unauthorized',
  ],
  'an approver lost the scope': [
    ({ facts, command }) => ({
      command,
      facts: withPerson(facts, 'beto', { roles: ['requester'] }),
    }),
    'unauthorized',
  ],
  'an approver is suspended': [
    ({ facts, command }) => ({
      command,
      facts: withPerson(facts, 'beto', { suspended: 'by_admin' }),
    }),
    'unauthorized',
  ],
  'an approver is of another tenant now': [
    ({ facts, command }) => ({
      command,
      facts: withPerson(facts, 'beto', { tenant: 'test:globex' }),
    }),
    'unauthorized',
  ],
  'one of the two is missing': [
    ({ facts, command }) => ({
      facts,
      command: withApproval(command, { votes: votesOf(command).slice(1) }),
    }),
    'unauthorized',
  ],
  'one person granted twice': [
    ({ facts, command }) => ({
      facts,
      command: withApproval(command, {
        votes: votesOf(command).map((vote) => ({ ...vote, approver: 'beto' })),
      }),
    }),
    'unauthorized',
  ],
  'one of the two is the requester': [
    ({ facts, command }) => ({
      facts,
      command: withApproval(command, {
        votes: votesOf(command).map((vote, index) =>
          index === 0 ? { ...vote, approver: 'dora' } : vote,
        ),
      }),
    }),
    'unauthorized',
  ],
  'fewer approvers were asked for than policy wants now': [
    ({ facts, command }) => ({
      facts,
      command: withApproval(command, { approvers: 1, votes: votesOf(command).slice(1) }),
    }),
    'policy_changed',
  ],
  'the request tolerated more denials than policy does now': [
    ({ facts, command }) => ({ facts, command: withApproval(command, { denials: 9 }) }),
    'policy_changed',
  ],
  'a rule now demands a second scope': [
    ({ facts, command }) => {
      const { pack } = facts.rules
      const { high_impact } = pack?.approvals ?? {}
      if (pack === null || high_impact === undefined) throw new Error('A pack is bound.')
      const then = { approval: 'both' }
      const rules = [{ name: 'more', when: { commands: ['lockdown.off'] }, then }]
      const approvals = { ...pack.approvals, both: { ...high_impact, scope: 'admin.policy' } }
      const { scope } = high_impact
      const asked = withApproval(command, { policyId: 'both', scope: 'admin.policy' })
      const bound = { ...facts.rules, pack: { ...pack, rules, approvals } }
      // Beto and Carla hold the other one too, so that the terms alone stand in the way.
      const given = withPerson(
        withPerson(facts, 'beto', { grants: ['admin.policy', scope] }),
        'carla',
        {
          grants: ['admin.policy', scope],
        },
      )
      return { command: asked, facts: { ...given, rules: bound } }
    },
    'policy_changed',
  ],
  'holders of another scope were asked': [
    ({ facts, command }) => ({ facts, command: withApproval(command, { scope: 'audit.read' }) }),
    'policy_changed',
  ],
  'the requester was allowed to approve': [
    ({ facts, command }) => ({
      facts,
      command: withApproval(command, { requesterMayApprove: true }),
    }),
    'policy_changed',
  ],
  'people of another approval policy were asked': [
    ({ facts, command }) => ({ facts, command: withApproval(command, { policyId: 'people' }) }),
    'policy_changed',
  ],
  'policy demands a second factor by now': [
    ({ facts, command }) => ({ command, facts: withStepUp(facts, command, 'each') }),
    'policy_changed',
  ],
  'policy demands a fresher second factor by now': [
    ({ facts, command }) => ({
      command: withApproval(command, { stepUp: 600_000 }),
      facts: withStepUp(facts, command, 'each'),
    }),
    'policy_changed',
  ],
  'the command that a recovery takes back is missing': [
    ({ facts, command }) => {
      const acts = [{ does: 'aval.lockdown.on', slots: {}, mends: 'C-GONE' }]
      const fingerprint = fingerprintOf({ ...command, acts })
      const mending = { ...command, acts, fingerprint }
      return { facts, command: withApproval(mending, { fingerprint }) }
    },
    'impossible',
  ],
  'it was never approved': [
    ({ facts, command }) => ({ facts, command: { ...command, approval: null } }),
    'policy_missing',
  ],
}

const named = Object.entries(cases).map(
  ([what, [change, reason]]) => [what, reason ?? 'it may start', change, reason] as const,
)

it.each(named)('a granted command, when %s: %s', (_what, _end, change, reason) =>
  withGranted((one) => {
    const { facts, command } = change(one)
    expect(startObstacle(facts, command)).toBe(reason)
  }),
)
