// Marks of delivery ride along with what is written next, so that
// they cost the disk no flush of their own.

import type { DeliveryState } from '../../store/store.ts'
import type { Desk } from './desk.ts'

/**
 * So long marks wait for company, at most; after a crash
 * meanwhile their letters are sent again, by the same ids.
 */
const companyMs = 50
/** So many letters wait for their mark, at most; more go at once. */
const waitingMost = 64

/** A desk that keeps marks of delivery back until something else is written. */
export interface RidingDesk extends Desk {
  /** What is kept back goes now, before whatever is asked next. */
  release(): void
  /** From now on nothing is kept back, until `patient`; the two may be nested. */
  hurry(): void
  patient(): void
}

interface Rider {
  readonly ids: readonly string[]
  readonly state: DeliveryState
  readonly resolve: (value: Promise<void>) => void
}

export function ridingDesk(desk: Desk): RidingDesk {
  let riders: Rider[] = []
  let hurries = 0
  let timer: NodeJS.Timeout | null = null

  function release(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const all = riders
    riders = []
    for (const state of new Set(all.map((one) => one.state))) {
      const some = all.filter((one) => one.state === state)
      const marked = desk.delivered(
        some.flatMap((one) => one.ids),
        state,
      )
      for (const one of some) one.resolve(marked)
    }
  }

  function delivered(ids: readonly string[], state: DeliveryState): Promise<void> {
    return new Promise((resolve) => {
      riders.push({ ids, state, resolve })
      const waiting = riders.reduce((sum, one) => sum + one.ids.length, 0)
      if (hurries > 0 || waiting >= waitingMost) release()
      else timer ??= setTimeout(release, companyMs)
    })
  }

  return {
    ...desk,
    delivered,
    submit(arrival) {
      release()
      return desk.submit(arrival)
    },
    release,
    hurry() {
      hurries += 1
      release()
    },
    patient() {
      hurries -= 1
    },
    close() {
      release()
      return desk.close()
    },
  }
}
