// Letters leave here: words are found, the transport takes
// them, and only then are they marked as sent.

import { recordChanged } from '../command/held.ts'
import { say } from '../conversation/say.ts'
import type { Outgoing } from '../store/store.ts'
import type { EngineParts } from './engine.ts'
import { errorFields } from './error-fields.ts'
import { createPictures } from './pictures.ts'
import type { Letter, Sending } from './ports.ts'
import type { Receipts } from './receipts.ts'
import type { RidingDesk } from './riders.ts'
import { oneAtATime, type Tasks } from './tasks.ts'

/** Letters read at once, and how soon a letter that must wait is tried again. */
const lettersMost = 100
const laterMs = 1_000

export interface DeliveryParts extends EngineParts {
  readonly desk: RidingDesk
}

export interface Delivery {
  /**
   * Hand over what is queued, in order; who must wait holds
   * back only letters to the same person.
   */
  deliver(): Promise<void>
  /** WhatsApp did not take it after all: it may not count as sent. */
  refused(id: string): void
  stop(): void
}

export function createDelivery(
  parts: DeliveryParts,
  tasks: Tasks,
  receipts: Pick<Receipts, 'write'>,
): Delivery {
  const { desk, clock } = parts
  /** Letters that the transport took and the store could not yet note; they are not sent again. */
  const handedOver = new Set<string>()
  /** Those of them that are being noted right now. */
  const noting = new Set<string>()
  /** Letters of the pass that is being made. */
  const underWay = new Set<string>()
  /** Letters that were refused before the store noted them as sent. */
  const refused = new Set<string>()
  const pictures = createPictures(parts, tasks, () => tasks.track(deliver()))
  let retry: NodeJS.Timeout | null = null
  let stopped = false

  const deliver = oneAtATime(async () => {
    while (!stopped && (await pass()));
  })

  /** One look at the outbox; true when there may be more right behind. */
  async function pass(): Promise<boolean> {
    const queued = await desk.outgoing(lettersMost)
    // Asked at once: while others are handed over below, these may have been noted.
    const letters = queued.filter((one) => !noting.has(one.id))
    pictures.keepOnly(queued)
    if (letters.length === 0 || stopped) return false
    if (parts.transport.enrolled !== undefined) parts.transport.enrolled(await desk.people())
    const waiting = new Set<string>()
    const sent: string[] = []
    const now = clock.now()
    for (const letter of letters) {
      const { to } = letter.speech
      if (waiting.has(to) || letter.notBefore > now || !pictures.ready(letter)) {
        waiting.add(to)
        continue
      }
      underWay.add(letter.id)
      const result = handedOver.has(letter.id)
        ? ({ state: 'sent' } as const)
        : await hand(parts, letter, pictures.of(letter.id))
      if (result.state !== 'later') pictures.forget(letter.id)
      if (result.state === 'sent') sent.push(letter.id)
      else if (result.state === 'never')
        await receipts.write({ id: letter.id, state: 'failed', error: result.reason })
      else {
        underWay.delete(letter.id)
        refused.delete(letter.id)
      }
      if (result.state === 'never') await desk.delivered([letter.id], 'failed')
      if (result.state === 'later') {
        waiting.add(to)
        await desk.postpone(letter.id, now + (result.waitMs ?? laterMs))
      }
    }
    const taken = sent.filter((id) => !refused.delete(id))
    underWay.clear()
    const noted = note(taken)
    if (waiting.size > 0) later()
    if (waiting.size > 0 || queued.length < lettersMost) {
      tasks.track(noted)
      return false
    }
    // The next look must not meet the same letters again.
    desk.release()
    await noted
    return true
  }

  async function note(sent: readonly string[]): Promise<void> {
    if (sent.length === 0) return
    for (const set of [handedOver, noting]) for (const id of sent) set.add(id)
    try {
      await desk.delivered(sent, 'sent')
      for (const id of sent) handedOver.delete(id)
    } finally {
      for (const id of sent) noting.delete(id)
    }
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
    refused(id) {
      handedOver.delete(id)
      if (underWay.has(id)) refused.add(id)
    },
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
  png: Uint8Array | null,
): Promise<Sending> {
  if (letter.isForged === true) return { state: 'never', reason: recordChanged }
  try {
    const plain = written(parts, letter)
    return await parts.transport.send(png === null ? plain : { ...plain, picture: { png } })
  } catch (error) {
    parts.log.warn(errorFields(error), 'A message could not be handed over; it is kept.')
    return { state: 'later', reason: 'error' }
  }
}

function written(parts: EngineParts, letter: Outgoing): Letter {
  const { to, kind, locale, lines, command, token } = letter.speech
  const { recipient } = letter
  const own = recipient === null ? to : parts.transport.directChat(recipient)
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
