// The guards of verification beside the chains and of what reads notes, for `guards.ts`.

const records = 'test/store/verify-records.test.ts'
const notes = 'test/cli/verify-notes.test.ts'
const found = 'test/evidence/found-notes.test.ts'
const way = 'test/verifier/way.test.ts'
const declared = 'test/places/declared.test.ts'
const chat = 'test/engine/broken-evidence.test.ts'

const row = 'src/command/recorded.ts'

/** What is looked at in one command: the line that looks, and what stands there without it. */
const differences = [
  ['key', 'if (!evidence.every((one) => one.isBound))', 'if (record.requester === null)'],
  ['requester', 'if (proposed.actor !== record.requester)', 'if (record.requester === null)'],
  ['policy', 'if (proposed.policy !== policyOf(record))', 'if (record.requester === null)'],
  ['name', 'if (body.name !== record.name)', 'if (record.requester === null)'],
  ['class', 'if (body.safety_class !== record.safetyClass)', 'if (record.requester === null)'],
] as const

export const guardsOfRecords = [
  ...differences.map(([what, text, replacement]) => ({
    guard: `verify: a command's ${what}`,
    file: row,
    text,
    replacement,
    tests: [records],
  })),
  {
    guard: "verify: a command's columns",
    file: 'src/store/verify-commands.ts',
    text: 'return isSameRow(row, record) ? null :',
    replacement: "return row.name !== '' ? null :",
    tests: [records],
  },
  {
    guard: 'verify: answers are shown by evidence',
    file: 'src/command/recorded-approval.ts',
    text: 'if (artifact === undefined || given < behind || isTakenBack(evidence, given, vote.approver))',
    replacement: 'if (artifact === undefined && given > behind)',
    tests: [records],
  },
  {
    guard: 'verify: removed commands',
    file: 'src/store/verify-commands.ts',
    text: 'WHERE first.command_id NOT IN (SELECT id FROM commands) AND b.bytes IS NOT NULL',
    replacement: 'WHERE 0',
    tests: [records],
  },
  {
    guard: 'verify: the tree of the next checkpoint',
    file: 'src/store/verify-chain.ts',
    text: 'head.root !== verdict.root',
    replacement: "head.root === 'none'",
    tests: [records],
  },
  {
    guard: 'verify: foreign triggers',
    file: 'src/store/schema.ts',
    text: 'ours.type === one.type && ours.table === one.table && ours.sql === one.sql',
    replacement: "one.type !== ''",
    tests: [records],
  },
  {
    guard: 'verify: parts that are gone or were put in',
    file: 'src/store/schema.ts',
    text: '.filter((name) => !found.has(name))',
    replacement: '.filter(() => false)',
    tests: [records],
  },
  {
    guard: 'verify: nothing is read of a table that is not ours',
    file: 'src/store/database.ts',
    text: 'refuseForeignParts(db, file, version, parts)',
    replacement: "if (parts === 'all') refuseForeignParts(db, file, version, parts)",
    tests: [records],
  },
  {
    guard: 'verify: a recorded size has no end',
    file: 'src/store/cuts.ts',
    text: 'Math.min(whole.size, lastSeq(db, tenant))',
    replacement: 'Math.min(whole.size, 2 ** 31)',
    tests: ['test/store/cuts.test.ts'],
  },
  {
    guard: 'verify: torn notes',
    file: 'src/evidence/found-notes.ts',
    text: 'if (signatures.length === 0) return torn(origin, size)',
    replacement: 'if (signatures.length === 0) return null',
    tests: [found],
  },
  {
    guard: 'verify: only a signed note proves a chain',
    file: 'src/store/verify.ts',
    text: 'tenant !== null && breaksOfNote(note, tenant, options).length === 0 ? [tenant] : []',
    replacement: 'tenant !== null ? [tenant] : []',
    tests: [notes],
  },
  {
    guard: 'verifier: steps',
    file: 'scripts/verifier/way.ts',
    text: 'if (next[before]?.includes(after) === true) return []',
    replacement: "if (before !== '') return []",
    tests: [way],
  },
  {
    guard: 'verifier: approvals that were counted',
    file: 'scripts/verifier/grants.ts',
    text: 'if (round.people.size < count)',
    replacement: 'if (round.people.size < 0)',
    tests: [way],
  },
  {
    guard: 'walls: places inside the folder',
    file: 'src/environment/walls.ts',
    text: 'one !== other && one.startsWith(',
    replacement: 'one === other && one.startsWith(',
    tests: [declared],
  },
  {
    guard: 'chat: a changed artifact is no proof',
    file: 'src/connectors/aval-evidence.ts',
    text: 'if (astray.length > 0)',
    replacement: 'if (astray.length < 0)',
    tests: [chat],
  },
  {
    guard: 'a record of before its recovery is not its record',
    file: 'src/command/recorded.ts',
    text: "return begun.length === recoveries.length ? null : 'its recoveries'",
    replacement: 'return begun.length >= recoveries.length ? null : null',
    tests: ['test/engine/taken-back-once.test.ts'],
  },
  {
    guard: 'a recovery whose record is gone took back what it began on',
    file: 'src/command/taken-back.ts',
    text: 'if (gone !== undefined)',
    replacement: 'if (gone === null)',
    tests: ['test/engine/taken-back-once.test.ts'],
  },
  {
    guard: 'the recoveries before are held against their evidence',
    file: 'src/store/command-evidence.ts',
    text: 'new Set([...targets, ...before])',
    replacement: 'new Set([...targets, ...before.slice(0, 0)])',
    tests: ['test/engine/taken-back-once.test.ts'],
  },
  {
    guard: 'a preview whose record is gone or forged still waits',
    file: 'src/store/open-commands.ts',
    text: 'const isKnown = command !== null && !isForeign(command)',
    replacement: 'const isKnown = true',
    tests: ['test/engine/one-preview.test.ts'],
  },
  {
    guard: 'a question that is none keeps nobody from speaking',
    file: 'src/store/known.ts',
    text: 'flatMap((one) => readQuestion(one) ?? [])',
    replacement: 'map((one) => readQuestion(one)!)',
    tests: ['test/engine/one-preview.test.ts'],
  },
  {
    guard: 'verifier: one reading',
    file: 'scripts/verifier/claims.ts',
    text: 'if (!isCanonical(one.bytes) ||',
    replacement: `if (one.bytes === '' ||`,
    tests: ['test/verifier/self-made.test.ts'],
  },
  {
    guard: 'verifier: the beginning of a chain',
    file: 'scripts/verifier/claims.ts',
    text: 'return one.seq === 1 && sealed',
    replacement: 'return one.seq === 0 && sealed',
    tests: ['test/verifier/self-made.test.ts'],
  },
  {
    guard: 'verifier: one envelope',
    file: 'scripts/verifier/binding.ts',
    text: '...envelopeFaults(first, events),',
    replacement: '',
    tests: ['test/verifier/self-made.test.ts'],
  },
  {
    guard: 'verifier: the fingerprint of what was asked',
    file: 'scripts/verifier/binding.ts',
    text: '...fingerprintFaults(first),',
    replacement: '',
    tests: ['test/verifier/self-made.test.ts'],
  },
  {
    guard: 'verifier: confirmed by whoever asked',
    file: 'scripts/verifier/binding.ts',
    text: '...confirmationFaults(first, events),',
    replacement: '',
    tests: ['test/verifier/self-made.test.ts'],
  },
  {
    guard: 'verifier: answered by those who were asked',
    file: 'scripts/verifier/binding.ts',
    text: '...answerFaults(events),',
    replacement: '',
    tests: ['test/verifier/self-made.test.ts'],
  },
  {
    guard: 'verifier: neighbours',
    file: 'scripts/verifier/check.ts',
    text: '...linkLines(events, pack),',
    replacement: '',
    tests: ['test/verifier/self-made.test.ts'],
  },
  {
    guard: 'verifier: the way of each command of a range',
    file: 'scripts/verifier/range.ts',
    text: '...wayLines(story), ',
    replacement: '',
    tests: ['test/verifier/self-made.test.ts'],
  },
  {
    guard: 'no attestation of what somebody else wrote',
    file: 'src/environment/stored.ts',
    text: 'if (inspection.rollMisfit !== null)',
    replacement: `if (inspection.rollMisfit === '')`,
    tests: ['test/cli/edited-roll.test.ts'],
  },
  {
    guard: 'a store that is gone was never none',
    file: 'src/environment/stored.ts',
    text: 'if (ran) throw lost(file)',
    replacement: '',
    tests: ['test/cli/strange-store.test.ts'],
  },
  {
    guard: 'an older store is read by nobody',
    file: 'src/store/database.ts',
    text: 'if (Number(version) < newestSchema())',
    replacement: 'if (Number(version) < 0)',
    tests: ['test/cli/upgrade.test.ts'],
  },
]
