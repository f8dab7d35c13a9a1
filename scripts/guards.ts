// Each guard, removed once: a test must fail without it. Prints guard -> failing test; exit 1 when a
// guard survives its removal, or when its text is no longer there. Run: npx tsx scripts/guards.ts [word]

import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { guardsOfAgents } from './guards-of-agents.ts'
import { guardsOfAnew } from './guards-of-anew.ts'
import { guardsOfDecided } from './guards-of-decided.ts'
import { guardsOfDefinitions } from './guards-of-definitions.ts'
import { guardsOfDigests } from './guards-of-digests.ts'
import { guardsOfEdges } from './guards-of-edges.ts'
import { guardsOfErasure } from './guards-of-erasure.ts'
import { guardsOfGate } from './guards-of-gate.ts'
import { guardsOfGrants } from './guards-of-grants.ts'
import { guardsOfHearing } from './guards-of-hearing.ts'
import { guardsOfImpossible } from './guards-of-impossible.ts'
import { guardsOfInsiders } from './guards-of-insiders.ts'
import { guardsOfMemory } from './guards-of-memory.ts'
import { guardsOfOutside } from './guards-of-outside.ts'
import { guardsOfPacks } from './guards-of-packs.ts'
import { guardsOfPictures } from './guards-of-pictures.ts'
import { guardsOfPlaces } from './guards-of-places.ts'
import { guardsOfPromotion } from './guards-of-promotion.ts'
import { guardsOfRecords } from './guards-of-records.ts'
import { guardsOfRights } from './guards-of-rights.ts'
import { guardsOfRisk } from './guards-of-risk.ts'
import { guardsOfRoll } from './guards-of-roll.ts'
import { guardsOfRuntime } from './guards-of-runtime.ts'
import { guardsOfScreens } from './guards-of-screens.ts'
import { guardsOfStories } from './guards-of-stories.ts'
import { guardsOfStrangers } from './guards-of-strangers.ts'
import { guardsOfTold } from './guards-of-told.ts'
import { guardsOfTurn } from './guards-of-turn.ts'
import { guardsOfVerify } from './guards-of-verify.ts'
import { guardsOfWalk } from './guards-of-walk.ts'
import { guardsOfWitnesses } from './guards-of-witnesses.ts'

interface Guard {
  readonly guard: string
  readonly file: string
  /** Exactly this text, once in the file. */
  readonly text: string
  readonly replacement: string
  /** The test files of which one must fail. */
  readonly tests: readonly string[]
}

const answers = 'test/engine/answers.test.ts'
const gate = 'test/engine/last-gate.test.ts'
const heard = 'test/engine/heard.test.ts'
const obstacle = 'test/command/obstacle.test.ts'
const stepUp = 'test/engine/step-up.test.ts'
const crash = 'test/engine/full.test.ts'
const settle = 'test/store/settle.test.ts'
const database = 'test/store/database.test.ts'
const approval = 'test/policy/approval.test.ts'
const decision = 'test/policy/decide.test.ts'

