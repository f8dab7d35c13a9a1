// Messages with a picture: rendered once, without blocking, and sent without it when rendering
// fails.

import { describe, expect, it } from 'vitest'
import type { MessageDraft } from '../../src/command/message-draft.ts'
import { createDelivery, type DeliveryParts } from '../../src/engine/deliver.ts'
import type { Draw } from '../../src/engine/engine-parts.ts'
import { createTasks } from '../../src/engine/tasks.ts'
import type { Letter, SendResult } from '../../src/engine/transport.ts'
import { readFlows, readLanguages } from '../../src/environment/content.ts'
import type { Outgoing } from '../../src/store/store.ts'

const languages = readLanguages('/nowhere', readFlows('/nowhere'), 'UTC')
const groups = { done: 1, failed: 0, refused: 0, open: 0 }
const speech = (to: string): MessageDraft => ({
  ...{ to, locale: 'en', chat: null, kind: 'answer' },
  lines: [{ id: 'report-none' }],
})
const pictureDraft: MessageDraft = {
  ...speech('gil'),
  picture: {
    ...{ kind: 'report', since: 0, until: 3_600_000, stepMs: 3_600_000 },
    ...{ timeline: [groups], totals: groups, classes: [], approvers: [] },
  },
}

/** The outbox of two people, one of whom gets a picture; `answers` are the transport's. */
function outbox(draw: Draw, answers: SendResult[] = [], letters = [pictureDraft, speech('ana')]) {
  const queue: Outgoing[] = letters.map((one, position) => ({
    ...{ position, id: `l${position}`, speech: one, recipient: null, attempts: 0, notBefore: 0 },
  }))
  const sent: Letter[] = []
  const warnings: string[] = []
  const log = {
    info: () => undefined,
    warn: (_: object, message: string) => void warnings.push(message),
    error: (_: object, message: string) => void warnings.push(message),
  }
  const tasks = createTasks((error) => log.error({ error }, 'A task failed.'))
  const parts = {
    ...{ languages, log, draw },
    rules: { environment: 'dev', timeZone: 'UTC' },
    clock: { now: () => 0, pause: async () => undefined },
    storeClient: {
      outgoing: async () => queue,
      people: async () => [],
      delivered: async (ids: readonly string[]) => {
        for (const id of ids)
          queue.splice(
            queue.findIndex((one) => one.id === id),
            1,
          )
      },
      postpone: async () => undefined,
      release: () => undefined,
    },
    transport: {
      send: async (letter: Letter) => {
        const answer = answers.shift() ?? { state: 'sent' as const }
        if (answer.state === 'sent') sent.push(letter)
        return answer
      },
      directChat: () => '',
    },
  } as object as DeliveryParts
  const delivery = createDelivery(parts, tasks, { write: async () => undefined })
  return { delivery, tasks, sent, warnings, queue }
}

describe('a letter with a picture', () => {
  it('waits for its drawing without delaying letters to others', async () => {
    let finish: (png: Uint8Array) => void = () => undefined
    const { delivery, tasks, sent } = outbox(
      () =>
        new Promise((resolve) => {
          finish = resolve
        }),
    )
    await delivery.deliver()
    expect(sent.map((one) => one.to)).toEqual(['ana'])
    finish(Uint8Array.of(1))
    await tasks.idle()
    delivery.stop()
    expect(sent.map((one) => one.to)).toEqual(['ana', 'gil'])
    expect(sent[1]?.picture?.png).toEqual(Uint8Array.of(1))
  })

  it('is sent as text when drawing fails', async () => {
    const { delivery, tasks, sent, warnings } = outbox(() => Promise.reject(new Error('no')))
    await delivery.deliver()
    await tasks.idle()
    delivery.stop()
    const letter = sent.find((one) => one.to === 'gil')
    expect(letter?.text).toBe('Nothing was asked in this time.')
    expect(letter).not.toHaveProperty('picture')
    expect(warnings).toEqual(['A picture could not be drawn.'])
  })

  it('is drawn once, however often the transport postpones it', async () => {
    let count = 0
    const later: SendResult = { state: 'later', reason: 'pacing' }
    const { delivery, tasks, sent } = outbox(async () => {
      count += 1
      return Uint8Array.of(count)
    }, [{ state: 'sent' }, later, later])
    for (let times = 0; times < 5; times += 1) {
      await delivery.deliver()
      await tasks.idle()
    }
    delivery.stop()
    expect(sent.find((one) => one.to === 'gil')?.picture?.png).toEqual(Uint8Array.of(1))
    expect(count).toBe(1)
  })

  it('is drawn although other letters with finished pictures were deleted before they were sent', async () => {
    const later: SendResult = { state: 'later', reason: 'pacing' }
    const people = ['a', 'b', 'c', 'd', 'e', 'f']
    const all = people.map((to) => ({ ...pictureDraft, to }))
    const answers = Array.from({ length: 500 }, () => later)
    const box = outbox(async () => Uint8Array.of(1), answers, all)
    await box.delivery.deliver()
    await box.tasks.idle()
    // Retention, say, takes the four whose pictures are there.
    box.queue.splice(0, 4)
    answers.splice(0)
    for (let times = 0; times < 4; times += 1) {
      await box.tasks.idle()
      await box.delivery.deliver()
    }
    box.delivery.stop()
    expect(box.sent.map((one) => one.to)).toEqual(['e', 'f'])
  })
})
