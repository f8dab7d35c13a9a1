// A session that is read and changed in memory, while somebody else writes the same into its file.

import type { SessionFile, SessionImage } from './session.ts'
import type { SessionStore } from './tables.ts'

type Asked = Exclude<keyof SessionStore, 'durable' | 'close'>

/** All that can be asked; the compiler sees that nothing is missing. */
const asked = {
  readCredentials: 'reads',
  writeCredentials: 'changes',
  readKeys: 'reads',
  writeKeys: 'changes',
  changedKeys: 'reads',
  keyChangeTold: 'changes',
  learnAlias: 'changes',
  aliasOf: 'reads',
  contradictions: 'reads',
  forgetAlias: 'changes',
  chat: 'reads',
  rememberChat: 'changes',
  ended: 'reads',
  end: 'changes',
  forget: 'changes',
  forgetQuiet: 'changes',
  wipe: 'changes',
  sent: 'reads',
  rememberSent: 'changes',
  markAcknowledged: 'changes',
  unacknowledged: 'reads',
  markDelivered: 'changes',
  forgetTexts: 'changes',
  heardNotes: 'reads',
  heardTaken: 'changes',
  sweep: 'changes',
} as const satisfies Readonly<Record<Asked, 'reads' | 'changes'>>

/** One change as it was asked for: plain data, so that it can cross to a thread. */
export interface Change {
  readonly name: Asked
  readonly args: readonly unknown[]
}

/** Whoever writes into the file. */
export interface Pen {
  /** Resolves once all of it is on the disk; rejects when none of it is. */
  write(changes: readonly Change[]): Promise<void>
  close(): Promise<void>
}

/** A session, and how it ends: with all that was changed on the disk. */
export interface OpenedSession {
  readonly session: SessionStore
  close(): Promise<void>
}

export interface JournalParts {
  readonly pen: Pen
  /** The disk refused, once for each try. */
  refused(error: unknown): void
  /** Waits between two tries, in milliseconds. */
  pause(milliseconds: number): Promise<void>
  /** Resolves at the end of this turn of the loop: what it changed by then shares a flush. */
  turn(): Promise<void>
}

/** Changes that may wait; one more is refused, so that a disk that hangs fills no memory. */
export const changesMost = 10_000
/** What the disk refuses is tried again after so long. */
const retryMs = 1_000

/** Into the file: all of these changes, in order, or none of them. */
export function carryOut({ session, together }: SessionFile, changes: readonly Change[]): void {
  together(() => {
    for (const { name, args } of changes) Reflect.apply(session[name], session, args)
  })
}

interface Batch {
  readonly changes: Change[]
  readonly written: Promise<void>
  resolve(): void
  reject(error: unknown): void
}

/**
 * The session over its image. Both sides carry out the same calls in the same order, so that they
 * stay equal. What waits while a batch is written goes together in the next one, with one flush.
 * What the disk refuses is kept and tried again until it is taken: until then nothing later is
 * durable. Closing tries once more, and rejects when that fails.
 */
export function journaled({ session, changed }: SessionImage, parts: JournalParts): OpenedSession {
  const { pen } = parts
  let gathering = emptyBatch()
  let leaving = gathering
  let [scheduled, closing] = [false, false]
  let writing: Promise<void> = Promise.resolve()

  async function write({ changes, resolve, reject }: Batch): Promise<void> {
    for (;;)
      try {
        await pen.write(changes)
        return resolve()
      } catch (error) {
        parts.refused(error)
        if (closing) return reject(error)
        await parts.pause(retryMs)
      }
  }

  async function writeAll(): Promise<void> {
    while (gathering.changes.length > 0) {
      leaving = gathering
      gathering = emptyBatch()
      await write(leaving)
    }
    scheduled = false
  }

  function note(change: Change): void {
    gathering.changes.push(change)
    if (scheduled) return
    scheduled = true
    writing = parts.turn().then(writeAll)
  }

  function change(name: Asked, args: readonly unknown[]): unknown {
    if (gathering.changes.length >= changesMost)
      throw new Error('Too many changes wait for the file of the session.')
    const before = changed()
    const answer: unknown = Reflect.apply(session[name], session, args)
    if (changed() !== before) note({ name, args })
    return answer
  }

  const durable = () => (gathering.changes.length > 0 ? gathering : leaving).written
  leaving.resolve()
  gathering = emptyBatch()
  return {
    session: { ...session, ...changing(change), durable },
    async close() {
      closing = true
      const all = durable()
      await writing
      session.close()
      await pen.close()
      await all
    },
  }
}

/** The methods that change something, over any way to carry out a call; typed here alone. */
function changing(
  change: (name: Asked, args: readonly unknown[]) => unknown,
): Partial<SessionStore> {
  const names = Object.entries(asked).flatMap(([name, how]) => (how === 'changes' ? [name] : []))
  const methods = names.map((name) => [name, (...args: unknown[]) => change(name as Asked, args)])
  return Object.fromEntries(methods) as Partial<SessionStore>
}

function emptyBatch(): Batch {
  let settle = { resolve: () => {}, reject: (_: unknown) => {} }
  const written = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Whoever waits hears of it; when nobody does, it is no error of the process.
  written.catch(() => {})
  return { changes: [], written, ...settle }
}
