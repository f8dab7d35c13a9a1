// Guards of verify's check of what may be erased, for `guards.ts`.

const tests = ['test/store/verify-erasure.test.ts']
const file = 'src/store/verify/erasure.ts'

export const guardsOfErasure = [
  {
    guard: 'erasure: there is a reason for it',
    file,
    text: "if (said === undefined) return 'for no reason that there is'",
    replacement: 'if (said === undefined) return null',
    tests,
  },
  {
    guard: 'erasure: by the retention of then',
    file,
    text: 'if (kept !== null && said.kept !== kept) return',
    replacement: 'if (kept !== null && said.kept < 0) return',
    tests,
  },
  {
    guard: 'erasure: not before its time',
    file,
    text: 'if (Date.parse(said.before) > Date.parse(erased.time) - said.kept)',
    replacement: "if (said.before === '')",
    tests,
  },
  {
    guard: 'erasure: nothing newer than it says',
    file,
    text: "return isNewer ? 'that are newer than it says' : null",
    replacement: 'return isNewer ? null : null',
    tests,
  },
  {
    guard: 'erasure: what was of the forgotten only',
    file,
    text: 'if (stray) return',
    replacement: "if (stray && person === '') return",
    tests,
  },
  {
    guard: 'erasure: of somebody whom a command forgot',
    file,
    text: 'if (mayBe) gone',
    replacement: 'if (mayBe || !mayBe) gone',
    tests,
  },
  {
    guard: 'erasure: nothing in a legal hold',
    file,
    text: "return last?.isOn === true ? 'in a legal hold' : null",
    replacement: 'return last === undefined ? null : null',
    tests,
  },
] as const
