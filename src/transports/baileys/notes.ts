// What was heard, on its way to the engine: noted until the engine has it, also over a crash.

import { z } from 'zod'
import { type Ear, forms } from '../../engine/transport.ts'
import { heardType } from '../../store/session/heard.ts'
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
  /** Two identifiers that contradict what was learnt before; told with the message. */
  mismatch: z.strictObject({ identifier: z.string(), alias: z.string() }).exactOptional(),
})
export type Said = z.output<typeof saidSchema>

/** One message under a number of its own, in the order of hearing. */
export interface Note {
  readonly id: string
  readonly said: Said
}

export interface NotesParts {
  readonly session: SessionStore
  readonly log: Log
  readonly ear: Ear
  /** Keeps a promise of the engine, so that stopping can wait for it. */
  keep(promise: Promise<void>): void
}

export interface Notes {
  note(said: Said): Note
  /** Once everything that was changed by now is on the disk, the engine is told. */
  tell(said: Said): Promise<void>
  /** The same for what was noted; the note goes once the engine has it. */
  hand(note: Note): void
  /** Resolves once few enough are on their way to the engine, or refused by it. */
  room(): Promise<void>
  /** Marks what the engine has; else that waits for the next note, and shares its flush. */
  tidy(): void
  /** Hands over what a crash left behind: late, as if it had waited at the server. */
  catchUp(): void
  /** The same for what the engine refused since. */
  again(): void
}

/** Messages on their way to the engine; the next one waits, and is not acknowledged meanwhile. */
export const onTheWayMost = 200

/** The row of a note among the keys that the library writes. */
export function rowOf({ id, said }: Note): {
  readonly [heardType]: { readonly [id: string]: Said }
} {
  return { [heardType]: { [id]: said } }
}

export function keepNotes({ session, log, ear, keep }: NotesParts): Notes {
  let last = Math.max(0, ...session.heardNotes().map(({ id }) => Number(id)))
  let onTheWay = 0
  let waiting: (() => void)[] = []
  /** With the engine, and not yet marked: a crash now only has them told once more. */
  let taken: string[] = []
  /** Numbers of notes that the engine had no room for; the words stay in the file. */
  let refused = new Set<string>()

  function tidy(): void {
    const ids = taken
    taken = []
    for (const id of ids) session.heardTaken(id)
  }

  // Nobody acts on what was said before it is known where to answer, also after a crash.
  async function tell({ heard, mismatch }: Said): Promise<void> {
    await session.durable()
    const told = mismatch && ear.identity({ ...mismatch, what: 'alias_mismatch' })
    await Promise.all([told, ear.message(heard)])
  }

  async function handOver({ id, said }: Note): Promise<void> {
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

  const hand = (note: Note) => keep(handOver(note))

  /** Whoever was forgotten meanwhile is in the file no more. */
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
      while (onTheWay + refused.size >= onTheWayMost)
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
