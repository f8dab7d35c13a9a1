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
  /** Changes in the order in which they became durable, one batch after the other. */
  readonly written = new Happenings<readonly Change[]>('the disk')
  /** What the disk said when it refused. */
  readonly refusals = new Happenings<unknown>('refusals')
  /** Thrown at each try while it is set. */
  failure: Error | undefined
  #stalled: Promise<void> = Promise.resolve()
  #release = (): void => {}

  #stallsAt: Change['name'] | undefined

  /** From now on nothing is written until `release`; with a name, from such a change on. */
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
        // Never at once, like a thread.
        await turn()
        const stallsAt = this.#stallsAt
        if (stallsAt === undefined || changes.some(({ name }) => name === stallsAt))
          await this.#stalled
        if (this.failure !== undefined) throw this.failure
        // As a thread gets them.
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
