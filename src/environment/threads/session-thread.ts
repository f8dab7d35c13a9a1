// The thread that writes a linked account's session file; started by `openSessionOnThread` only.

import { parentPort, workerData } from 'node:worker_threads'
import { serveSession } from './session.ts'

if (parentPort === null) throw new Error('session-thread is started as a thread only.')
const file: string = workerData
serveSession(parentPort, file)
