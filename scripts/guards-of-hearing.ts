// The guards of what is heard over WhatsApp, and of letters, each to be removed once by scripts/guards.ts.

const notes = ['test/transports/notes.test.ts']
const hearing = ['test/transports/baileys-hearing.test.ts']
const killed = ['test/transports/killed-unsettled.test.ts']

export const guardsOfHearing = [
  {
    guard: 'hearing: what a crash left behind is heard',
    file: 'src/transports/baileys/baileys.ts',
    text: '  hearing.catchUp()\n',
    replacement: '',
    tests: killed,
  },
  {
    guard: 'hearing: the note is written with the key that was used',
    file: 'src/transports/baileys/signal-steps.ts',
    text: 'if (note !== undefined) await keys.set(note.rows)',
    replacement: '',
    tests: [...notes, ...killed],
  },
  {
    guard: 'hearing: no more is acknowledged than there is room for',
    file: 'src/transports/baileys/signal-steps.ts',
    text: '    await reader.ready()\n',
    replacement: '',
    tests: notes,
  },
  {
    guard: 'hearing: the same bytes again are acknowledged at once',
    file: 'src/transports/baileys/signal-steps.ts',
    text: 'if (reader.knows(bytes)) return saysNothing',
    replacement: '',
    tests: hearing,
  },
  {
    guard: 'hearing: what was read where it was deciphered is not heard once more',
    file: 'src/transports/baileys/hearing.ts',
    text: 'if (line.read.delete(nameOfMessage(message))) continue',
    replacement: '',
    tests: hearing,
  },
  {
    guard: 'hearing: who is forgotten is in no note',
    file: 'src/transports/baileys/forget.ts',
    text: ", 'tctoken', heardType]",
    replacement: ", 'tctoken']",
    tests: notes,
  },
  {
    guard: 'hearing: the words of a note leave the log of the file too',
    file: 'src/store/session-tables.ts',
    text: 'sweepHeard()]',
    replacement: 'sweepHeard() && false]',
    tests: notes,
  },
  {
    guard: 'hearing: a message under the other name of its person is the same',
    file: 'src/store/settling.ts',
    text: 'const other = otherKey === undefined ? undefined : heard.get(otherKey)',
    replacement: 'const other = otherKey === key ? heard.get(key) : undefined',
    tests: ['test/engine/heard.test.ts'],
  },
  {
    guard: 'hearing: nobody was told, so the transport keeps it',
    file: 'src/engine/engine.ts',
    text: "if (state === 'later')",
    replacement: "if (state === 'sent' && id === '')",
    tests: ['test/engine/full.test.ts'],
  },
  {
    guard: 'letters: none overtakes an earlier one to its chat',
    file: 'src/engine/deliver.ts',
    text: 'if (passed.has(chat)) continue',
    replacement: '',
    tests: ['test/engine/lanes.test.ts'],
  },
  {
    guard: 'letters: those behind many that must wait are found',
    file: 'src/engine/deliver.ts',
    text: 'after = last.position',
    replacement: 'break',
    tests: ['test/engine/lanes.test.ts'],
  },
  {
    guard: 'hearing: what was sent before its preview was shown',
    file: 'src/command/answered.ts',
    text: 'named === undefined && isSentBefore(event, command, only, facts.now)',
    replacement: 'false',
    tests: ['test/engine/bare-answer.test.ts'],
  },
  {
    guard: 'hearing: a played clock that begins before the preview',
    file: 'src/command/sent-before.ts',
    text: ' || now < shownAt',
    replacement: '',
    tests: ['test/engine/bare-answer.test.ts'],
  },
  {
    guard: 'hearing: the time that the preview took',
    file: 'src/command/sent-before.ts',
    text: ' + Math.max(0, shownAt - createdAt)',
    replacement: '',
    tests: ['test/engine/bare-answer.test.ts'],
  },
  {
    guard: 'hearing: a reply to what is no letter of ours',
    file: 'src/store/known.ts',
    text: '({ quoted: { command: find.get(letter) ?? null } })',
    replacement: '(find.get(letter) === undefined ? {} : { quoted: { command: null } })',
    tests: ['test/engine/bare-answer.test.ts'],
  },
  {
    guard: 'hearing: a reply to somebody else is told as one',
    file: 'src/transports/whatsapp/heard.ts',
    text: '(memory.letterOf(wireId, chat) ?? notOurs)',
    replacement: 'memory.letterOf(wireId, chat)',
    tests: ['test/transports/baileys-inbound.test.ts'],
  },
  {
    guard: 'no token is kept in a reason',
    file: 'src/command/vote.ts',
    text: 'withoutTokens(facts, reason)',
    replacement: 'reason',
    tests: ['test/engine/misplaced.test.ts'],
  },
  {
    guard: 'a number that JSON rounds is no id',
    file: 'src/conversation/typed-slot.ts',
    text: '!(value >= low && value <= high)',
    replacement: 'Number.isNaN(value)',
    tests: ['test/conversation/typed-slot.test.ts'],
  },
]
