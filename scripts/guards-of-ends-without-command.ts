// Guards against lockdowns and rights that end without a command, for `guards.ts`.

const lockdowns = ['test/store/verify-lockdowns.test.ts']
const anew = ['test/store/verify-replay.test.ts']
const rights = ['test/command/rights-checker.test.ts']
const alone = ['test/engine/command-line-rights.test.ts']
const ends = 'src/store/verify/lockdowns.ts'
const told = 'src/command/verify/rights-without-command.ts'
const schemas = 'src/command/verify/schema-checker.ts'

export const guardsOfEnds = [
  {
    guard: 'ends: verify looks at what ends a lockdown',
    file: 'src/store/verify/environment-state.ts',
    text: '    ...lockdownFaults(locks.map(lockNotice), askedCommands(db, texts)),\n',
    replacement: '    ...lockdownFaults([], askedCommands(db, texts)),\n',
    tests: lockdowns,
  },
  {
    guard: 'ends: one command ends one lockdown',
    file: ends,
    text: '    isFirst &&\n',
    replacement: '    used.size > 0 &&\n',
    tests: lockdowns,
  },
  {
    guard: 'ends: whoever asked ends it',
    file: ends,
    text: '    command.requester === actor &&\n',
    replacement: '',
    tests: lockdowns,
  },
  {
    guard: 'ends: it ends when its command succeeds',
    file: ends,
    text: '    command.time === time &&\n',
    replacement: '',
    tests: lockdowns,
  },
  {
    guard: 'ends: a command ends it that does so',
    file: ends,
    text: '(command.does === null || command.does === does)',
    replacement: "(command.does === null || does !== '')",
    tests: lockdowns,
  },
  {
    guard: 'ends: a command ends the part that it names',
    file: ends,
    text: '(command.part === null || isMeant(part, command.part))',
    replacement: '(command.part === null || part.length > 0)',
    tests: lockdowns,
  },
  {
    guard: 'ends: nothing ends before its time',
    file: ends,
    text: "return end === null || end > time ? 'ends a lockdown before its time' : null",
    replacement: 'return null',
    tests: lockdowns,
  },
  {
    guard: 'ends: no lockdown is made shorter',
    file: ends,
    text: "return isHeld && isSooner ? 'lets a lockdown end sooner' : null",
    replacement: 'return null',
    tests: lockdowns,
  },
  {
    guard: 'ends: a code of not long ago was shown',
    file: 'src/command/verify/replayed-approvals.ts',
    text: '!past.showedSince(actor, artifact.position, since)',
    replacement: 'since < 0',
    tests: anew,
  },
  {
    guard: 'ends: a quorum has its groups',
    file: 'src/command/verify/replayed-approvals.ts',
    text: 'return left.size === 0 ? null :',
    replacement: 'return left.size >= 0 ? null :',
    tests: anew,
  },
  {
    guard: 'ends: nobody comes back from rest by nothing',
    file: told,
    text: 'const isBack = before.rest !== undefined &&',
    replacement: "const isBack = before.rest === '' &&",
    tests: rights,
  },
  {
    guard: 'ends: whom an admin put to rest comes back by a command',
    file: told,
    text: "isShown && id === actor && before.rest !== 'by_admin'",
    replacement: 'isShown && id === actor',
    tests: rights,
  },
  {
    guard: 'ends: a migration was one',
    file: schemas,
    text: "return isOne ? null : 'it says that a migration was, and there was none'",
    replacement: 'return null',
    tests: rights,
  },
  {
    guard: 'ends: a schema never goes back',
    file: schemas,
    text: 'const isOlder = said < schema',
    replacement: 'const isOlder = said < 0',
    tests: rights,
  },
  {
    guard: 'ends: the command line decides where nobody could in chat',
    file: 'src/command/verify/command-line-act.ts',
    text: "? 'others could decide it in chat'\n",
    replacement: '? null\n',
    tests: alone,
  },
  {
    guard: 'ends: an act of the command line says by which command',
    file: 'src/command/verify/command-line-act.ts',
    text: "if (said === undefined || policy === null) return 'nothing says by which command'",
    replacement: 'if (said === undefined || policy === null) return null',
    tests: alone,
  },
] as const
