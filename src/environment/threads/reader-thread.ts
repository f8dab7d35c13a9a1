// The thread for long reads beside the store; started by `openStoreOnThread` only.

import { parentPort, workerData } from 'node:worker_threads'
import { serveReads } from '../../engine/store-client/long-reads.ts'
import { openReads, type ReaderParts } from './open-store.ts'

if (parentPort === null) throw new Error('reader-thread is started as a thread only.')
const parts: ReaderParts = workerData
serveReads(parentPort, () => openReads(parts))
