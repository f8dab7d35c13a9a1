// Guards of the decisions that the stand-alone verifier repeats, for `guards.ts`.

const decided = ['test/verifier/decided.test.ts']
const file = 'scripts/verifier/decided.ts'
const policy = 'scripts/verifier/policy.ts'

export const guardsOfDecided = [
  {
    guard: 'decided: a text has its digest',
    file,
    text: 'text === null || digestOf(text) !== digest ? null',
    replacement: 'text === null ? null',
    tests: decided,
  },
  {
    guard: 'decided: something says what it does',
    file,
    text: 'if (flows.length === 0)',
    replacement: 'if (flows.length < 0)',
    tests: decided,
  },
  {
    guard: 'decided: the class is that of its text',
    file,
    text: "if (wish.safetyClass !== body['safety_class'])",
    replacement: "if (wish.safetyClass === 'S9')",
    tests: decided,
  },
  {
    guard: 'decided: as many approvals as the policy wants',
    file,
    text: "if (numberOf(body['approvers']) < wanted.approvers)",
    replacement: "if (numberOf(body['approvers']) < -1)",
    tests: decided,
  },
  {
    guard: 'decided: the scopes that the policy wants',
    file,
    text: 'wanted.scopes.filter((scope) => !scopes.includes(scope))',
    replacement: 'wanted.scopes.filter((scope) => scopes === undefined && scope)',
    tests: decided,
  },
  {
    guard: 'decided: no more denials than the policy lets',
    file,
    text: "if ((numberOf(body['denials']) || 1) > wanted.denials)",
    replacement: 'if (wanted.denials < 0)',
    tests: decided,
  },
  {
    guard: 'decided: the second factor of the policy',
    file,
    text: "if (!isAsStrict(String(body['step_up']), wanted.stepUp))",
    replacement: "if (seq < 0 && !isAsStrict(String(body['step_up']), wanted.stepUp))",
    tests: decided,
  },
  {
    guard: 'decided: no longer than the policy lets it wait',
    file,
    text: 'if (!(length <= wanted.expires))',
    replacement: 'if (length < 0)',
    tests: decided,
  },
  {
    guard: 'decided: a grant shows its second factor',
    file,
    text: 'if (body !== null && stepUp !== null && !isShown)',
    replacement: 'if (body === null && stepUp !== null && !isShown)',
    tests: decided,
  },
  {
    guard: 'decided: whoever asked does not approve it',
    file,
    text: "if (actor === first.sealed['actor'] && !demand.requesterMayApprove)",
    replacement: 'if (actor === null && !demand.requesterMayApprove)',
    tests: decided,
  },
  {
    guard: 'decided: nobody decides about themselves',
    file,
    text: 'if (subject !== undefined && actor === subject)',
    replacement: 'if (subject !== undefined && actor === null)',
    tests: decided,
  },
  {
    guard: 'decided: a role holds what the text says',
    file,
    text: '!gives(policy, roles, grants, scope)',
    replacement: 'scope === null && !gives(policy, roles, grants, scope)',
    tests: decided,
  },
  {
    guard: 'decided: whoever asked had a right to',
    file,
    text: 'return wanted.length === 0 || isHeld',
    replacement: 'return wanted.length >= 0 || isHeld',
    tests: decided,
  },
  {
    guard: 'decided: nothing starts without its approval',
    file,
    text: 'return wanted === null || isAsked',
    replacement: 'return wanted === null || isAsked || seq > 0',
    tests: decided,
  },
  {
    guard: 'decided: a rule that refuses holds',
    file: policy,
    text: "memberOf(one, 'then')['refuse'] === true",
    replacement: "memberOf(one, 'then')['refuse'] === 1",
    tests: ['test/verifier/policy.test.ts'],
  },
  {
    guard: 'decided: a rule adds what it wants',
    file: policy,
    text: 'const wanted = Math.max(more, ...all.map(wantedBy))',
    replacement: 'const wanted = Math.max(0, ...all.map(wantedBy))',
    tests: ['test/verifier/policy.test.ts'],
  },
  {
    guard: 'amber: what is missing is no green',
    file: 'scripts/verifier/check.ts',
    text: "isAny('missing') ? 'amber' : 'green'",
    replacement: "'green'",
    tests: ['test/verifier/amber.test.ts'],
  },
] as const
