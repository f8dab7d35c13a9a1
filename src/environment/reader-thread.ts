// The thread for long reads beside the store; started by `openDeskAside` only.

import { parentPort, workerData } from 'node:worker_threads'
import { serveReads } from '../engine/desk/desk-reader.ts'
import { openReads, type ReaderParts } from './desk.ts'

if (parentPort === null) throw new Error('reader-thread is started as a thread only.')
const parts: ReaderParts = workerData
serveReads(parentPort, () => openReads(parts))
