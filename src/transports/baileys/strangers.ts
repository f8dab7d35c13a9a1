// Deletes session data of people who are not enrolled and have not written for a month.

import type { EnrolledContact } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import type { Log } from '../whatsapp/log.ts'

/** As long as ids of sent messages answer late receipts and quotes. */
export const keepStrangersMs = 30 * 24 * 60 * 60 * 1000
const dayMs = 24 * 60 * 60 * 1000
/** The most people at once; others follow with the next sweep. */
export const mostStrangers = 500

export interface StrangerParts {
  readonly session: SessionStore
  readonly log: Log
  now(): number
  /** Is the library using no keys right now? It would write back what it has read. */
  idle(): boolean
}

export interface Strangers {
  /** Nothing is deleted before this was called. */
  enrolled(people: readonly EnrolledContact[]): void
  /** Works once a day. */
  sweep(): void
}

/**
 * The encryption state of one person takes about 5 kB in file and memory. Once deleted, a later
 * message cannot be decrypted at first; the library requests it again in a new session. So only
 * quiet people are deleted, and nobody who is enrolled.
 */
export function forgetStrangers({ session, log, now, idle }: StrangerParts): Strangers {
  let known: readonly EnrolledContact[] | undefined
  let next = 0
  return {
    enrolled: (people) => {
      known = people
    },
    sweep: () => {
      const at = now()
      // In case the clock was set back.
      if (next > at + dayMs) next = at
      if (known === undefined || at < next || !idle()) return
      const keep = [...ownUsers(session), ...known.flatMap(({ identifiers }) => identifiers)]
      const people = session.forgetQuiet({
        keep: keep.flatMap((one) => /[0-9]+/.exec(one)?.[0] ?? []),
        before: at - keepStrangersMs,
        most: mostStrangers,
      })
      if (people < mostStrangers) next = at + dayMs
      if (people > 0) log.info({ people }, 'strangers who were quiet for a month were forgotten')
    },
  }
}

/** The account's own number and LID, whose keys are for its other devices. */
function ownUsers(session: SessionStore): readonly string[] {
  const creds: unknown = JSON.parse(session.readCredentials() ?? 'null')
  if (typeof creds !== 'object' || creds === null || !('me' in creds)) return []
  const { me } = creds
  if (typeof me !== 'object' || me === null) return []
  return Object.entries(me).flatMap(([name, value]) =>
    (name === 'id' || name === 'lid') && typeof value === 'string' ? [value] : [],
  )
}
