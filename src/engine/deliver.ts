// Delivers letters from the outbox: words them, hands them to the transport, then marks them as
// sent.

import { recordChanged } from '../command/record-check.ts'
import { wordMessage } from '../conversation/say.ts'
import type { Outgoing } from '../store/store.ts'
import { delayedCall } from './delayed-call.ts'
import type { EngineParts } from './engine-parts.ts'
import { createLanes } from './lanes.ts'
import { errorFields } from './observability/error-fields.ts'
import { createPictures } from './pictures.ts'
import type { Receipts } from './receipts.ts'
import { createSendTimeouts } from './send-timeouts.ts'
import { createSentMarks } from './sent-marks.ts'
import type { DelayedMarksClient } from './store-client/delayed-marks.ts'
import { oneAtATime, type Tasks } from './tasks.ts'
import type { Letter, SendResult } from './transport.ts'

/** How many letters are read at once, and the most pages read while earlier letters must wait. */
const lettersMost = 100
const pagesMost = 20
/** Of letters that wait behind others to the same person, no more are read at once. */
const behindMost = 10
/** How soon a letter that must wait is tried again. */
const laterMs = 1_000

export interface DeliveryParts extends EngineParts {
  readonly storeClient: DelayedMarksClient
}

export interface Delivery {
  /**
   * Hands over queued letters in order. A letter that must wait or takes long delays only letters
   * to the same chat, if the transport can serve several chats at once.
   */
  deliver(): Promise<void>
  /** The server did not take this letter after all: it must not count as sent. */
  refused(id: string): void
  stop(): void
}

export function createDelivery(
  parts: DeliveryParts,
  tasks: Tasks,
  receipts: Pick<Receipts, 'write'>,
): Delivery {
  const { storeClient, clock, transport } = parts
  const lanes = createLanes(transport.chatsAtOnce ?? 1)
  const letters = createSentMarks(storeClient, tasks)
  const hanging = createSendTimeouts(letters.late)
  /** Chats with letters that wait behind one under way. */
  const behind = new Set<string>()
  /** Chats whose letter was postponed since the outbox was read. */
  const putOff = new Set<string>()
  const pictures = createPictures(parts, tasks, () => tasks.track(deliver()))
  const retry = delayedCall(laterMs, () => tasks.track(deliver()))
  let stopped = false

  const deliver = oneAtATime(async () => {
    while (!stopped && (await look())) {
      // The next look must not read the same letters again.
      storeClient.release()
      await letters.note()
    }
  })

  /** Goes through the outbox once; true if there may be more to send now. */
  async function look(): Promise<boolean> {
    putOff.clear()
    const skipped = skippedChats(parts)
    const seen: Outgoing[] = []
    for (let page = 0, after = 0; page < pagesMost; page += 1) {
      const queued = await storeClient.outgoing(lettersMost, after, skipped.people())
      seen.push(...queued)
      // Checked right after reading: while letters are handed over below, these may be marked.
      const free = queued.filter((one) => !letters.isUnderWay(one.id))
      if (free.length > 0 && !stopped) await handOver(free, skipped.chats)
      skipped.count(queued)
      const last = queued.at(-1)
      if (stopped || queued.length < lettersMost || last === undefined) break
      // Letters whose marks are being written hide those behind them; so it looks again at once.
      if (skipped.chats.size === 0 && free.length > 0) return true
      after = last.position
    }
    pictures.keepOnly(seen)
    return false
  }

  async function handOver(free: readonly Outgoing[], passed: Set<string>): Promise<void> {
    if (transport.enrolled !== undefined) transport.enrolled(await storeClient.people())
    for (const letter of free) {
      const chat = chatOf(parts, letter)
      if (passed.has(chat)) continue
      await lanes.free()
      if (stopped) return
      if (lanes.isTaken(chat)) behind.add(chat)
      if (behind.has(chat) || putOff.has(chat)) passed.add(chat)
      else if (letter.notBefore <= clock.now() && pictures.ready(letter)) begin(letter, chat)
      else {
        passed.add(chat)
        retry.later()
      }
    }
    await lanes.free()
  }

  function begin(letter: Outgoing, chat: string): void {
    lanes.take(chat)
    letters.begin(letter.id)
    const sending = send(letter, chat).finally(() => {
      lanes.leave(chat)
      if (behind.delete(chat)) tasks.track(deliver())
    })
    tasks.track(sending)
  }

  async function send(letter: Outgoing, chat: string): Promise<void> {
    const { id } = letter
    if (letters.wasTaken(id)) return letters.taken(id)
    const result = await hanging.inTime(id, hand(parts, letter, chat, pictures.of(id)))
    if (result.state !== 'later') pictures.forget(id)
    if (result.state === 'sent') return letters.taken(id)
    try {
      if (result.state === 'later') {
        retry.later()
        const until = clock.now() + (result.waitMs ?? laterMs)
        await storeClient.postpone(id, until).finally(() => putOff.add(chat))
      } else {
        await receipts.write({ id, state: 'failed', error: result.reason })
        await storeClient.delivered([id], 'failed')
      }
    } finally {
      letters.end(id)
    }
  }

  return {
    deliver,
    refused: letters.refuse,
    stop() {
      stopped = true
      retry.stop()
    },
  }
}

/**
 * The chats with a skipped letter, in which later letters must wait. Counts the direct letters in
 * them: thousands to one person must not hide those to others.
 */
function skippedChats(parts: EngineParts) {
  const chats = new Set<string>()
  const counts = new Map<string, number>()
  return {
    chats,
    count(letters: readonly Outgoing[]) {
      for (const letter of letters) {
        const { to, chat } = letter.speech
        if (chat === null && chats.has(chatOf(parts, letter)))
          counts.set(to, (counts.get(to) ?? 0) + 1)
      }
    },
    /** Those to whom enough letters wait. */
    people: () => [...counts].flatMap(([to, count]) => (count >= behindMost ? [to] : [])),
  }
}

/**
 * Hands one letter to the transport. If the transport throws, the letter is kept and tried again.
 */
async function hand(
  parts: EngineParts,
  letter: Outgoing,
  chat: string,
  png: Uint8Array | null,
): Promise<SendResult> {
  if (letter.isForged === true) return { state: 'never', reason: recordChanged }
  try {
    const plain = written(parts, letter, chat)
    return await parts.transport.send(png === null ? plain : { ...plain, picture: { png } })
  } catch (error) {
    parts.log.warn(errorFields(error), 'A message could not be handed over; it is kept.')
    return { state: 'later', reason: 'error' }
  }
}

function chatOf({ transport }: EngineParts, { speech, recipient }: Outgoing): string {
  return speech.chat ?? (recipient === null ? speech.to : transport.directChat(recipient))
}

function written(parts: EngineParts, letter: Outgoing, chat: string): Letter {
  const { to, kind, locale, lines, command, token } = letter.speech
  return {
    id: letter.id,
    to,
    chat,
    kind,
    text: wordMessage(parts.languages, locale, lines, parts.clock.now(), letter.role),
    environment: parts.rules.environment,
    ...(command === undefined ? {} : { command }),
    ...(token === undefined ? {} : { token: token.text }),
  }
}
