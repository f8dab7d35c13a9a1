// Whoever wrote once and is not enrolled is forgotten after a month without a word of theirs.

import type { Known } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import type { Log } from '../whatsapp/log.ts'

/** As long as ids of what was sent answer late receipts and quotes. */
export const keepStrangersMs = 30 * 24 * 60 * 60 * 1000
const dayMs = 24 * 60 * 60 * 1000
/** At once; the others follow with the next sweep. */
export const mostStrangers = 500

export interface StrangerParts {
  readonly session: SessionStore
  readonly log: Log
  now(): number
  /** Does the library work with no key of anybody? What it has read it would write back. */
  idle(): boolean
}

export interface Strangers {
  /** Nobody is a stranger before this was told. */
  enrolled(people: readonly Known[]): void
  /** Once a day. */
  sweep(): void
}

/**
 * What the encryption keeps of one person is about 5 kB, in the file and in memory. A message that
 * comes later in a session that is gone cannot be read: the library asks for it again, with a new
 * key, and the phone sends it in a new session. So only who is quiet goes, and nobody enrolled.
 */
export function forgetStrangers({ session, log, now, idle }: StrangerParts): Strangers {
  let known: readonly Known[] | undefined
  let next = 0
  return {
    enrolled: (people) => {
      known = people
    },
    sweep: () => {
      const at = now()
      // A clock that went back must not stop it for good.
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

/** The account's own number and LID: its keys are for its other devices. */
function ownUsers(session: SessionStore): readonly string[] {
  const creds: unknown = JSON.parse(session.readCredentials() ?? 'null')
  if (typeof creds !== 'object' || creds === null || !('me' in creds)) return []
  const { me } = creds
  if (typeof me !== 'object' || me === null) return []
  return Object.entries(me).flatMap(([name, value]) =>
    (name === 'id' || name === 'lid') && typeof value === 'string' ? [value] : [],
  )
}
