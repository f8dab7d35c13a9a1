// One of the threads that verify a long chain; started by `walkAside` only.

import { parentPort, workerData } from 'node:worker_threads'
import { type VerifyParts, walkShare } from './verify-aside.ts'

if (parentPort === null) throw new Error('verify-thread is started as a thread only.')
const port = parentPort
const parts: VerifyParts = workerData
walkShare(parts, (walked) => port.postMessage(walked))
