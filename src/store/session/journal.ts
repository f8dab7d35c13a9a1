// A session that is read and changed in memory while its changes are written to the file in the
// background.

import type { SessionFile, SessionImage } from './session.ts'
import type { SessionStore } from './tables.ts'

type Asked = Exclude<keyof SessionStore, 'durable' | 'close'>

/** All methods; the compiler checks that none is missing. */
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

/** One method call that changes something, as plain data that can be sent to a thread. */
export interface Change {
  readonly name: Asked
  readonly args: readonly unknown[]
}

/** Writes changes to the file. */
export interface FileWriter {
  /** Resolves once all changes are on disk; rejects if none is. */
  write(changes: readonly Change[]): Promise<void>
  close(): Promise<void>
}

/** A session and how to close it: with all changes on disk. */
export interface OpenedSession {
  readonly session: SessionStore
  close(): Promise<void>
}

export interface JournalParts {
  readonly pen: FileWriter
  /** Called for each failed write. */
  refused(error: unknown): void
  /** Waits between two tries, in milliseconds. */
  pause(milliseconds: number): Promise<void>
  /** Resolves at the end of this turn of the event loop; its changes share one flush. */
  turn(): Promise<void>
}

/** The most waiting changes; one more is refused, so that a hanging disk does not fill memory. */
export const changesMost = 10_000
/** The pause before a failed write is tried again. */
const retryMs = 1_000

/** Applies all of these changes to the file in order, or none. */
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
 * The session over its in-memory image. Image and file run the same calls in the same order, and so
 * stay equal. Changes made during a write go together into the next one. A failed write is retried
 * until it succeeds; nothing later is durable before. Closing tries once more, and rejects if that
 * fails.
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

/** The changing methods, over any way to run a call. Typed only here. */
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
  // A rejection that nobody waits for must not end the process.
  written.catch(() => {})
  return { changes: [], written, ...settle }
}
