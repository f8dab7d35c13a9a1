// Guards of the store and its evidence, of starts, of connectors, and of limits, for `guards.ts`.

const answers = 'test/engine/tokens.test.ts'
const gate = 'test/engine/last-gate.test.ts'
const heard = 'test/engine/intercept.test.ts'
const crash = 'test/engine/write-failures.test.ts'
const settle = 'test/store/settle.test.ts'
const database = 'test/store/database.test.ts'

export const guardsOfStore = [
  {
    guard: 'inbox deduplication',
    file: 'src/store/settling.ts',
    text: 'hear.run(key, content, at).changes === 0',
    replacement: 'hear.run(key, content, at).changes < 0',
    tests: [heard, settle],
  },
  {
    guard: 'an outcome counts once',
    file: 'src/store/settling.ts',
    text: "if (workId !== undefined && endWork.run(workId).changes === 0) return 'repeated'",
    replacement: 'if (workId !== undefined) endWork.run(workId)',
    tests: [settle],
  },
  {
    guard: 'evidence trigger: no change',
    file: 'src/store/file/migrations/001-first.sql',
    text: 'CREATE TRIGGER artifacts_keep BEFORE UPDATE ON artifacts',
    replacement: "CREATE TRIGGER artifacts_keep BEFORE UPDATE ON artifacts WHEN NEW.actor = ''",
    tests: [settle],
  },
  {
    guard: 'evidence trigger: no deletion',
    file: 'src/store/file/migrations/001-first.sql',
    text: 'CREATE TRIGGER artifacts_stay BEFORE DELETE ON artifacts',
    replacement: "CREATE TRIGGER artifacts_stay BEFORE DELETE ON artifacts WHEN OLD.actor = ''",
    tests: [settle],
  },
  {
    guard: 'evidence trigger: bodies are only erased',
    file: 'src/store/file/migrations/001-first.sql',
    text: 'WHEN NEW.bytes IS NOT NULL OR NEW.position IS NOT OLD.position',
    replacement: 'WHEN NEW.position IS NOT OLD.position',
    tests: [settle],
  },
  {
    guard: 'evidence of a start',
    file: 'src/command/finished/start.ts',
    text: "commandEvidence(facts, started.command, 'command.started', system, {})",
    replacement: "commandEvidence(facts, started.command, 'command.authorized', 'aval', {})",
    tests: [gate],
  },
  {
    guard: 'flush at each commit',
    file: 'src/store/file/database.ts',
    text: "db.pragma('synchronous = FULL')",
    replacement: "db.pragma('synchronous = NORMAL')",
    tests: [database],
  },
  {
    guard: 'database of another environment',
    file: 'src/store/file/database.ts',
    text: 'if (row !== environment)',
    replacement: 'if (row === null)',
    tests: [database],
  },
  {
    guard: 'database of a newer version',
    file: 'src/store/file/database.ts',
    text: "if (typeof version !== 'number' || version > newest)",
    replacement: "if (typeof version !== 'number')",
    tests: [database],
  },
  {
    guard: 'database of another program',
    file: 'src/store/file/database.ts',
    text: 'if (id !== applicationId)',
    replacement: 'if (id === null)',
    tests: [database],
  },
  {
    guard: 'one owner',
    file: 'src/store/file/owner-lock.ts',
    text: "db.exec('BEGIN EXCLUSIVE')",
    replacement: "db.exec('BEGIN')",
    tests: [database],
  },
  {
    guard: 'pages that were set free are wiped',
    file: 'src/store/file/database.ts',
    text: "db.pragma('secure_delete = ON')",
    replacement: "db.pragma('secure_delete = OFF')",
    tests: [database],
  },
  {
    guard: 'begun work is verified before it is repeated',
    file: 'src/engine/work-runner.ts',
    text: 'const leftOver = begun.has(work.id)',
    replacement: 'const leftOver = false',
    tests: [crash],
  },
  {
    guard: 'what a connector throws is an answer',
    file: 'src/engine/guarded-connector.ts',
    text: "return otherwise({ id: 'connector-lost', args })",
    replacement: 'throw error',
    tests: [crash],
  },
  {
    guard: 'a code is no reason',
    file: 'src/conversation/choice.ts',
    text: '...denial(rest) }',
    replacement: 'rest }',
    tests: [answers],
  },
  {
    guard: 'egress list',
    file: 'src/connectors/http.ts',
    text: 'if (line.hosts.has(host)) return true',
    replacement: "if (host !== '') return true",
    tests: ['test/connectors/egress.test.ts'],
  },
  {
    guard: 'nobody is called as evidence calls the program',
    file: 'src/policy/names.ts',
    text: "return id === 'aval' || id === everyAgent || id.startsWith('stranger-')",
    replacement: "return id === ''",
    tests: ['test/environment/settings.test.ts', 'test/chats.test.ts'],
  },
  {
    guard: 'a rank that was never reached counts for nothing',
    file: 'src/command/tallies.ts',
    text: '?? -Infinity',
    replacement: '?? 0',
    tests: ['test/engine/message-id-flood.test.ts'],
  },
  {
    guard: 'limits above a hundred',
    file: 'src/command/tallies.ts',
    text: 'return [...new Set(ranks)].toSorted',
    replacement: 'return [].toSorted',
    tests: ['test/engine/limit-numbers.test.ts'],
  },
  {
    guard: 'shared limits are not used up in vain',
    file: 'src/command/counts.ts',
    text: 'met === undefined ? requestKeys(',
    replacement: "met !== 'class_requests' ? requestKeys(",
    tests: ['test/engine/limit-numbers.test.ts'],
  },
  {
    guard: 'a flood under one message id, or of answers while locked, is bounded',
    file: 'src/command/bounded-evidence.ts',
    text: 'if (proved >= provedMost)',
    replacement: 'if (proved < 0)',
    tests: ['test/engine/message-id-flood.test.ts', 'test/engine/locked-flood.test.ts'],
  },
  {
    guard: 'a grant ends with the delegation it was given under',
    file: 'src/command/deadlines/delegations.ts',
    text: 'const votes = approval.votes.filter((one) => !isStale(one))',
    replacement: 'const votes = approval.votes',
    tests: ['test/policy/quorum.model.test.ts'],
  },
  {
    guard: 'scope of the fallback at half time',
    file: 'src/command/answered/candidates.ts',
    text: 'return mayAnswer(pack, approval, facts.people, answer, parties, facts.now) ? now : null',
    replacement: 'return now',
    tests: ['test/engine/requests.test.ts'],
  },
]
