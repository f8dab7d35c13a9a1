// The guards against people who know the rules, each to be removed once by scripts/guards.ts.

const insiders = ['test/engine/insiders.test.ts']

export const guardsOfInsiders = [
  {
    guard: 'insider: another reason is no other action',
    file: 'src/command/counts.ts',
    text: "spec[name]?.kind === 'text' && spec[name].optional",
    replacement: 'false',
    tests: insiders,
  },
  {
    guard: 'insider: a phone that changes hands while its owner rests',
    file: 'src/command/noticed.ts',
    text: "one.suspended !== 'identity_changed'",
    replacement: 'one.suspended === undefined',
    tests: insiders,
  },
  {
    guard: 'insider: nobody approves their own erasure',
    file: 'src/command/propose.ts',
    text: "does.startsWith('aval.people.') || does === 'aval.retention.forget'",
    replacement: "does.startsWith('aval.people.')",
    tests: insiders,
  },
  {
    guard: 'insider: no namesake inherits a duty',
    file: 'src/command/retention.ts',
    text: '      ...handedBack(facts, person),\n',
    replacement: '',
    tests: insiders,
  },
  {
    guard: 'insider: no tenant of prod forgets within a year',
    file: 'src/environment/settings-contradiction.ts',
    text: '(one.retention?.evidence ?? year) < year',
    replacement: 'year < 0',
    tests: ['test/environment/settings.test.ts'],
  },
] as const
