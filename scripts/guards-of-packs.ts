// The guards against packs that say odd things, each to be removed once by scripts/guards.ts.

const odd = ['test/engine/odd-packs.test.ts']
const pack = ['test/policy/pack.test.ts']

export const guardsOfPacks = [
  {
    guard: 'odd pack: what nobody confirms is looked at all the same',
    file: 'src/command/propose.ts',
    text: ' && !isLookedAt(flow)',
    replacement: '',
    tests: odd,
  },
  {
    guard: 'odd pack: a freeze leaves the way to stop',
    file: 'src/policy/needs.ts',
    text: ' || isLeftOpen(command)) return null',
    replacement: ') return null',
    tests: odd,
  },
  {
    guard: 'odd pack: an emergency is declared in a freeze, too',
    file: 'src/policy/needs.ts',
    text: 'isDeclared || inEmergency',
    replacement: 'inEmergency',
    tests: odd,
  },
  {
    guard: 'odd pack: rules leave the way to stop',
    file: 'src/policy/needs.ts',
    text: '!isLeftOpen(command) || when.commands',
    replacement: 'when.classes !== null || when.commands',
    tests: odd,
  },
  {
    guard: 'odd pack: a number of approvers leaves the way to stop',
    file: 'src/policy/needs.ts',
    text: 'isLeftOpen(facts.command) ? undefined : profile',
    replacement: 'profile',
    tests: odd,
  },
  {
    guard: 'odd pack: a rule that names a command means it',
    file: 'src/policy/needs.ts',
    text: ' || when.commands !== undefined',
    replacement: '',
    tests: odd,
  },
  {
    guard: 'odd pack: an agent is under every rule',
    file: 'src/policy/lockdown.ts',
    text: " && agent === null && (safetyClass === 'S0'",
    replacement: " && (safetyClass === 'S0'",
    tests: ['test/policy/agents.test.ts'],
  },
  {
    guard: 'odd pack: rules look at what would change',
    file: 'src/command/start.ts',
    text: ', ...(preview?.shows ?? []), ...changed]',
    replacement: ', ...(preview?.shows ?? [])]',
    tests: odd,
  },
  {
    guard: 'odd pack: rules look at each part of a list',
    file: 'src/command/start.ts',
    text: '[[bare(field), one]]',
    replacement: '[[field, one]]',
    tests: odd,
  },
  {
    guard: 'odd pack: a rule is about the undo that does the same',
    file: 'src/command/start.ts',
    text: ', ...doneBesides(facts.rules, command, flow)]',
    replacement: ']',
    tests: odd,
  },
  {
    guard: 'odd pack: the harsher of two that do the same',
    file: 'src/command/recover.ts',
    text: 'doing.some(({ risk }) => highImpactClasses.includes(risk))',
    replacement: "highImpactClasses.includes(doing[0]?.risk ?? 'S0')",
    tests: odd,
  },
  {
    guard: 'odd pack: no limit looks back further than is counted',
    file: 'src/policy/pack.ts',
    text: 'span <= 24 * 3_600_000',
    replacement: 'span > 0',
    tests: pack,
  },
  {
    guard: 'odd pack: every number of approvers has a policy',
    file: 'src/policy/pack.ts',
    text: 'of safetyClasses) {',
    replacement: "of ['S2', 'S3', 'R3'] as const) {",
    tests: pack,
  },
] as const
