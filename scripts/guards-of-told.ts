// The guards of what is told of edited rows and of what evidence says after a start, for `guards.ts`.

const told = 'test/engine/told.test.ts'
const edits = 'test/engine/after-edits.test.ts'
const preview = 'test/engine/one-preview.test.ts'
const idempotency = 'test/doors/idempotency.test.ts'

export const guardsOfTold = [
  {
    guard: 'told: of a changed command nothing is told or done by its name',
    file: 'src/command/inside/inside.ts',
    text: 'if (unprovenOf(facts, target) !== null)',
    replacement: 'if (target.name === null)',
    tests: [told],
  },
  {
    guard: 'told: a changed command reminds and asks nobody',
    file: 'src/command/lapsed.ts',
    text: '.filter(([, command]) => unprovenNow(facts, command) === null)',
    replacement: '',
    tests: [told],
  },
  {
    guard: 'told: a changed command ends once, whatever else of it is due',
    file: 'src/command/lapsed.ts',
    text: 'isFirstOf(facts, deadline) ?',
    replacement: 'deadline.at > 0 ?',
    tests: ['test/engine/told.test.ts'],
  },
  {
    guard: 'told: what somebody else wrote is not told as it ends',
    file: 'src/command/reject.ts',
    text: "...(reason === 'record_changed' ? [] :",
    replacement: '...(reason === null ? [] :',
    tests: [told],
  },
  {
    guard: 'told: lists tell only what was sealed',
    file: 'src/store/told.ts',
    text: 'if (command !== null && mayTell(command)) {',
    replacement: 'if (command !== null) {',
    tests: [told],
  },
  {
    guard: 'told: what has ended is held against its evidence, too',
    file: 'src/store/command-evidence.ts',
    text: 'return commands.isOwn(command) ? null : misfitBeside(command, rowsOf(command))',
    replacement: 'return null',
    tests: [told],
  },
  {
    guard: 'told: a preview whose columns were edited still waits',
    file: 'src/store/open-commands.ts',
    text: 'return [...found, ...[...known.values()].map(standingNow)]',
    replacement: 'return found',
    tests: [preview],
  },
  {
    guard: 'told: whose preview it is, by its record',
    file: 'src/store/open-commands.ts',
    text: 'command?.requester === requester && ',
    replacement: '',
    tests: ['test/store/open-commands.test.ts'],
  },
  {
    guard: 'told: what was open before a start is open by its evidence',
    file: 'src/store/open-commands.ts',
    text: 'loaded ??= bookOf(begun())',
    replacement: 'loaded ??= bookOf(begun().slice(0, 0))',
    tests: [preview, edits],
  },
  {
    guard: 'told: a record that was sealed before says nothing of what came since',
    file: 'src/store/open-commands.ts',
    text: ' && !goesBack(state, command.state)',
    replacement: '',
    tests: [preview, edits],
  },
  {
    guard: 'told: counts that lack in their rows come from evidence',
    file: 'src/store/tallies.ts',
    text: 'for (const [key, times] of proved()) mend(key, times)',
    replacement: '',
    tests: [edits],
  },
  {
    guard: 'told: what counts stands in evidence',
    file: 'src/store/counted.ts',
    text: 'change === last ?',
    replacement: 'last === undefined ?',
    tests: [edits],
  },
  {
    guard: 'told: only what was sealed is read from the newest evidence',
    file: 'src/store/recent.ts',
    text: 'if (hashOf(bytes) !== hash || head === null || tail === null) return null',
    replacement: 'if (head === null || tail === null) return null',
    tests: [edits],
  },
  {
    guard: 'told: an artifact that was written anew is not read from the newest evidence',
    file: 'src/store/recent.ts',
    text: 'row[1] === named ? wholeArtifact(row) : null',
    replacement: 'wholeArtifact(row)',
    tests: [edits],
  },
  {
    guard: 'told: only bodies that were sealed count',
    file: 'src/store/recent.ts',
    text: 'if (body !== null && !isOurs) return null',
    replacement: '',
    tests: [edits],
  },
  {
    guard: 'told: the key of a program leads to what it asked, whatever the column says',
    file: 'src/store/commands.ts',
    text: 'proved().get(key) ?? asked.get(key) ??',
    replacement: '',
    tests: [idempotency],
  },
  {
    guard: 'told: a migration makes no roll true that was not',
    file: 'src/store/roll-upgrade.ts',
    text: 'const roll = isWhole ? rollBook(db, mark).renew(chance()) : null',
    replacement: 'const roll = rollBook(db, mark).renew(chance()) ?? (isWhole ? null : null)',
    tests: ['test/cli/upgrade.test.ts'],
  },
  {
    guard: 'told: a roll that a migration changed is sealed anew',
    file: 'src/store/database.ts',
    text: 'finish?.()',
    replacement: '',
    tests: ['test/cli/upgrade.test.ts'],
  },
  {
    guard: 'told: what a newer program wrote is no proof here',
    file: 'src/evidence/walk.ts',
    text: "else if (!walk.breaks.some((one) => one.what === 'written_by_newer'))",
    replacement: 'else if (walk.breaks.length < 0)',
    tests: ['test/evidence/verify.test.ts'],
  },
  {
    guard: 'told: the door tells nothing of a changed record',
    file: 'src/transports/http/requests.ts',
    text: 'if (told.changed.length > 0) return recordChanged',
    replacement: '',
    tests: [idempotency],
  },
]
