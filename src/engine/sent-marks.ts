// Letters between the transport and the store: under way, taken, and marked as sent.

import type { DelayedMarksClient } from './store-client/delayed-marks.ts'
import { oncePerTurn, type Tasks } from './tasks.ts'

export interface SentMarks {
  /** It is under way, or sent and not marked yet: it must not be handed over now. */
  isUnderWay(id: string): boolean
  /** The transport took it, but the store could not mark it yet: it must not be sent again. */
  wasTaken(id: string): boolean
  begin(id: string): void
  /** The transport took it; letters taken in one turn of the event loop are marked together. */
  taken(id: string): void
  /** It was postponed by the time limit, and has been taken since. */
  late(id: string): void
  /** It was postponed, or will never be sent. */
  end(id: string): void
  /** The server did not take it after all: it must not count as sent. */
  refuse(id: string): void
  /** Marks now all letters that were taken. */
  note(): Promise<void>
}

export function createSentMarks(
  storeClient: Pick<DelayedMarksClient, 'delivered'>,
  tasks: Tasks,
): SentMarks {
  const handedOver = new Set<string>()
  const noting = new Set<string>()
  /** Letters under way, or sent and not being marked yet. */
  const underWay = new Set<string>()
  /** Letters refused before the store marked them as sent. */
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
      await storeClient.delivered(ids, 'sent')
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
