// Received messages on their way to the engine: stored until the engine has taken them, even over a
// crash.

import { z } from 'zod'
import { forms, type TransportListener } from '../../engine/transport.ts'
import { pendingType } from '../../store/session/pending.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { type Log, nameOf } from '../whatsapp/log.ts'

const heardSchema = z.strictObject({
  id: z.string(),
  from: z.string(),
  alias: z.string().exactOptional(),
  disputed: z.string().exactOptional(),
  chat: z.string(),
  direct: z.boolean(),
  form: z.enum(forms),
  text: z.string(),
  quotes: z.string().exactOptional(),
  sentAt: z.number(),
  backlog: z.boolean(),
})

const saidSchema = z.strictObject({
  heard: heardSchema,
  /** Two identifiers that contradict an earlier pairing; reported with the message. */
  mismatch: z.strictObject({ identifier: z.string(), alias: z.string() }).exactOptional(),
})
export type ParsedMessage = z.output<typeof saidSchema>

/** One message with its number, in order of receipt. */
export interface PendingMessage {
  readonly id: string
  readonly said: ParsedMessage
}

export interface PendingParts {
  readonly session: SessionStore
  readonly log: Log
  readonly listener: TransportListener
  /** Tracks a promise of the engine, so that stopping can wait for it. */
  keep(promise: Promise<void>): void
}

export interface PendingMessages {
  note(said: ParsedMessage): PendingMessage
  /** Hands the message to the engine once all changes so far are on disk. */
  tell(said: ParsedMessage): Promise<void>
  /** The same for a stored message; its note is deleted once the engine has taken it. */
  hand(note: PendingMessage): void
  /** Resolves when few enough messages are under way to the engine or refused by it. */
  room(): Promise<void>
  /** Marks what the engine has taken; otherwise done with the next note, to share its flush. */
  tidy(): void
  /** Hands over what a crash left behind, marked as backlog. */
  catchUp(): void
  /** The same for what the engine has refused since. */
  again(): void
}

/** The most messages under way to the engine; further ones wait unacknowledged. */
export const inFlightMost = 200

/** A note as a row among the library's keys. */
export function rowOf({ id, said }: PendingMessage): {
  readonly [pendingType]: { readonly [id: string]: ParsedMessage }
} {
  return { [pendingType]: { [id]: said } }
}

export function trackPending({ session, log, listener, keep }: PendingParts): PendingMessages {
  let last = Math.max(0, ...session.heardNotes().map(({ id }) => Number(id)))
  let onTheWay = 0
  let waiting: (() => void)[] = []
  /** Taken by the engine but not marked yet: after a crash these are only handed over again. */
  let taken: string[] = []
  /** Ids of notes that the engine refused; their texts stay in the file. */
  let refused = new Set<string>()

  function tidy(): void {
    const ids = taken
    taken = []
    for (const id of ids) session.heardTaken(id)
  }

  // The engine may act only when it is stored where to answer, so that a crash does not lose it.
  async function tell({ heard, mismatch }: ParsedMessage): Promise<void> {
    await session.durable()
    const told = mismatch && listener.identity({ ...mismatch, what: 'alias_mismatch' })
    await Promise.all([told, listener.message(heard)])
  }

  async function handOver({ id, said }: PendingMessage): Promise<void> {
    onTheWay += 1
    try {
      await tell(said)
      taken.push(id)
    } catch (error) {
      refused.add(id)
      throw error
    } finally {
      onTheWay -= 1
      const all = waiting
      waiting = []
      for (const go of all) go()
    }
  }

  const hand = (note: PendingMessage) => keep(handOver(note))

  /** Notes of people forgotten meanwhile are no longer in the file. */
  function handLate(isMeant: (id: string) => boolean): void {
    for (const { id, value } of session.heardNotes().filter((one) => isMeant(one.id)))
      try {
        const { heard, ...rest } = saidSchema.parse(JSON.parse(value))
        hand({ id, said: { ...rest, heard: { ...heard, backlog: true } } })
      } catch (error) {
        log.error({ error: nameOf(error) }, 'a message that was noted could not be read')
        session.heardTaken(id)
      }
  }

  return {
    note(said) {
      tidy()
      last += 1
      return { id: String(last), said }
    },
    tell,
    hand,
    tidy,
    async room() {
      while (onTheWay + refused.size >= inFlightMost)
        await new Promise<void>((resolve) => waiting.push(resolve))
    },
    catchUp: () => handLate(() => true),
    again() {
      const ids = refused
      refused = new Set()
      handLate((id) => ids.has(id))
    },
  }
}
