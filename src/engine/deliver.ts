// Letters leave here: words are found, the transport takes
// them, and only then are they marked as sent.

import { say } from '../conversation/say.ts'
import type { Person } from '../policy/people.ts'
import type { Outgoing } from '../store/store.ts'
import type { EngineParts } from './engine.ts'
import { errorFields } from './error-fields.ts'
import { createPictures } from './pictures.ts'
import type { Letter, Sending } from './ports.ts'
import { oneAtATime, type Tasks } from './tasks.ts'

/** Letters read at once, and how soon a letter that must wait is tried again. */
const lettersMost = 100
const laterMs = 1_000

export interface Delivery {
  /**
   * Hand over what is queued, in order; who must wait holds
   * back only letters to the same person.
   */
  deliver(): Promise<void>
  stop(): void
}

export function createDelivery(parts: EngineParts, tasks: Tasks): Delivery {
  const { desk, clock } = parts
  /** Letters that the transport took and the store could not yet note; they are not sent again. */
  const handedOver = new Set<string>()
  const pictures = createPictures(parts, tasks, () => tasks.track(deliver()))
  let retry: NodeJS.Timeout | null = null
  let stopped = false

  const deliver = oneAtATime(async () => {
    while (!stopped && (await pass()));
  })

  /** One look at the outbox; true when there may be more right behind. */
  async function pass(): Promise<boolean> {
    const letters = await desk.outgoing(lettersMost)
    pictures.keepOnly(letters)
    if (letters.length === 0 || stopped) return false
    const people = new Map((await desk.people()).map((one) => [one.id, one]))
    const waiting = new Set<string>()
    const sent: string[] = []
    const now = clock.now()
    for (const letter of letters) {
      const { to } = letter.speech
      if (waiting.has(to) || letter.notBefore > now || !pictures.ready(letter)) {
        waiting.add(to)
        continue
      }
      const result = handedOver.has(letter.id)
        ? ({ state: 'sent' } as const)
        : await hand(parts, letter, people.get(to), pictures.of(letter.id))
      if (result.state !== 'later') pictures.forget(letter.id)
      if (result.state === 'sent') sent.push(letter.id)
      else if (result.state === 'never') await desk.delivered([letter.id], 'failed')
      else {
        waiting.add(to)
        await desk.postpone(letter.id, now + (result.waitMs ?? laterMs))
      }
    }
    for (const id of sent) handedOver.add(id)
    if (sent.length > 0) await desk.delivered(sent, 'sent')
    for (const id of sent) handedOver.delete(id)
    if (waiting.size > 0) later()
    return waiting.size === 0 && letters.length === lettersMost
  }

  function later(): void {
    if (retry !== null || stopped) return
    retry = setTimeout(() => {
      retry = null
      tasks.track(deliver())
    }, laterMs)
    retry.unref()
  }

  return {
    deliver,
    stop() {
      stopped = true
      if (retry !== null) clearTimeout(retry)
    },
  }
}

/** A transport that throws has taken nothing: the letter is kept and tried again. */
async function hand(
  parts: EngineParts,
  letter: Outgoing,
  person: Person | undefined,
  png: Uint8Array | null,
): Promise<Sending> {
  try {
    const plain = written(parts, letter, person)
    return await parts.transport.send(png === null ? plain : { ...plain, picture: { png } })
  } catch (error) {
    parts.log.warn(errorFields(error), 'A message could not be handed over; it is kept.')
    return { state: 'later', reason: 'error' }
  }
}

function written(parts: EngineParts, letter: Outgoing, person: Person | undefined): Letter {
  const { to, kind, locale, lines, command, token } = letter.speech
  const own = person === undefined ? to : parts.transport.directChat(person)
  return {
    id: letter.id,
    to,
    chat: letter.speech.chat ?? own,
    kind,
    text: say(parts.languages, locale, lines, parts.clock.now()),
    environment: parts.rules.environment,
    ...(command === undefined ? {} : { command }),
    ...(token === undefined ? {} : { token: token.text }),
  }
}
