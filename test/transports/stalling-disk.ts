// A session whose file is written as late as a test wants, or not at all, on the test's own thread.

import { setImmediate as turn } from 'node:timers/promises'
import {
  type Change,
  carryOut,
  journaled,
  type OpenedSession,
} from '../../src/store/session/journal.ts'
import { openImage, openSessionFile } from '../../src/store/session/session.ts'
import { Happenings } from './stand-in/waiting.ts'

export class StallingDisk {
  /** Changes in the order in which they became durable, in batches. */
  readonly written = new Happenings<readonly Change[]>('the disk')
  /** Errors of refused writes. */
  readonly refusals = new Happenings<unknown>('refusals')
  /** Thrown by each write while it is set. */
  failure: Error | undefined
  #stalled: Promise<void> = Promise.resolve()
  #release = (): void => {}

  #stallsAt: Change['name'] | undefined

  /** Blocks all writes until `release`; with a name, those from such a change on. */
  stall(from?: Change['name']): void {
    this.#stallsAt = from
    this.#stalled = new Promise((resolve) => {
      this.#release = resolve
    })
  }

  release(): void {
    this.#release()
  }

  open(file: string): OpenedSession {
    const opened = openSessionFile(file)
    const pen = {
      write: async (changes: readonly Change[]) => {
        // Asynchronous, as with a thread.
        await turn()
        const stallsAt = this.#stallsAt
        if (stallsAt === undefined || changes.some(({ name }) => name === stallsAt))
          await this.#stalled
        if (this.failure !== undefined) throw this.failure
        // Cloned, as for a thread.
        const crossed = structuredClone(changes)
        carryOut(opened, crossed)
        this.written.add(crossed)
      },
      close: async () => opened.session.close(),
    }
    return journaled(openImage(opened.bytes()), {
      pen,
      refused: (error) => this.refusals.add(error),
      pause: () => turn(),
      turn: () => turn(),
    })
  }
}
