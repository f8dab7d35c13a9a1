// Guards of the store's caches and of queries beside them, for `guards.ts`.

const remembers = ['test/store/cache.test.ts']
const beside = ['test/engine/short-reads.test.ts']

export const guardsOfMemory = [
  {
    guard: 'memory: another process wrote',
    file: 'src/store/settling.ts',
    text: '    recall()\n    const settled',
    replacement: '    const settled',
    tests: remembers,
  },
  {
    guard: 'memory: a transaction failed',
    file: 'src/store/settling.ts',
    text: '      forget()\n      throw error',
    replacement: '      throw error',
    tests: remembers,
  },
  {
    guard: 'memory: where a length of time begins',
    file: 'src/store/evidence.ts',
    text: 'if (position % artifactsOfMoment === 0) insert.run(position)',
    replacement: '',
    tests: ['test/store/moments.test.ts'],
  },
  {
    guard: 'memory: limits that were put away',
    file: 'src/store/tallies.ts',
    text: 'if (drop.run(before).changes === 0) return',
    replacement: 'if (drop.run(before).changes >= 0) return',
    tests: remembers,
  },
  {
    guard: 'memory: a new key under a beginning',
    file: 'src/store/tallies.ts',
    text: 'if (before.number === 0) keysFrom.recall()',
    replacement: '',
    tests: remembers,
  },
  {
    guard: 'memory: settings that were written',
    file: 'src/store/state-reader.ts',
    text: 'forget() {\n      whole = null\n',
    replacement: 'forget() {\n',
    tests: remembers,
  },
  {
    guard: 'memory: the columns of a command that ends',
    file: 'src/store/commands.ts',
    text: 'if (open === 1 && before !== null',
    replacement: 'if (before !== null',
    tests: remembers,
  },
  {
    guard: 'memory: the command of waiting work',
    file: 'src/store/sqlite-store.ts',
    text: '    recall()\n    return tables',
    replacement: '    return tables',
    tests: remembers,
  },
  {
    guard: 'beside the store: a token that was spent',
    file: 'src/store/outbox.ts',
    text: 'known !== undefined && (known.token?.text ?? null) === token',
    replacement: 'known !== undefined',
    tests: beside,
  },
  {
    guard: 'beside the store: people who changed',
    file: 'src/store/short-reads.ts',
    text: '    recall()\n',
    replacement: '',
    tests: beside,
  },
  {
    guard: 'beside the store: nothing waits for it',
    file: 'src/engine/store-client/short-reads.ts',
    text: '    outgoing: async (most, after) => reads.outgoing(most, after),\n',
    replacement: '',
    tests: beside,
  },
  {
    guard: 'letters: a mark that is being written',
    file: 'src/engine/sent-marks.ts',
    text: 'noting.has(id) || underWay.has(id)',
    replacement: 'underWay.has(id)',
    tests: ['test/engine/deliver.test.ts'],
  },
  {
    guard: 'effects stand before previews',
    file: 'src/store/due.ts',
    text: '[...first, ...looks.all(most - first.length)]',
    replacement: '[...looks.all(most), ...first].slice(0, most)',
    tests: ['test/engine/effect-slots.test.ts'],
  },
  {
    guard: 'a target that changed since it was approved',
    file: 'src/connectors/described-connector.ts',
    text: "  if (against !== null) return { kind: 'failed', reason: against }\n",
    replacement: '',
    tests: ['test/connectors/http.test.ts'],
  },
] as const
