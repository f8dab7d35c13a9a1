// Writes the session file of a linked account on a thread of its own, so that its flushes block
// nobody.

import { setImmediate as turn } from 'node:timers/promises'
import type { MessagePort, Worker } from 'node:worker_threads'
import { errorOf, type Failure, failureOf } from '../../engine/store-client/thread-failure.ts'
import {
  type Change,
  carryOut,
  type FileWriter,
  journaled,
  type OpenedSession,
} from '../../store/session/journal.ts'
import { openImage, openSessionFile } from '../../store/session/session.ts'
import { startThread } from './thread.ts'

/** A message to the thread: changes to write in one transaction, or the request to close. */
type Asking = readonly Change[] | 'close'

/**
 * A message from the thread: the file's contents, why it could not be opened, or whether changes
 * were written.
 */
type Told =
  | { readonly kind: 'open'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'written' }
  | { readonly kind: 'unwritten'; readonly failure: Failure }

export interface SessionThreadParts {
  /** Called when writing fails; it is retried. */
  refused(error: unknown): void
  /** The thread died: nothing becomes durable any more. */
  lost(error: Error): void
  pause(milliseconds: number): Promise<void>
}

/** Rejects with the sentence of `openSession` if the file cannot be used. */
export async function openSessionOnThread(
  file: string,
  parts: SessionThreadParts,
  worker: Worker = startThread('session', file),
): Promise<OpenedSession> {
  const { bytes, pen } = await openPen(worker, parts.lost)
  return journaled(openImage(bytes), { ...parts, pen, turn })
}

interface Waiting {
  resolve(): void
  reject(error: Error): void
}

function openPen(
  worker: Worker,
  lost: (error: Error) => void,
): Promise<{ readonly bytes: Uint8Array; readonly pen: FileWriter }> {
  let waiting: Waiting | null = null
  let [gone, closing] = [false, false]
  const ask = (asking: Asking) => worker.postMessage(asking)
  const end = (error: Error): void => {
    if (gone) return
    gone = true
    waiting?.reject(error)
    if (!closing) lost(error)
  }
  const pen: FileWriter = {
    write: (changes) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(new Error('The thread of the session is gone.'))
        waiting = { resolve, reject }
        ask(changes)
      }),
    close: async () => {
      if (gone) return
      closing = true
      await new Promise<void>((resolve) => {
        worker.once('exit', () => resolve())
        ask('close')
      })
    },
  }
  return new Promise((resolve, reject) => {
    const died = (cause: string): void => {
      const error = new Error(`The thread of the session ended (${cause}).`)
      end(error)
      reject(error)
    }
    worker.on('error', (error: unknown) => died(error instanceof Error ? error.name : typeof error))
    worker.on('exit', (code) => died(`exit ${code}`))
    worker.on('message', (told: Told) => {
      if (told.kind === 'open') resolve({ bytes: told.bytes, pen })
      else if (told.kind === 'written') waiting?.resolve()
      else if (told.kind === 'unwritten') waiting?.reject(errorOf(told.failure))
      else {
        gone = true
        reject(errorOf(told.failure))
      }
    })
  })
}

/** The thread's side: opens the file, sends its contents, and writes until it is closed. */
export function serveSession(port: MessagePort, file: string): void {
  const tell = (told: Told) => port.postMessage(told)
  let opened: ReturnType<typeof openSessionFile>
  try {
    opened = openSessionFile(file)
  } catch (error) {
    tell({ kind: 'refused', failure: failureOf(error) })
    port.close()
    return
  }
  port.on('message', (asking: Asking) => {
    if (asking === 'close') {
      opened.session.close()
      port.close()
      return
    }
    try {
      carryOut(opened, asking)
      tell({ kind: 'written' })
    } catch (error) {
      tell({ kind: 'unwritten', failure: failureOf(error) })
    }
  })
  tell({ kind: 'open', bytes: opened.bytes() })
}
