// Guards of rights in evidence, for `guards.ts`.

const walk = ['test/command/rights-told.test.ts']
const told = ['test/engine/rights-told.test.ts']
const file = 'src/command/proved/rights-told.ts'

export const guardsOfRights = [
  {
    guard: 'rights: nobody decides who was never enrolled',
    file,
    text: 'if (holder === undefined) return knowsAll ? strangerTo(held.person) : null',
    replacement: 'if (holder === undefined) return null',
    tests: walk,
  },
  {
    guard: 'rights: what is erased is held against nobody',
    file,
    text: 'if (body === null) return lose()',
    replacement: 'if (body === null) return null',
    tests: walk,
  },
  {
    guard: 'rights: the role is one that the person had',
    file,
    text: 'if (role !== undefined) return',
    replacement: "if (role === '') return",
    tests: walk,
  },
  {
    guard: 'rights: the scope is one that the person had',
    file,
    text: 'if (grant !== undefined) return',
    replacement: "if (grant === '') return",
    tests: walk,
  },
  {
    guard: 'rights: something gave the right',
    file,
    text: 'roles.length + grants.length > 0',
    replacement: 'roles.length + grants.length >= 0',
    tests: walk,
  },
  {
    guard: 'rights: who is at rest has none',
    file,
    text: 'if (rest !== undefined) return',
    replacement: "if (rest === '') return",
    tests: walk,
  },
  {
    guard: 'rights: they are of one tenant',
    file,
    text: 'if (holder.tenant !== tenant) return',
    replacement: "if (holder.tenant === '') return",
    tests: walk,
  },
  {
    guard: 'rights: a duty ends in its time',
    file,
    text: ' || time >= delegated.until',
    replacement: '',
    tests: walk,
  },
  {
    guard: 'rights: the roll is that of then',
    file,
    text: 'if (held.roll !== roll)',
    replacement: 'if (held.roll === -1)',
    tests: walk,
  },
  {
    guard: 'rights: a start gives nobody other ones',
    file,
    text: 'if (!isSame(rights, known.get(id)))',
    replacement: 'if (known.size < 0 && isSame(rights, undefined))',
    tests: walk,
  },
  {
    guard: 'rights: a start enrols nobody in silence',
    file,
    text: 'return wasKnown && stray !== undefined ?',
    replacement: 'return wasKnown && stray === "" ?',
    tests: walk,
  },
  {
    guard: 'rights: what is hidden behind another is read',
    file,
    text: `from >= 0 && body.indexOf('"held":', from + 1) < 0`,
    replacement: 'from >= 0',
    tests: walk,
  },
  {
    guard: 'rights: nothing is said of a roll that somebody else wrote into',
    file: 'src/command/rights.ts',
    text: "if (typeof facts.roll !== 'number') return step",
    replacement: '',
    tests: walk,
  },
  {
    guard: 'rights: each change says them',
    file: 'src/command/step.ts',
    text: 'return withRights(\n    facts,\n    alarm',
    replacement: 'return withRights(\n    { ...facts, roll: null },\n    alarm',
    tests: told,
  },
  {
    guard: 'rights: an answer names the right of whose place it is',
    file: 'src/command/answered/voted.ts',
    text: 'personOf(facts, vote.insteadOf ?? vote.approver)',
    replacement: 'personOf(facts, vote.approver)',
    tests: told,
  },
  {
    guard: 'rights: verify tells what does not fit',
    file: 'src/store/verify/rights.ts',
    text: 'if (misfit === null || !isJudged) continue',
    replacement: 'if (misfit !== null || !isJudged) continue',
    tests: ['test/store/verify-rights.test.ts'],
  },
  {
    guard: 'rights: an approval is under the scopes that were wanted',
    file: 'src/command/proved/impossible.ts',
    text: 'if (lacking !== undefined) return',
    replacement: "if (lacking === '') return",
    tests: ['test/command/impossible.test.ts'],
  },
  {
    guard: 'rights: the verifier wants the scopes of an approval',
    file: 'scripts/verifier/grants.ts',
    text: 'if (lacking.length > 0)',
    replacement: 'if (lacking.length < 0)',
    tests: ['test/verifier/impossible.test.ts'],
  },
]
