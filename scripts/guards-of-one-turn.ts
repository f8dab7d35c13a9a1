// Guards of the last gate that matter only if something changes within one turn, for `guards.ts`.

const gate = {
  file: 'src/command/finished/start.ts',
  tests: ['test/engine/last-gate-in-one-turn.test.ts'],
}
const defined = { ...gate, file: 'src/command/definition.ts' }
const policyChanged = "return 'policy_changed'"

export const guardsOfTurn = [
  {
    ...gate,
    guard: 'turn: expiry',
    text: "if (facts.now >= approval.expiresAt) return 'approval_expired'",
    replacement: '',
  },
  {
    ...defined,
    guard: 'turn: fingerprint of the action',
    text: `if (fingerprintOf(command) !== command.fingerprint) ${policyChanged}`,
    replacement: '',
  },
  {
    ...gate,
    guard: 'turn: fingerprint that people saw',
    text: `if (approval.fingerprint !== command.fingerprint) ${policyChanged}`,
    replacement: '',
  },
  {
    ...defined,
    guard: 'turn: bound policy',
    text: `if (!isSameBinding(command.binding, rules.binding)) ${policyChanged}`,
    replacement: '',
  },
  {
    ...gate,
    guard: 'turn: environment',
    text: "if (command.environment !== facts.rules.environment) return 'unauthorized'",
    replacement: '',
  },
  {
    ...defined,
    guard: 'turn: version of the flow',
    text: 'if (rules.flows.get(command.flow)?.version !== command.version)',
    replacement: 'if (!rules.flows.has(command.flow))',
  },
  {
    ...gate,
    guard: 'turn: as strict as policy is now',
    text: `if (!isAsStrict(approval, wanted)) ${policyChanged}`,
    replacement: '',
  },
  {
    ...gate,
    guard: 'turn: each answer counts now',
    file: 'src/command/answered/valid-votes.ts',
    text: 'mayAnswer(pack, approval, facts.people, vote, parties, facts.now)),',
    replacement: 'vote.at > 0),',
  },
  {
    ...gate,
    guard: 'turn: policy is asked again',
    text: "if (again.kind === 'refused') return again.reason",
    replacement: "if (again.kind === 'refused') return null",
  },
] as const
