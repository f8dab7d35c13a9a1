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
  {
    guard: 'screens: what a change makes is read whole',
    file: 'src/command/command-lines.ts',
    text: 'after: wholly(side(field, after)),',
    replacement: 'after: side(field, after),',
    tests: ['test/doors/long-values.test.ts'],
  },
  {
    guard: 'screens: what was typed is read whole',
    file: 'src/command/command-lines.ts',
    text: '...given].map(inFull)',
    replacement: '...given]',
    tests: ['test/doors/long-values.test.ts'],
  },
  {
    guard: 'screens: a digest is no longer than a message may be',
    file: 'src/command/digest.ts',
    text: 'return index === 0 || room >= 0',
    replacement: 'return index === 0 || room !== 0',
    tests: ['test/engine/digest.test.ts'],
  },
  {
    guard: 'screens: rules look at values of units to their end',
    file: 'src/connectors/unit-shown.ts',
    text: '[[name, oneLine(value)] as const]',
    replacement: '[[name, oneLine(value).slice(0, 200)] as const]',
    tests: ['test/doors/long-values.test.ts'],
  },
  {
    guard: 'screens: rules look at values of sites to their end',
    file: 'src/connectors/described.ts',
    text: 'value === undefined ? [] : [[name, oneLine(value)] as const]',
    replacement: 'value === undefined ? [] : [[name, oneLine(value).slice(0, 200)] as const]',
    tests: ['test/connectors/http.test.ts'],
  },
] as const
