// Guards against evidence that was left out of a pack or removed from the file, for `guards.ts`.

const steps = ['test/verifier/missing-steps.test.ts']
const needs = 'scripts/verifier/needs.ts'

export const guardsOfMissingEvidence = [
  {
    guard: 'missing evidence: a confirmation has its preview',
    file: needs,
    text: "return before.has('command.previewed')\n",
    replacement: "return before.has('command.proposed')\n",
    tests: steps,
  },
  {
    guard: 'missing evidence: a second factor was shown',
    file: needs,
    text: 'return factorFaults(one, events)',
    replacement: 'return []',
    tests: steps,
  },
  {
    guard: 'missing evidence: by whoever granted, and then',
    file: needs,
    text: "each['actor'] === sealed['actor'] &&",
    replacement: 'seq > 0 &&',
    tests: steps,
  },
  {
    guard: 'missing evidence: a recovery has an outcome to recover',
    file: needs,
    text: 'return outcomes.some((type) => before.has(type))',
    replacement: 'return outcomes.length > 0',
    tests: steps,
  },
  {
    guard: 'missing evidence: what ends by a denial has one',
    file: needs,
    text: "one.body?.['reason'] !== 'approval_denied'",
    replacement: 'one.seq > 0',
    tests: steps,
  },
  {
    guard: 'missing evidence: verify wants the preview, too',
    file: 'src/command/verify/impossible.ts',
    text: "return known.seen.has('command.previewed') ? null",
    replacement: 'return known.seen.size > 0 ? null',
    tests: ['test/command/impossible.test.ts'],
  },
  {
    guard: 'missing evidence: starts and stops name the chains of tenants',
    file: 'src/store/verify/verify.ts',
    text: '[...standing.breaks, ...namedHeads(db)]',
    replacement: '[...standing.breaks, ...namedHeads(db).slice(99)]',
    tests: ['test/cli/verify-heads.test.ts'],
  },
  {
    guard: 'missing evidence: counts of the last day are all kept',
    file: 'src/store/verify/counts.ts',
    text: 'Math.min(oldest ?? latestTime, countedSince(db))',
    replacement: '(oldest ?? latestTime)',
    tests: ['test/store/verify-counts.test.ts'],
  },
  {
    guard: 'missing evidence: no count of the last day is deleted by age',
    file: 'src/store/settling.ts',
    text: 'prune(Math.min(keys.since, countedSince(db)))',
    replacement: 'prune(keys.since)',
    tests: ['test/store/verify-counts.test.ts'],
  },
  {
    guard: 'missing evidence: policy status looks up the last change',
    file: 'src/connectors/aval-evidence.ts',
    text: 'const at = (await storeClient.bound())?.at',
    replacement: 'const at = (await storeClient.bound())?.rebound === -1 ? 0 : undefined',
    tests: ['test/engine/policy-status.test.ts'],
  },
] as const
