// The guards of the process that runs for months, for `guards.ts`.

const rests = ['test/engine/connector-rest.test.ts']
const lanes = ['test/engine/lanes.test.ts']
const erased = ['test/environment/words-erased.test.ts']
const owner = ['test/store/database.test.ts']

export const guardsOfRuntime = [
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
  {
    guard: 'runtime: nothing is sent to a connector that rests',
    file: 'src/connectors/http.ts',
    text: "if (admission.kind === 'resting') {",
    replacement: "if (admission.kind === 'resting' && false) {",
    tests: ['test/connectors/resting.test.ts'],
  },
  {
    guard: 'runtime: one trial at a time',
    file: 'src/engine/connector-rest.ts',
    text: '(onTrial || clock.now() < rest.until)',
    replacement: '(clock.now() < rest.until)',
    tests: rests,
  },
  {
    guard: 'runtime: a rest that was told is not told again',
    file: 'src/engine/connector-rest.ts',
    text: 'if (first) note(',
    replacement: 'note(',
    tests: rests,
  },
  {
    guard: 'runtime: an answer wakes a connector',
    file: 'src/engine/connector-rest.ts',
    text: '    rest = null\n    note(',
    replacement: '    note(',
    tests: rests,
  },
  {
    guard: 'runtime: a letter that hangs gives its lane back',
    file: 'src/engine/deliver.ts',
    text: 'hanging.inTime(id, hand(parts, letter, chat, pictures.of(id)))',
    replacement: 'hand(parts, letter, chat, pictures.of(id))',
    tests: lanes,
  },
  {
    guard: 'runtime: what is taken late is not handed over again',
    file: 'src/engine/hanging.ts',
    text: 'hung.delete(id)) late(id)',
    replacement: 'hung.delete(id)) return',
    tests: lanes,
  },
  {
    guard: 'runtime: what the engine refused is heard again',
    file: 'src/transports/baileys/notes.ts',
    text: '      refused.add(id)\n',
    replacement: '',
    tests: ['test/transports/notes.test.ts'],
  },
  {
    guard: 'runtime: a line that is being written is not taken for a torn one',
    file: 'src/places/ship-file.ts',
    text: '    waitForWriters(path)\n',
    replacement: '',
    tests: ['test/places/two-writers.test.ts'],
  },
  {
    guard: 'runtime: what hangs does not keep a process from stopping well',
    file: 'src/engine/engine.ts',
    text: 'await untilLate(idle(), log)',
    replacement: 'await idle()',
    tests: ['test/engine/stop-in-time.test.ts'],
  },
  {
    guard: 'runtime: retention takes the words of commands',
    file: 'src/store/erase.ts',
    text: 'commands.put(withoutWords(command))',
    replacement: 'commands.put(command)',
    tests: erased,
  },
  {
    guard: 'runtime: words are missing only where the bodies are',
    file: 'src/command/recorded.ts',
    text: 'if (record.erased === true && !mayBeErased(record, evidence))',
    replacement: "if (record.erased === true && record.name === '')",
    tests: erased,
  },
  {
    guard: 'runtime: what was erased leaves the log of the file',
    file: 'src/store/sqlite-store.ts',
    text: '        log.committed()\n',
    replacement: '',
    tests: erased,
  },
  {
    guard: 'runtime: a tick is not begun beside itself',
    file: 'src/engine/schedule.ts',
    text: '    if (isUnderWay) return\n',
    replacement: '',
    tests: ['test/engine/schedule.test.ts'],
  },
  {
    guard: 'runtime: compiled code stands for its own text and Node alone',
    file: 'src/compiled.ts',
    text: 'if (!seal(text, cachedData).equals(kept.subarray(0, sealBytes))) return null',
    replacement: '',
    tests: ['test/cli/compiled.test.ts'],
  },
  {
    guard: 'runtime: lines of the sources come from the text alone',
    file: 'src/compiled.ts',
    text: 'process.sourceMapsEnabled === true',
    replacement: 'process.exitCode === null',
    tests: ['test/cli/compiled.test.ts'],
  },
  {
    guard: 'runtime: words that the build has not met are parsed at the start',
    file: 'src/environment/prepared.ts',
    text: 'const value = parse()\n  return () => value',
    replacement: 'return parse',
    tests: ['test/cli/prepared.test.ts'],
  },
  {
    guard: 'runtime: doctor names a store that no start would take',
    file: 'src/environment/doctor/doctor.ts',
    text: 'if (inspection.lacks !== null)',
    replacement: 'if (inspection.lacks === undefined)',
    tests: ['test/environment/doctor.test.ts'],
  },
  {
    guard: 'runtime: doctor sends nobody whose app waits to enrol again',
    file: 'src/environment/doctor/people.ts',
    text: "if (state !== 'pending')",
    replacement: '',
    tests: ['test/environment/doctor-people.test.ts'],
  },
]
