// The thread that owns an environment's store; started by `openStoreOnThread` only.

import { parentPort, workerData } from 'node:worker_threads'
import { serveStore } from '../../engine/store-client/client-thread.ts'
import { readLanguages } from '../content.ts'
import { openStoreOf, randomHexSource, type StoreParts } from './open-store.ts'

if (parentPort === null) throw new Error('store-thread is started as a thread only.')
const parts: StoreParts = workerData
const { home, rules } = parts
serveStore(parentPort, () =>
  openStoreOf(parts, readLanguages(home, rules.flows, rules.timeZone), randomHexSource()),
)
