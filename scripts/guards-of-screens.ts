// What people must be able to read on a card or in news, each to be removed once by scripts/guards.ts.

const tests = ['test/chats.test.ts']

export const guardsOfScreens = [
  {
    guard: 'screens: what is not real says so',
    file: 'src/command/command-lines.ts',
    text: 'return [headline(command), ...sandboxLine(facts, command)]',
    replacement: 'return [headline(command)]',
    tests,
  },
  {
    guard: 'screens: no tenant hears who another one asked',
    file: 'src/command/delivery.ts',
    text: '...tellAdmins(facts, command.requester, notice, command.tenant),',
    replacement: '...tellAdmins(facts, command.requester, notice),',
    tests,
  },
  {
    guard: 'screens: a new app says which one it replaces',
    file: 'src/command/inside/shown.ts',
    text: 'shows: [[replaced, since], ...shows]',
    replacement: 'shows',
    tests,
  },
  {
    guard: 'screens: a yes in words is heard as one',
    file: 'src/conversation/understand.ts',
    text: "if (isPicture(text) || words.every(isSaid)) return { kind: 'reply' }",
    replacement: '',
    tests: ['test/conversation/replies.test.ts'],
  },
  {
    guard: 'screens: nobody else is not said where somebody is asked',
    file: 'src/command/previewed.ts',
    text: 'decision.needs.approval === null',
    replacement: 'facts.now > 0',
    tests,
  },
  {
    guard: 'screens: a yes that is the last one says so',
    file: 'src/command/cards.ts',
    text: "...(isDecidedAlone ? [phrase('nobody-else-asked')] : []),",
    replacement: '',
    tests,
  },
  {
    guard: 'screens: who loses a delegation is seen before',
    file: 'src/command/inside/shown.ts',
    text: "changes: [{ field: 'delegated to', before, after }]",
    replacement: 'changes: before === after ? [] : []',
    tests,
  },
  {
    guard: 'screens: nobody waits for whoever may no longer answer',
    file: 'src/command/progress.ts',
    text: 'missing.filter((ask) => isAble(facts, command, approval, ask))',
    replacement: 'missing.filter((ask) => isAble(facts, command, approval, ask) || facts.now > 0)',
    tests: ['test/engine/taken-rights.test.ts'],
  },
  {
    guard: 'screens: nobody is led to an undo that is refused',
    file: 'src/command/recover.ts',
    text: "[is, isAct(made) ? phrase('undo-instead', { name: retriedBy }) : made]",
    replacement: "[is, phrase('undo-instead', { name: retriedBy })]",
    tests,
  },
  {
    guard: 'answers: two words of letters are no code',
    file: 'src/conversation/choice.ts',
    text: "(between.includes(' ') && !/\\d/.test(rest))",
    replacement: "between === '.'",
    tests: ['test/conversation/understand.test.ts'],
  },
] as const
