// The thread that owns an environment's store; started by `openDeskAside` only.

import { parentPort, workerData } from 'node:worker_threads'
import { serveDesk } from '../engine/desk/desk-thread.ts'
import { readLanguages } from './content.ts'
import { freshChance, openStoreOf, type StoreParts } from './desk.ts'

if (parentPort === null) throw new Error('store-thread is started as a thread only.')
const parts: StoreParts = workerData
const { home, rules } = parts
serveDesk(parentPort, () =>
  openStoreOf(parts, readLanguages(home, rules.flows, rules.timeZone), freshChance()),
)
