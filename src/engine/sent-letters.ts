// Letters between the transport and the store: on their way, taken, and noted as sent.

import type { RidingDesk } from './desk/riders.ts'
import { oncePerTurn, type Tasks } from './tasks.ts'

export interface SentLetters {
  /** It is on its way, or sent and not noted yet: it is not handed over now. */
  isUnderWay(id: string): boolean
  /** The transport took it, and the store could not yet note that: it is not sent again. */
  wasTaken(id: string): boolean
  begin(id: string): void
  /** The transport took it: what it took in one turn is noted together. */
  taken(id: string): void
  /** It was put off because nobody took it in time, and has been taken since. */
  late(id: string): void
  /** It was put off, or will never be sent. */
  end(id: string): void
  /** WhatsApp did not take it after all: it may not count as sent. */
  refuse(id: string): void
  /** Note now whatever was taken. */
  note(): Promise<void>
}

export function createSentLetters(desk: Pick<RidingDesk, 'delivered'>, tasks: Tasks): SentLetters {
  const handedOver = new Set<string>()
  const noting = new Set<string>()
  /** Letters that are on their way, or were sent and are not yet being noted. */
  const underWay = new Set<string>()
  /** Letters that were refused before the store noted them as sent. */
  const refused = new Set<string>()
  let sent: string[] = []
  const noteSoon = oncePerTurn(tasks, () => tasks.track(note()))

  async function note(): Promise<void> {
    const ids = sent.filter((id) => !refused.delete(id))
    for (const id of sent) underWay.delete(id)
    sent = []
    if (ids.length === 0) return
    for (const set of [handedOver, noting]) for (const id of ids) set.add(id)
    try {
      await desk.delivered(ids, 'sent')
      for (const id of ids) handedOver.delete(id)
    } finally {
      for (const id of ids) noting.delete(id)
    }
  }

  return {
    note,
    isUnderWay: (id) => noting.has(id) || underWay.has(id),
    wasTaken: (id) => handedOver.has(id),
    begin: (id) => void underWay.add(id),
    taken(id) {
      sent.push(id)
      noteSoon()
    },
    late: (id) => void handedOver.add(id),
    end(id) {
      underWay.delete(id)
      refused.delete(id)
    },
    refuse(id) {
      handedOver.delete(id)
      if (underWay.has(id)) refused.add(id)
    },
  }
}
