// Draws the pictures of waiting letters in the background, and keeps them until their letter is
// sent.

import { reportWords } from '../conversation/picture-words.ts'
import type { Outgoing } from '../store/store.ts'
import type { EngineParts } from './engine-parts.ts'
import { errorFields } from './observability/error-fields.ts'
import type { Tasks } from './tasks.ts'

/** The most pictures in memory or being drawn; other letters with one wait. */
const picturesMost = 4

export interface Pictures {
  /** False while it is being drawn: the letter waits. */
  ready(letter: Outgoing): boolean
  /** Null for a letter without a picture, or whose picture could not be drawn. */
  of(id: string): Uint8Array | null
  forget(id: string): void
  /** Drops pictures of letters that no longer wait. */
  keepOnly(letters: readonly Outgoing[]): void
}

/** `drawn` is called when a picture is ready, so that its letter may go. */
export function createPictures(parts: EngineParts, tasks: Tasks, drawn: () => void): Pictures {
  const { draw, log, languages, rules } = parts
  /** Undefined while being drawn; null if that failed. */
  const known = new Map<string, Uint8Array | null | undefined>()

  async function begin({ id, speech }: Outgoing): Promise<void> {
    const { picture, locale } = speech
    if (draw === undefined || picture === undefined) return
    try {
      const { environment, timeZone } = rules
      const words = reportWords(languages, locale, picture, { environment, timeZone })
      known.set(id, await draw(picture, words))
    } catch (error) {
      // The letter is sent as text, which says the same.
      log.warn(errorFields(error), 'A picture could not be drawn.')
      known.set(id, null)
    }
    drawn()
  }

  return {
    ready(letter) {
      if (draw === undefined || letter.speech.picture === undefined) return true
      if (known.has(letter.id)) return known.get(letter.id) !== undefined
      if (known.size >= picturesMost) return false
      known.set(letter.id, undefined)
      tasks.track(begin(letter))
      return false
    },
    of: (id) => known.get(id) ?? null,
    forget: (id) => void known.delete(id),
    keepOnly(letters) {
      const waiting = new Set(letters.map((one) => one.id))
      for (const [id, png] of known) if (png !== undefined && !waiting.has(id)) known.delete(id)
    },
  }
}
