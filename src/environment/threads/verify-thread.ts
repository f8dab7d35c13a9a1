// One of the threads that verify a long chain; started by `verifyOnThreads` only.

import { parentPort, workerData } from 'node:worker_threads'
import { type VerifyThreadInput, verifyShare } from './verify-on-threads.ts'

if (parentPort === null) throw new Error('verify-thread is started as a thread only.')
const port = parentPort
const parts: VerifyThreadInput = workerData
verifyShare(parts, (walked) => port.postMessage(walked))
