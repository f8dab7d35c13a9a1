// Guards of what held around a packed command, for `guards.ts`.

const decisions = ['test/verifier/lockdowns.test.ts']
const packs = ['test/verifier/circumstances.test.ts']
const around = 'scripts/verifier/around.ts'
const circumstances = 'scripts/verifier/circumstances.ts'
const lockdowns = 'scripts/verifier/lockdowns.ts'

export const guardsOfCircumstances = [
  {
    guard: 'circumstances: nothing goes on in a lockdown',
    file: around,
    text: '    ...lockFaults(asked, one, own),\n',
    replacement: '',
    tests: decisions,
  },
  {
    guard: 'circumstances: votes from before a lockdown do not count',
    file: around,
    text: "typeOf(one.sealed) === 'command.started' ? voidFaults(asked, one, events, own) : []",
    replacement: "typeOf(one.sealed) === '' ? voidFaults(asked, one, events, own) : []",
    tests: decisions,
  },
  {
    guard: 'circumstances: the policy is the bound one',
    file: around,
    text: '    ...policyFaults(asked, one, own),\n',
    replacement: '',
    tests: decisions,
  },
  {
    guard: 'circumstances: a suspicion is not passed over',
    file: around,
    text: '    ...suspicionFaults(asked, one, own),\n',
    replacement: '',
    tests: decisions,
  },
  {
    guard: 'circumstances: what is erased is not proved',
    file: around,
    text: 'if (isUnknown) asked.unread.add(',
    replacement: 'if (isUnknown) new Set().add(',
    tests: decisions,
  },
  {
    guard: 'circumstances: a lockdown ends at its time',
    file: lockdowns,
    text: 'until === null || time < until)',
    replacement: 'until !== time)',
    tests: decisions,
  },
  {
    guard: 'circumstances: nobody makes a lockdown shorter',
    file: lockdowns,
    text: 'return isHeld && isSooner && until !== null',
    replacement: 'return isHeld && isSooner && seq < 0',
    tests: decisions,
  },
  {
    guard: 'circumstances: the program ends a lockdown at its time',
    file: lockdowns,
    text: "return isOver ? [] : fault('ends a lockdown before its time')",
    replacement: 'return []',
    tests: decisions,
  },
  {
    guard: 'circumstances: the command that ended a lockdown did it',
    file: lockdowns,
    text: "return isIts && asker === sealed['actor']",
    replacement: 'return story.length > 0',
    tests: decisions,
  },
  {
    guard: 'circumstances: a lockdown begins before it ends',
    file: lockdowns,
    text: 'if (before === undefined && isKnown)',
    replacement: "if (sealed['seq'] === -1 && isKnown)",
    tests: packs,
  },
  {
    guard: 'circumstances: what a lockdown command changed is here',
    file: lockdowns,
    text: 'return isDone && isLocking && !proved.has(name)',
    replacement: 'return isDone && isLocking && name === undefined',
    tests: packs,
  },
  {
    guard: 'circumstances: one key signs for all chains',
    file: circumstances,
    text: '|| !own.key.every((byte, at) => byte === key.key[at])',
    replacement: '',
    tests: packs,
  },
  {
    guard: 'circumstances: each is in its checkpoint',
    file: circumstances,
    text: 'if (checkpoint === null || !isIncluded(one.hash, one.seq - 1, one.proof, checkpoint))',
    replacement: 'if (checkpoint === null)',
    tests: packs,
  },
  {
    guard: 'circumstances: in the order of the chain',
    file: circumstances,
    text: "if (previous !== undefined && previous.seq >= one.seq) return 'is not in its order'\n",
    replacement: '',
    tests: packs,
  },
  {
    guard: 'circumstances: each chain once',
    file: circumstances,
    text: '...twice.map(',
    replacement: '...twice.slice(9).map(',
    tests: packs,
  },
  {
    guard: 'circumstances: a pack without them is not green',
    file: 'scripts/verifier/claims.ts',
    text: 'const isHere = circumstances?.some((one) => one.tenant === ownChain) ?? false',
    replacement: 'const isHere = circumstances !== null || tenant !== ownChain',
    tests: packs,
  },
] as const
