// The guards of what is decided anew from evidence, each to be removed once by scripts/guards.ts.

const anew = ['test/store/verify-anew.test.ts']
const file = 'src/command/decided-anew.ts'
const asked = 'src/command/asked-then.ts'

export const guardsOfAnew = [
  {
    guard: 'anew: the class is that of its flow',
    file: asked,
    text: 'if (safetyClass !== body.safety_class)',
    replacement: "if (safetyClass === 'S9')",
    tests: anew,
  },
  {
    guard: 'anew: something says what it does',
    file: asked,
    text: "if (body.definition === undefined) return fault('nothing says what it does')",
    replacement: 'if (body.definition === undefined) return nothing',
    tests: anew,
  },
  {
    guard: 'anew: all of its way is under one policy',
    file,
    text: 'if (underOne.includes(one.type) && one.policy !== way.policy)',
    replacement: "if (one.type === 'command.none')",
    tests: anew,
  },
  {
    guard: 'anew: what is needed is what policy wants',
    file,
    text: 'if (said.join() !== decided.join())',
    replacement: "if (said.join() === '-')",
    tests: anew,
  },
  {
    guard: 'anew: the terms of an approval are those of policy',
    file,
    text: "return wanted.join(' ') === said.join(' ')",
    replacement: 'return wanted.length > 0',
    tests: anew,
  },
  {
    guard: 'anew: a request wants the second factor of policy',
    file,
    text: 'if (body.step_up !== wanted || body.policy_id !== need.id)',
    replacement: 'if (body.policy_id !== need.id)',
    tests: anew,
  },
  {
    guard: 'anew: a request waits for no longer than policy says',
    file,
    text: 'Date.parse(body.expires_at) > longest',
    replacement: 'longest < 0',
    tests: anew,
  },
  {
    guard: 'anew: a grant has the second factor',
    file,
    text: '    need.stepUp === null ||\n',
    replacement: '    need.stepUp !== undefined ||\n',
    tests: anew,
  },
  {
    guard: 'anew: lockdowns are those of the evidence',
    file: asked,
    text: "mode: known.locks?.mode ?? ({ kind: 'open' } as const),",
    replacement: "mode: { kind: 'open' } as const,",
    tests: anew,
  },
  {
    guard: 'anew: an emergency is one that was declared',
    file: asked,
    text: 'until: known.emergencyUntil ?? declared',
    replacement: 'until: declared',
    tests: anew,
  },
  {
    guard: 'anew: a suspicion is one of the evidence',
    file: asked,
    text: "known.suspicious ?? recorded.includes('+under-suspicion')",
    replacement: "recorded.includes('+under-suspicion')",
    tests: anew,
  },
  {
    guard: 'anew: a role holds what the text of the policy says',
    file: 'src/command/rights-told.ts',
    text: 'return lacking === undefined\n    ? null',
    replacement: 'return lacking !== null\n    ? null',
    tests: anew,
  },
] as const
