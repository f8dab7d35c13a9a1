// Runs whole commands directly on the store, event by event, without engine and threads.

import type { Command } from '../src/command/command.ts'
import type { Event } from '../src/command/event.ts'
import { createDecide, eventId } from '../src/engine/decide.ts'
import { arrivalOf } from '../src/engine/receive.ts'
import { peopleOfFile } from '../src/environment/people.ts'
import { openStoreOf } from '../src/environment/threads/open-store.ts'
import type { Arrival } from '../src/store/store.ts'
import { simulatedText } from '../src/transports/json-lines.ts'
import { type Home, readGround, requesters } from './bench-world.ts'

/** A transaction per event; `took` has the milliseconds of each. */
export function openStoryteller(home: Home) {
  const ground = readGround(home)
  const { store } = openStoreOf(ground.parts, ground.languages, ground.randomHex)
  const decide = createDecide(ground.rules, ground.languages)
  const took: number[] = []
  let now = Date.UTC(2026, 0, 5)
  let messages = 0
  let delivered: string[] = []
  const fresh = () => ({ id: eventId(now, ground.randomHex()), at: now })

  /** Delivery marks of earlier messages join the transaction, as in the store client's queue. */
  function settle(arrival: Arrival) {
    const start = performance.now()
    store.together(() => {
      if (delivered.length > 0) store.delivered(delivered, 'sent')
      store.settle([arrival], decide)
    })
    took.push(performance.now() - start)
    const letters = store.outgoing(100)
    delivered = letters.map((letter) => letter.id)
    return letters
  }

  function hear(from: string, text: string) {
    messages += 1
    const heard = simulatedText(from, text, `m${messages}`, now)
    return settle(arrivalOf(heard, 'bench', now, fresh().id))
  }

  function finish(event: (commandId: string) => Event): void {
    const work = store.work(1)[0]
    if (work === undefined) throw new Error('There is no work.')
    settle({ event: event(work.command.id), workId: work.id })
  }

  return {
    store,
    took,
    start() {
      const enrol = peopleOfFile(ground.settings)
      const notice = { what: 'service.start', aligned: true, enrol } as const
      settle({ event: { ...fresh(), kind: 'noticed', notice } })
    },
    flow(number: number) {
      now += 120_000
      // A tick removes expired rows; in production it comes every second.
      if (number % 100 === 0) settle({ event: { ...fresh(), kind: 'tick' } })
      const from = `r${number % requesters}`
      hear(from, `cancel order ${number}`)
      finish((commandId) => ({
        ...fresh(),
        kind: 'planned',
        commandId,
        result: { kind: 'planned', preview },
      }))
      const card = hear(from, '1').find((letter) => letter.speech.token !== undefined)
      hear(card?.speech.to ?? '', `1 ${card?.speech.token?.text}`)
      finish((commandId) => ({
        ...fresh(),
        kind: 'finished',
        commandId,
        outcome: { kind: 'done' },
      }))
    },
  }
}

/** A command that was carried out, in the home's file. */
export function carriedOut({ store, start, flow }: ReturnType<typeof openStoryteller>): Command {
  start()
  flow(0)
  const [command] = store.commandsSince(0, 1).commands
  if (command === undefined) throw new Error('No command was carried out.')
  return command
}

const preview = {
  shows: [
    ['customer', 'Rui'],
    ['total', '120'],
  ] satisfies [string, string][],
  changes: [{ field: 'status', before: 'open', after: 'cancelled' }],
}