export const guards: readonly Guard[] = [
  ...guardsOfAgents,
  ...guardsOfAnew,
  ...guardsOfDecided,
  ...guardsOfDefinitions,
  ...guardsOfDigests,
  ...guardsOfEdges,
  ...guardsOfErasure,
  ...guardsOfGate,
  ...guardsOfGrants,
  ...guardsOfHearing,
  ...guardsOfStrangers,
  ...guardsOfImpossible,
  ...guardsOfInsiders,
  ...guardsOfMemory,
  ...guardsOfOutside,
  ...guardsOfPacks,
  ...guardsOfPictures,
  ...guardsOfPlaces,
  ...guardsOfPromotion,
  ...guardsOfRecords,
  ...guardsOfRights,
  ...guardsOfRisk,
  ...guardsOfRoll,
  ...guardsOfScreens,
  ...guardsOfStories,
  ...guardsOfTold,
  ...guardsOfRuntime,
  ...guardsOfTurn,
  ...guardsOfVerify,
  ...guardsOfWalk,
  ...guardsOfWitnesses,
  {
    guard: 'token owner',
    file: 'src/command/vote.ts',
    text: 'if (record.approver !== sender.id)',
    replacement: "if (record.approver === '')",
    tests: [answers],
  },
  {
    guard: 'token single use',
    file: 'src/command/vote.ts',
    text: "if (record.state === 'spent') return replay(facts, event, sender, command)",
    replacement: '',
    tests: [answers],
  },
  {
    guard: 'token is spent by its answer',
    file: 'src/command/vote.ts',
    text: "{ kind: 'token_state', commandId: command.id, hash: record.hash, state: 'spent' },",
    replacement: '',
    tests: [answers],
  },
  {
    guard: 'expiry, when the answer comes',
    file: 'src/command/vote.ts',
    text: 'if (isOver) return finish(lapseApproval(facts, command))',
    replacement: '',
    tests: [gate],
  },
  {
    guard: 'expiry, at the last gate',
    file: 'src/command/start.ts',
    text: "if (facts.now >= approval.expiresAt) return 'approval_expired'",
    replacement: '',
    tests: [obstacle],
  },
  {
    guard: 'requester is not approver',
    file: 'src/policy/approval.ts',
    text: 'if (!terms.requesterMayApprove && person.id === parties.requester) return false',
    replacement: '',
    tests: [approval],
  },
  {
    guard: 'approver is of the tenant',
    file: 'src/policy/approval.ts',
    text: 'if (person === undefined || person.tenant !== parties.tenant) return false',
    replacement: 'if (person === undefined) return false',
    tests: [approval],
  },
  {
    guard: 'nobody decides about themselves',
    file: 'src/policy/approval.ts',
    text: 'if (person.id === parties.subject) return false',
    replacement: '',
    tests: [approval],
  },
  {
    guard: 'fingerprint at the last gate',
    file: 'src/command/defined.ts',
    text: "if (fingerprintOf(command) !== command.fingerprint) return 'policy_changed'",
    replacement: '',
    tests: [obstacle],
  },
  {
    guard: 'fingerprint that people saw, at the last gate',
    file: 'src/command/start.ts',
    text: "if (approval.fingerprint !== command.fingerprint) return 'policy_changed'",
    replacement: '',
    tests: [obstacle],
  },
  {
    guard: 'policy digest at the last gate',
    file: 'src/command/defined.ts',
    text: "if (!isSameBinding(command.binding, rules.binding)) return 'policy_changed'",
    replacement: '',
    tests: [gate],
  },
  {
    guard: 'policy asked again at the last gate',
    file: 'src/command/start.ts',
    text: "if (again.kind === 'refused') return again.reason",
    replacement: "if (again.kind === 'refused') return null",
    tests: [gate],
  },
  {
    guard: 'lockdown',
    file: 'src/policy/decide.ts',
    text: "(facts.mode.kind === 'open' && part === null)",
    replacement: 'true',
    tests: [gate],
  },
  {
    guard: 'approver’s scope at the last gate',
    file: 'src/command/standing.ts',
    text: 'mayAnswer(pack, approval, facts.people, vote, parties, facts.now)),',
    replacement: 'pack !== null),',
    tests: [gate],
  },
  {
    guard: 'quorum at the last gate',
    file: 'src/command/start.ts',
    text: "return isEnough(rightfulVotes(facts, command, pack)) ? 'locked_down' : 'unauthorized'",
    replacement: 'return null',
    tests: [obstacle],
  },
  {
    guard: 'the policy that is bound',
    file: 'src/policy/decide.ts',
    text: 'const bound = pack !== null && facts.binding !== null && facts.binding.digest === pack.digest',
    replacement: 'const bound = pack !== null',
    tests: [decision],
  },
  {
    guard: 'five wrong answers lock',
    file: 'src/command/strikes.ts',
    text: 'return facts.now < lastLock + limit.lock ? lastLock + limit.lock : null',
    replacement: 'return null',
    tests: [answers],
  },
  {
    guard: 'twenty wrong answers suspend',
    file: 'src/command/vote.ts',
    text: 'if (facts.approvalsSuspended)',
    replacement: 'if (facts.now < 0)',
    tests: [answers],
  },
  {
    guard: 'wrong code',
    file: 'src/command/step-up.ts',
    text: "if (step === null) return { kind: 'wrong', why: 'wrong' }",
    replacement: "if (step === null) return { kind: 'ok', changes: [], method: 'code' }",
    tests: [stepUp],
  },
  {
    guard: 'code accepted once',
    file: 'src/command/step-up.ts',
    text: 'if (step <= known.lastStep)',
    replacement: 'if (step < 0)',
    tests: [stepUp],
  },
  {
    guard: 'unknown sender',
    file: 'src/command/heard.ts',
    text: 'if (sender === null) return stranger(facts, event)',
    replacement: 'if (sender === null) return []',
    tests: [heard],
  },
  {
    guard: 'rights at rest',
    file: 'src/command/heard.ts',
    text: 'if (sender.suspended !== undefined)',
    replacement: 'if (facts.now < 0)',
    tests: [heard, gate],
  },
  {
    guard: 'only text answers',
    file: 'src/command/heard.ts',
    text: "if (form !== 'text')",
    replacement: "if (form === 'nothing')",
    tests: [heard],
  },
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
    file: 'src/store/migrations/001-first.sql',
    text: 'CREATE TRIGGER artifacts_keep BEFORE UPDATE ON artifacts',
    replacement: "CREATE TRIGGER artifacts_keep BEFORE UPDATE ON artifacts WHEN NEW.actor = ''",
    tests: [settle],
  },
  {
    guard: 'evidence trigger: no deletion',
    file: 'src/store/migrations/001-first.sql',
    text: 'CREATE TRIGGER artifacts_stay BEFORE DELETE ON artifacts',
    replacement: "CREATE TRIGGER artifacts_stay BEFORE DELETE ON artifacts WHEN OLD.actor = ''",
    tests: [settle],
  },
  {
    guard: 'evidence trigger: bodies are only erased',
    file: 'src/store/migrations/001-first.sql',
    text: 'WHEN NEW.bytes IS NOT NULL OR NEW.position IS NOT OLD.position',
    replacement: 'WHEN NEW.position IS NOT OLD.position',
    tests: [settle],
  },
  {
    guard: 'evidence of a start',
    file: 'src/command/start.ts',
    text: "prove(facts, started.command, 'command.started', system, {})",
    replacement: "prove(facts, started.command, 'command.authorized', 'aval', {})",
    tests: [gate],
  },
  {
    guard: 'flush at each commit',
    file: 'src/store/database.ts',
    text: "db.pragma('synchronous = FULL')",
    replacement: "db.pragma('synchronous = NORMAL')",
    tests: [database],
  },
  {
    guard: 'database of another environment',
    file: 'src/store/database.ts',
    text: 'if (row !== environment)',
    replacement: 'if (row === null)',
    tests: [database],
  },
  {
    guard: 'database of a newer version',
    file: 'src/store/database.ts',
    text: "if (typeof version !== 'number' || version > newest)",
    replacement: "if (typeof version !== 'number')",
    tests: [database],
  },
  {
    guard: 'database of another program',
    file: 'src/store/database.ts',
    text: 'if (id !== applicationId)',
    replacement: 'if (id === null)',
    tests: [database],
  },
  {
    guard: 'one owner',
    file: 'src/store/own.ts',
    text: "db.exec('BEGIN EXCLUSIVE')",
    replacement: "db.exec('BEGIN')",
    tests: [database],
  },
  {
    guard: 'pages that were set free are wiped',
    file: 'src/store/database.ts',
    text: "db.pragma('secure_delete = ON')",
    replacement: "db.pragma('secure_delete = OFF')",
    tests: [database],
  },
  {
    guard: 'begun work is verified before it is repeated',
    file: 'src/engine/labour.ts',
    text: 'const leftOver = begun.has(work.id)',
    replacement: 'const leftOver = false',
    tests: [crash],
  },
  {
    guard: 'what a connector throws is an answer',
    file: 'src/engine/steady.ts',
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
    tests: ['test/engine/same-id-flood.test.ts'],
  },
  {
    guard: 'limits above a hundred',
    file: 'src/command/tallies.ts',
    text: 'return [...new Set(ranks)].toSorted',
    replacement: 'return [].toSorted',
    tests: ['test/engine/limits-at-any-number.test.ts'],
  },
  {
    guard: 'shared limits are not used up in vain',
    file: 'src/command/counts.ts',
    text: 'if (met !== undefined)',
    replacement: 'if (facts.now < 0)',
    tests: ['test/engine/limits-at-any-number.test.ts'],
  },
  {
    guard: 'a flood under one message id is bounded',
    file: 'src/command/same-id.ts',
    text: "if (proved >= provedMost) return [{ kind: 'tally', key: keys.more }]",
    replacement: '',
    tests: ['test/engine/same-id-flood.test.ts'],
  },
  {
    guard: 'a grant ends with the delegation it was given under',
    file: 'src/command/hand-over.ts',
    text: 'const votes = approval.votes.filter((one) => !isStale(one))',
    replacement: 'const votes = approval.votes',
    tests: ['test/policy/quorum.model.test.ts'],
  },
  {
    guard: 'scope of the fallback at half time',
    file: 'src/command/unasked.ts',
    text: 'return mayAnswer(pack, approval, facts.people, answer, parties, facts.now) ? now : null',
    replacement: 'return now',
    tests: ['test/engine/requests.test.ts'],
  },
]

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * A copy of the tree in which texts may be changed; the dependencies, and the program that some
 * tests start, are only pointed at.
 */
function copyOfTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'aval-guards-'))
  const left = new Set(['node_modules', '.git', 'dist', 'data'])
  for (const name of readdirSync(root))
    if (!left.has(name)) cpSync(join(root, name), join(copy, name), { recursive: true })
  for (const name of ['dev', 'prod'])
    cpSync(
      join(root, 'data', name, 'environment.yaml'),
      join(copy, 'data', name, 'environment.yaml'),
    )
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(copy, name))
  return copy
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
})

/** The name of the first test that fails, or null when all pass. */
async function firstFailure(copy: string, tests: readonly string[]): Promise<string | null> {
  const file = join(copy, 'report.json')
  rmSync(file, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', ...tests, '--bail=1', '--reporter=json', `--outputFile=${file}`]
  await new Promise<void>((resolve) => {
    execFile(process.execPath, args, { cwd: copy, timeout: 300_000 }, () => resolve())
  })
  const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  for (const one of report.testResults) {
    const failed = one.assertionResults.find((each) => each.status === 'failed')
    if (failed !== undefined) return failed.fullName
    if (one.status !== 'passed') return `${one.name} as a whole`
  }
  return null
}

/** What became of one guard; true when a test has noticed that it was gone. */
async function tried(copy: string, guard: Guard): Promise<boolean> {
  const file = join(copy, guard.file)
  const whole = readFileSync(file, 'utf8')
  if (whole.split(guard.text).length !== 2) {
    process.stdout.write(`GONE      ${guard.guard}: its text is not once in ${guard.file}\n`)
    return false
  }
  writeFileSync(
    file,
    whole.replace(guard.text, () => guard.replacement),
  )
  const failure = await firstFailure(copy, guard.tests)
  writeFileSync(file, whole)
  process.stdout.write(
    `${failure === null ? 'SURVIVES ' : 'noticed  '} ${guard.guard} -> ${failure ?? 'no test fails'}\n`,
  )
  return failure !== null
}

async function main(): Promise<number> {
  const [word = ''] = process.argv.slice(2)
  const chosen = guards.filter((one) => one.guard.includes(word))
  if (chosen.length === 0) {
    process.stdout.write(`No guard is called ${word}; their names stand in scripts/guards*.ts.\n`)
    return 2
  }
  const copy = copyOfTree()
  try {
    const before = await firstFailure(copy, [...new Set(chosen.flatMap((one) => one.tests))])
    if (before !== null) {
      process.stdout.write(`The tests fail before any guard is removed: ${before}\n`)
      return 1
    }
    let bad = 0
    for (const guard of chosen) if (!(await tried(copy, guard))) bad += 1
    process.stdout.write(
      `${chosen.length - bad} of ${chosen.length} guards are noticed when they are gone.\n`,
    )
    return bad === 0 ? 0 : 1
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main()
