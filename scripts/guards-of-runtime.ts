// The guards of the process that runs for months, for `guards.ts`.

const owner = ['test/store/database.test.ts']

export const guardsOfRuntime = [
  {
    guard: 'runtime: one process has an environment',
    file: 'src/store/own.ts',
    text: "db.exec('BEGIN EXCLUSIVE')",
    replacement: '',
    tests: owner,
  },
  {
    guard: 'runtime: a number that no process has names no holder',
    file: 'src/store/own.ts',
    text: ' && isThere(pid)',
    replacement: '',
    tests: owner,
  },
  {
    guard: 'runtime: an environment that stays held is not tried for ever',
    file: 'src/supervisor.ts',
    text: "if (code === exitHeld && deaths >= patience.heldMost) return 'held'",
    replacement: '',
    tests: ['test/supervisor/supervisor.test.ts'],
  },
]
