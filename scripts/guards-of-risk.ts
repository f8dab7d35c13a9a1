// The guards between the risk of a change, or a quota of its agent, and its effect, for `guards.ts`.

const tiers = ['test/policy/tiers.test.ts']
const quota = ['test/doors/agents-quota.test.ts']
const acts = ['test/doors/agents-act.test.ts']

export const guardsOfRisk = [
  {
    guard: 'risk: a deletion is HIGH',
    file: 'src/connectors/unit-risk.ts',
    text: "if (after.deleted) return [{ name: 'deletion', risk: 'HIGH', concern: 'lifecycle' }]",
    replacement: '',
    tests: ['test/connectors/config.test.ts'],
  },
  {
    guard: 'risk: a field that does not say it counts as the highest',
    file: 'src/connectors/unit-risk.ts',
    text: "const unsaid = { risk: 'HIGH', concern: 'lifecycle' } as const",
    replacement: "const unsaid = { risk: 'LOW', concern: 'lifecycle' } as const",
    tests: ['test/connectors/config.test.ts'],
  },
  {
    guard: 'risk: prod is one more',
    file: 'src/policy/risk.ts',
    text: "environment === 'prod' ? 1 : 0",
    replacement: '0',
    tests: ['test/policy/risk.test.ts'],
  },
  {
    guard: 'risk: a rule takes nothing away from the number of the class',
    file: 'src/policy/needs.ts',
    text: '...(isAsked ? [declared] : []), ...named',
    replacement: '...named',
    tests: tiers,
  },
  {
    guard: 'risk: a rule takes no place away',
    file: 'src/policy/needs.ts',
    text: 'groupsOfAll([policy, ...others])',
    replacement: 'policy.groups',
    tests: tiers,
  },
  {
    guard: 'risk: what a rule wants acknowledged, no agent does by itself',
    file: 'src/policy/needs.ts',
    text: "return acknowledged || (agent.may === 'propose'",
    replacement: "return (agent.may === 'propose'",
    tests: tiers,
  },
  {
    guard: 'risk: agents do S1 alone by themselves',
    file: 'src/policy/needs.ts',
    text: "command.safetyClass === 'S1' && pack.agents",
    replacement: 'pack.agents',
    tests: tiers,
  },
  {
    guard: 'risk: agents act by themselves below staging alone',
    file: 'src/policy/pack.ts',
    text: "z.enum(['dev', 'test'], 'agents act by themselves in dev and test')",
    replacement: 'environmentSchema',
    tests: tiers,
  },
  {
    guard: 'risk: a rule on what the preview shows refuses before anybody confirms',
    file: 'src/command/propose.ts',
    text: 'policyFacts(facts, revised(command, { preview: shown }), flow, sender)',
    replacement: 'policyFacts(facts, command, flow, sender)',
    tests: acts,
  },
  {
    guard: 'risk: an agent that acts confirms in its own name',
    file: 'src/command/propose.ts',
    text: 'const asker = command.agent ?? command.requester',
    replacement: 'const asker = command.requester',
    tests: acts,
  },
  {
    guard: 'risk: what a change touches is held against the evidence',
    file: 'src/command/recorded.ts',
    text: '[body.changes, body.shows, body.touches ?? []]',
    replacement: '[body.changes, body.shows, preview.touches ?? []]',
    tests: acts,
  },
  {
    guard: 'risk: nobody but the asker and its agent confirms',
    file: 'src/command/recorded.ts',
    text: 'actor !== requester && actor !== agent',
    replacement: 'actor !== requester && false',
    tests: acts,
  },
  {
    guard: 'quota: an agent has no more units than it may',
    file: 'src/connectors/config.ts',
    text: 'if (over === null) return',
    replacement: 'if (over !== undefined) return',
    tests: quota,
  },
  {
    guard: 'quota: the last one is not taken twice',
    file: 'src/connectors/config.ts',
    text: 'inTurn(() => apply(kinds, units, order))',
    replacement: 'apply(kinds, units, order)',
    tests: quota,
  },
  {
    guard: 'quota: what others made does not count',
    file: 'src/connectors/config.ts',
    text: 'all.filter((one) => one.agent === agent.name)',
    replacement: 'all',
    tests: quota,
  },
  {
    guard: 'quota: what is brought back counts again',
    file: 'src/connectors/config.ts',
    text: '!unit.deleted && (before === null || before.deleted)',
    replacement: 'before === null',
    tests: quota,
  },
  {
    guard: 'agent: a storm of refusals is told as it comes',
    file: 'src/transports/http/sessions.ts',
    text: 'if (atOnce || parts.now()',
    replacement: 'if (parts.now()',
    tests: ['test/doors/denials.test.ts'],
  },
] as const
