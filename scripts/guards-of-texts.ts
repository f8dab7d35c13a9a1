// Guards of the texts that are stored with the evidence, for `guards.ts`.

const texts = ['test/store/texts.test.ts']
const file = 'src/store/texts.ts'

export const guardsOfTexts = [
  {
    guard: 'texts: what the artifact names as its policy is kept',
    file,
    text: '      keepOne(policy?.digest)\n',
    replacement: '',
    tests: texts,
  },
  {
    guard: 'texts: what says what a command is, is kept',
    file,
    text: 'for (const digest of Object.values(definition)) keepOne(digest)',
    replacement: 'for (const digest of Object.values(definition)) String(digest)',
    tests: texts,
  },
  {
    guard: 'texts: what was taken back is kept when it comes again',
    file,
    text: '    forget() {\n      kept = null\n',
    replacement: '    forget() {\n',
    tests: texts,
  },
  {
    guard: 'texts: a text of another digest is none',
    file,
    text: 'return text === undefined || sha256(text) !== digest ? null : text',
    replacement: 'return text === undefined ? null : text',
    tests: texts,
  },
  {
    guard: 'texts: one that was edited is named',
    file: 'src/store/verify/verify.ts',
    text: '    ...changedTexts(db),\n',
    replacement: '',
    tests: texts,
  },
  {
    guard: 'texts: no text is changed',
    file: 'src/store/file/migrations/001-first.sql',
    text: 'CREATE TRIGGER texts_keep BEFORE UPDATE ON texts',
    replacement: "CREATE TRIGGER texts_keep BEFORE UPDATE ON texts WHEN NEW.text = ''",
    tests: texts,
  },
  {
    guard: 'texts: no text is removed',
    file: 'src/store/file/migrations/001-first.sql',
    text: 'CREATE TRIGGER texts_stay BEFORE DELETE ON texts',
    replacement: "CREATE TRIGGER texts_stay BEFORE DELETE ON texts WHEN OLD.text = ''",
    tests: texts,
  },
  {
    guard: 'denials: by the act, not by the name of the command',
    file: 'src/command/counts.ts',
    text: 'isOwn(flow) && acts === undefined',
    replacement: 'acts === undefined',
    tests: ['test/engine/same-operation.test.ts'],
  },
  {
    guard: 'policy: what is in force is not bound once more',
    file: 'src/command/operations/policy.ts',
    text: 'if (isRecorded(facts, binding))',
    replacement: "if (pack === '')",
    tests: ['test/chats.test.ts'],
  },
  {
    guard: 'denials: a group that counts no more is needed again',
    file: 'src/command/display/progress.ts',
    text: 'const votes = approval.votes.filter((vote) => !over.includes(vote))',
    replacement: 'const votes = approval.votes',
    tests: ['test/chats.test.ts'],
  },
] as const
