// The guards of the last gate that only stand where something slips within one turn, for `guards.ts`.

const gate = { file: 'src/command/start.ts', tests: ['test/engine/within-one-turn.test.ts'] }
const policyChanged = "return 'policy_changed'"

export const guardsOfTurn = [
  {
    ...gate,
    guard: 'turn: expiry',
    text: "if (facts.now >= approval.expiresAt) return 'approval_expired'",
    replacement: '',
  },
  {
    ...gate,
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
    ...gate,
    guard: 'turn: bound policy',
    text: `if (!sameBinding(command.binding, facts.rules.binding)) ${policyChanged}`,
    replacement: '',
  },
  {
    ...gate,
    guard: 'turn: environment',
    text: "if (command.environment !== facts.rules.environment) return 'unauthorized'",
    replacement: '',
  },
  {
    ...gate,
    guard: 'turn: version of the flow',
    text: `if (flow === undefined || flow.version !== command.version) ${policyChanged}`,
    replacement: `if (flow === undefined) ${policyChanged}`,
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
    text: '      mayAnswer(pack, approval, facts.people, vote, partiesOf(command), facts.now),',
    replacement: '      vote.at > 0,',
  },
  {
    ...gate,
    guard: 'turn: policy is asked again',
    text: "if (again.kind === 'refused') return again.reason",
    replacement: "if (again.kind === 'refused') return null",
  },
] as const
