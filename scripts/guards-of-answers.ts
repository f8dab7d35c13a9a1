// Guards of answers: tokens, codes, quorum, and the checks of the last gate, for `guards.ts`.

const answers = 'test/engine/tokens.test.ts'
const gate = 'test/engine/last-gate.test.ts'
const heard = 'test/engine/intercept.test.ts'
const obstacle = 'test/command/start-obstacle.test.ts'
const stepUp = 'test/engine/step-up.test.ts'
const approval = 'test/policy/approval.test.ts'
const decision = 'test/policy/decide.test.ts'

export const guardsOfAnswers = [
  {
    guard: 'token owner',
    file: 'src/command/answered/vote.ts',
    text: 'if (record.approver !== sender.id)',
    replacement: "if (record.approver === '')",
    tests: [answers],
  },
  {
    guard: 'token single use',
    file: 'src/command/answered/vote.ts',
    text: "if (record.state === 'spent') return replay(facts, event, sender, command)",
    replacement: '',
    tests: [answers],
  },
  {
    guard: 'token is spent by its answer',
    file: 'src/command/answered/vote.ts',
    text: "{ kind: 'token_state', commandId: command.id, hash: record.hash, state: 'spent' },",
    replacement: '',
    tests: [answers],
  },
  {
    guard: 'expiry, when the answer comes',
    file: 'src/command/answered/vote.ts',
    text: 'if (isOver) return toStep(expireApproval(facts, command))',
    replacement: '',
    tests: [gate],
  },
  {
    guard: 'expiry, at the last gate',
    file: 'src/command/finished/start.ts',
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
    file: 'src/command/definition.ts',
    text: "if (fingerprintOf(command) !== command.fingerprint) return 'policy_changed'",
    replacement: '',
    tests: [obstacle],
  },
  {
    guard: 'fingerprint that people saw, at the last gate',
    file: 'src/command/finished/start.ts',
    text: "if (approval.fingerprint !== command.fingerprint) return 'policy_changed'",
    replacement: '',
    tests: [obstacle],
  },
  {
    guard: 'policy digest at the last gate',
    file: 'src/command/definition.ts',
    text: "if (!isSameBinding(command.binding, rules.binding)) return 'policy_changed'",
    replacement: '',
    tests: [gate],
  },
  {
    guard: 'policy asked again at the last gate',
    file: 'src/command/finished/start.ts',
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
    file: 'src/command/answered/valid-votes.ts',
    text: 'mayAnswer(pack, approval, facts.people, vote, parties, facts.now)),',
    replacement: 'pack !== null),',
    tests: [gate],
  },
  {
    guard: 'quorum at the last gate',
    file: 'src/command/finished/start.ts',
    text: "return isEnough(entitledVotes(facts, command, pack)) ? 'locked_down' : 'unauthorized'",
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
    file: 'src/command/answered/wrong-answers.ts',
    text: 'return facts.now < lastLock + limit.lock ? lastLock + limit.lock : null',
    replacement: 'return null',
    tests: [answers],
  },
  {
    guard: 'twenty wrong answers suspend',
    file: 'src/command/answered/vote.ts',
    text: 'if (facts.approvalsSuspended)',
    replacement: 'if (facts.now < 0)',
    tests: [answers],
  },
  {
    guard: 'wrong code',
    file: 'src/command/answered/step-up.ts',
    text: "if (step === null) return { kind: 'wrong', why: 'wrong' }",
    replacement: "if (step === null) return { kind: 'ok', changes: [], method: 'code' }",
    tests: [stepUp],
  },
  {
    guard: 'code accepted once',
    file: 'src/command/answered/step-up.ts',
    text: 'if (step <= known.lastStep)',
    replacement: 'if (step < 0)',
    tests: [stepUp],
  },
  {
    guard: 'unknown sender',
    file: 'src/command/intercept.ts',
    text: 'if (sender === null) return refuseStranger(facts, event)',
    replacement: 'if (sender === null) return []',
    tests: [heard],
  },
  {
    guard: 'rights at rest',
    file: 'src/command/intercept.ts',
    text: 'if (sender.suspended !== undefined)',
    replacement: 'if (facts.now < 0)',
    tests: [heard, gate],
  },
  {
    guard: 'only text answers',
    file: 'src/command/intercept.ts',
    text: "if (form !== 'text')",
    replacement: "if (form === 'nothing')",
    tests: [heard],
  },
]
