// The guards between a file that somebody else wrote into and an effect, for `guards.ts`.

const held = 'test/engine/held.test.ts'
const program = 'test/cli/changed-file.test.ts'
const recorded = 'src/command/recorded.ts'
const file = 'src/store/command-evidence.ts'

export const guardsOfGate = [
  {
    guard: 'gate: a seal of this environment',
    file,
    text: "commands.isForeign(command) ? 'its seal' : misfit(command, rows)",
    replacement: 'misfit(command, rows)',
    tests: [held],
  },
  {
    guard: 'gate: what is remembered is told apart from what is read',
    file,
    text: 'if (commands.isOwn(command)) return null',
    replacement: 'if (!commands.isForeign(command)) return null',
    tests: [held],
  },
  {
    guard: 'gate: what was forged stays so',
    file: 'src/store/commands.ts',
    text: "const seal = isForeign ? '' : mark(sealedText(id, record))",
    replacement: 'const seal = mark(sealedText(id, record))',
    tests: [held],
  },
  {
    guard: 'gate: artifacts are whole',
    file,
    text: "if (rows.some((one) => !one.isWhole)) return 'an artifact of it'",
    replacement: '',
    tests: [held],
  },
  {
    guard: 'gate: asked again in the transaction of the start',
    file: 'src/command/held.ts',
    text: "  return held.kind === 'proven' ? null : held",
    replacement: '  return null',
    tests: [held],
  },
  {
    guard: 'gate: nothing acts without a start, nor once it has ended',
    file,
    text: "newest.get(id) === 'command.started'",
    replacement: "newest.get(id) !== 'nothing'",
    tests: [held],
  },
  {
    guard: 'gate: work that is not proven is not done',
    file: 'src/engine/perform.ts',
    text: 'if (work.unproven === true || isOfOtherKind(work, flow)) return refused(command)',
    replacement: '',
    tests: [held],
  },
  {
    guard: 'gate: a preview is confirmed by whoever asked',
    file: 'src/store/open-commands.ts',
    text: 'command?.requester === requester && ',
    replacement: '',
    tests: [held],
  },
  {
    guard: 'gate: a denial is not forgotten',
    file: recorded,
    text: '  return forgottenDenier(approval, evidence, behind)',
    replacement: '  return null',
    tests: [held],
  },
  {
    guard: 'gate: a forged lockdown is not lifted in chat',
    file: 'src/command/inside/lockdown.ts',
    text: "if (facts.mode.cause !== 'by_request') return no",
    replacement: "if (facts.mode.cause === 'failed_start') return no",
    tests: [held],
  },
  {
    guard: 'a lost store is not begun anew',
    file: 'src/store/database.ts',
    text: 'if (!mayBegin && isEmptyFile(file)) throw lost(file)',
    replacement: '',
    tests: [program],
  },
  {
    guard: 'a first start that was cut short goes on',
    file: 'src/environment/keys.ts',
    text: 'if (isNew) writeDurably(join(keys, firstStart), firstStartText)',
    replacement: '',
    tests: [program],
  },
  {
    guard: 'a first start ends',
    file: 'src/environment/desk.ts',
    text: '  if (mayBegin) endFirstStart(folder)\n',
    replacement: '',
    tests: [program],
  },
  {
    guard: 'gate: the seal of another command is none',
    file: 'src/store/commands.ts',
    text: "return ['command', id, record].join('\\n')",
    replacement: "return ['command', record].join('\\n')",
    tests: ['test/engine/held.test.ts'],
  },
  {
    guard: 'gate: one command has one piece of work at a time',
    file: 'src/engine/labour.ts',
    text: 'isAtWork(work) || ',
    replacement: 'atWork.has(work.id) || ',
    tests: ['test/engine/held.test.ts'],
  },
  {
    guard: 'gate: fewer denials than were allowed for',
    file: 'src/command/start.ts',
    text: 'approval.denials <= wanted.denials &&',
    replacement: '',
    tests: ['test/command/obstacle.test.ts'],
  },
  {
    guard: 'gate: the scope that policy asks',
    file: 'src/command/start.ts',
    text: 'approval.scope === wanted.scope &&',
    replacement: '',
    tests: ['test/command/obstacle.test.ts'],
  },
  {
    guard: 'gate: a requester who was let approve',
    file: 'src/command/start.ts',
    text: '(wanted.requesterMayApprove || !approval.requesterMayApprove) &&',
    replacement: '',
    tests: ['test/command/obstacle.test.ts'],
  },
  {
    guard: 'gate: the second factor that policy wants now',
    file: 'src/command/start.ts',
    text: 'factorFor(approval.stepUp) <= factorFor(wanted.stepUp)',
    replacement: 'true',
    tests: ['test/command/obstacle.test.ts'],
  },
  {
    guard: 'gate: what a recovery mends is there',
    file: 'src/command/start.ts',
    text: "if (!isStillSo(facts, requester, command)) return 'impossible'",
    replacement: '',
    tests: ['test/command/obstacle.test.ts'],
  },
] as const
