// The head of each chain is recorded beside the keys: only what is committed.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHeads, withRecordedHeads } from '../../src/environment/heads.ts'
import { openStore } from '../../src/store/sqlite-store.ts'
import type { Decide, Store } from '../../src/store/store.ts'
import { freshFolder } from '../fresh-folder.ts'

function openRecording(): { readonly store: Store; readonly folder: string } {
  const folder = freshFolder()
  mkdirSync(join(folder, 'keys'))
  let drawn = 0
  const store = openStore({
    file: join(folder, 'aval.db'),
    system: { environment: 'dev', instance: 'i', version: '1' },
    mayBegin: true,
    keys: [],
    randomHex() {
      drawn += 1
      return String(drawn).padStart(64, '0')
    },
    vault: { seal: (text) => text, open: (text) => text, mark: (text) => `m${text.length}` },
  })
  return { store: withRecordedHeads(store, folder), folder }
}

/** Whatever happens is one artifact. */
const decide: Decide = {
  keys: () => ({
    ...{ tokenHashes: [], names: [], commandIds: [], prove: false, fresh: [] },
    ...{ tallies: [], tallyRanks: [], tallyPrefixes: [], since: 0 },
  }),
  step: (event) => [
    {
      kind: 'evidence',
      draft: { type: 'tool.denied', time: event.at, tenant: '-', actor: 'ana', body: {} },
    },
  ],
}

const tick = { event: { kind: 'tick', id: 't1', at: Date.UTC(2026, 0, 5) } } as const

test('a head is recorded when the transaction with its checkpoint is committed', () => {
  const { store, folder } = openRecording()
  store.together(() => {
    store.settle([tick], decide)
    store.checkpoint('-', 0, 'note')
    expect(readHeads(folder)).toEqual({})
  })
  expect(readHeads(folder)['-']?.[0]).toBe(1)
})

test('a head of a transaction that failed is not recorded', () => {
  const { store, folder } = openRecording()
  store.settle([tick], decide)
  const failing = () =>
    store.together(() => {
      store.settle([tick], decide)
      store.checkpoint('-', 0, 'note')
      throw new Error('spoilt')
    })
  expect(failing).toThrow('spoilt')
  expect(readHeads(folder)).toEqual({})
  store.checkpoint('-', 0, 'note')
  expect(readHeads(folder)['-']?.[0]).toBe(1)
})

test('an incomplete record of heads counts as empty, and the next one is complete', () => {
  const { store, folder } = openRecording()
  store.settle([tick], decide)
  writeFileSync(join(folder, 'keys/heads.json'), '{"-":[1,')
  expect(readHeads(folder)).toEqual({})
  store.close()
  expect(JSON.parse(readFileSync(join(folder, 'keys/heads.json'), 'utf8'))['-'][0]).toBe(1)
})
