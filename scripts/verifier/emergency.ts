// Was an emergency declared? As the chain of a tenant says it, of which nothing is missing.

import { textIn } from './members.ts'
import type { Event } from './pack-file.ts'
import { typeOf } from './range-file.ts'
import type { Holding } from './when.ts'

/** Was an emergency declared when this artifact was written? Null where that is not here. */
export type Emergency = (one: Event) => Holding

/** From an artifact on: until when, null for none; undefined where a body is gone. */
interface Known {
  readonly seq: number
  readonly until: string | null | undefined
}

/** `isWhole`: nothing of the chain stands before these artifacts. */
export function emergencyIn(events: readonly Event[], isWhole: boolean): Emergency {
  const known: Known[] = [{ seq: 0, until: isWhole ? null : undefined }]
  for (const { seq, sealed, body } of events) {
    if (typeOf(sealed) !== 'limit.reached') continue
    const state = body === null ? null : textIn(body, 'state')
    if (body === null) known.push({ seq, until: undefined })
    else if (body['limit'] === 'emergency' && state === 'declared')
      known.push({ seq, until: textIn(body, 'until') })
    else if (body['limit'] === 'emergency' && state === 'ended_by_hand')
      known.push({ seq, until: null })
  }
  return (one) => {
    const until = known.findLast(({ seq }) => seq < one.seq)?.until
    if (until === undefined) return null
    return until !== null && String(one.sealed['time']) < until
  }
}
