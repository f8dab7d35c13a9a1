// Delays delivery marks so that they are written together with the next other write, and need no
// disk flush of their own.

import type { DeliveryState } from '../../store/store.ts'
import type { StoreClient } from './store-client.ts'

/**
 * How long marks wait at most. After a crash in between their letters are sent again under the same
 * ids.
 */
const companyMs = 50
/** How many letters may wait for their mark; with more they are written at once. */
const waitingMost = 64

/** A store client that holds delivery marks back until something else is written. */
export interface DelayedMarksClient extends StoreClient {
  /** Writes the held marks now, before any later call. */
  release(): void
  /** Holds nothing back until `holdBack` is called; calls may be nested. */
  writeAtOnce(): void
  holdBack(): void
}

interface HeldMark {
  readonly ids: readonly string[]
  readonly state: DeliveryState
  readonly resolve: (value: Promise<void>) => void
}

export function delayedMarksClient(storeClient: StoreClient): DelayedMarksClient {
  let held: HeldMark[] = []
  let callersInHurry = 0
  let timer: NodeJS.Timeout | null = null

  function release(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const all = held
    held = []
    for (const state of new Set(all.map((one) => one.state))) {
      const some = all.filter((one) => one.state === state)
      const marked = storeClient.delivered(
        some.flatMap((one) => one.ids),
        state,
      )
      for (const one of some) one.resolve(marked)
    }
  }

  function delivered(ids: readonly string[], state: DeliveryState): Promise<void> {
    return new Promise((resolve) => {
      held.push({ ids, state, resolve })
      const waiting = held.reduce((sum, one) => sum + one.ids.length, 0)
      if (callersInHurry > 0 || waiting >= waitingMost) release()
      else timer ??= setTimeout(release, companyMs)
    })
  }

  return {
    ...storeClient,
    delivered,
    submit(arrival) {
      release()
      return storeClient.submit(arrival)
    },
    release,
    writeAtOnce() {
      callersInHurry += 1
      release()
    },
    holdBack() {
      callersInHurry -= 1
    },
    close() {
      release()
      return storeClient.close()
    },
  }
}
