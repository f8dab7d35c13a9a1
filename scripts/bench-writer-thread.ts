// The store's thread with a decision that writes the same rows for every message; part of the
// benchmark.

import { parentPort, workerData } from 'node:worker_threads'
import type { Command } from '../src/command/command.ts'
import { serveStore } from '../src/engine/store-client/client-thread.ts'
import { openStoreOf } from '../src/environment/threads/open-store.ts'
import { bareDecide } from './bench-message.ts'
import { type Home, readGround } from './bench-world.ts'

const { home, like }: { home: Pick<Home, 'home' | 'folder'>; like: Command } = workerData
if (parentPort === null) throw new Error('bench-writer-thread is started as a thread only.')
const { parts, languages, randomHex } = readGround(home)
serveStore(parentPort, () => ({
  ...openStoreOf(parts, languages, randomHex),
  decide: bareDecide(like),
}))
