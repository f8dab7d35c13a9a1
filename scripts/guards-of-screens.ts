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
] as const
