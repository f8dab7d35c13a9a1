// Guards of the fast check of evidence, for `guards.ts`.

const ordinary = ['test/evidence/fast-row-check.test.ts']
const texts = ['test/store/chain-texts.test.ts']
const check = 'src/evidence/fast-row-check.ts'
const rows = 'src/store/verify/chain-texts.ts'
const pieces = [
  'test/evidence/verify.test.ts',
  'test/evidence/tampering.test.ts',
  'test/evidence/erasure.test.ts',
]
const stretch = 'src/evidence/verified-part.ts'
const cuts = 'src/store/verify/chain-parts.ts'

export const guardsOfVerify = [
  {
    guard: 'verify: an erasure and an unknown type are for the careful check',
    file: check,
    text: '!plainTypes.has(type) || ',
    replacement: '',
    tests: ordinary,
  },
  {
    guard: 'verify: a time of another form is for the careful check',
    file: check,
    text: ' || !isTime(text, timeAt)',
    replacement: '',
    tests: ordinary,
  },
  {
    guard: 'verify: an id of another form is for the careful check',
    file: check,
    text: 'if (!idForm.test(text)) return null',
    replacement: '',
    tests: ordinary,
  },
  {
    guard: 'verify: what stands between time and type is a trace or nothing',
    file: check,
    text: 'isTrace(trace) ? hash : null',
    replacement: 'hash',
    tests: ordinary,
  },
  {
    guard: 'verify: a row of another chain teaches nothing',
    file: check,
    text: 'fields.environment !== chain.environment || fields.tenant !== chain.tenant',
    replacement: 'false',
    tests: ordinary,
  },
  {
    guard: 'verify: the command of the column is the one of the bytes',
    file: check,
    text: 'match?.[1] === id ? match[0]',
    replacement: 'match ? match[0]',
    tests: ordinary,
  },
  {
    guard: 'verify: a salt has 16 bytes, wherever its digits stand',
    file: rows,
    text: '(length(b.salt) IS NOT 16)',
    replacement: '(b.salt IS NULL)',
    tests: texts,
  },
  {
    guard: 'verify: an empty command is not the same as none',
    file: rows,
    text: '(a.command_id IS NULL) +',
    replacement: "(coalesce(a.command_id, '') = '') +",
    tests: texts,
  },
  {
    guard: 'verify: a text with more parts than a row is read column by column',
    file: 'src/evidence/row-text.ts',
    text: 'parts.length !== partsOfRow || ',
    replacement: '',
    tests: texts,
  },
  {
    guard: 'verify: a stretch goes on where the walk stands',
    file: stretch,
    text: ' && before.hash === walk.hash',
    replacement: '',
    tests: pieces,
  },
  {
    guard: 'verify: a stretch joins a tree without gaps only',
    file: stretch,
    text: 'const whole = walk.tree.size() === walk.seq',
    replacement: 'const whole = true',
    tests: pieces,
  },
  {
    guard: 'verify: a stretch with anything off is read again',
    file: stretch,
    text: 'if (walk.breaks.length > 0) return null',
    replacement: '',
    tests: pieces,
  },
  {
    guard: 'verify: nobody passes over the recorded head',
    file: 'src/evidence/verify.ts',
    text: ' || isWithin(chain.head?.seq, stretch)',
    replacement: '',
    tests: pieces,
  },
  {
    guard: 'verify: nobody passes over a checkpoint whose root was not asked for',
    file: 'src/evidence/verify.ts',
    text: 'if (roots.includes(null)) {',
    replacement: 'if (roots.length < 0) {',
    tests: pieces,
  },
  {
    guard: 'verify: a chain is cut only where its places rise',
    file: cuts,
    text: 'const sound = rising ? firsts : [first]',
    replacement: 'const sound = firsts',
    tests: ['test/store/chain-parts.test.ts'],
  },
  {
    guard: 'verify: a last place that no number says is no end',
    file: cuts,
    text: '(isSafe(newest) ? newest : null)',
    replacement: 'Number(newest)',
    tests: ['test/store/chain-parts.test.ts'],
  },
]
