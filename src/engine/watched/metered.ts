// A desk and a transport that report to a meter.

import type { Desk } from '../desk/desk.ts'
import type { PlaceStanding } from '../places/attendance.ts'
import type { LinkState, Transport } from '../transport.ts'

/** Where the counters are read from: the evidence, so that the two always agree. */
export type MetricsSource = Pick<Desk, 'writtenAfter' | 'lastPosition' | 'standing'>

export interface Meter {
  settled(kind: string, result: string, seconds: number): void
  handedOver(state: string): void
  link(state: LinkState['state']): void
  place(standing: PlaceStanding): void
  rests(connector: string, isResting: boolean): void
  /** Counts what is written from here on, as counters of a process do. */
  begin(source: MetricsSource): Promise<void>
  /** The metrics as text, brought up to date from the source. */
  read(source: MetricsSource): Promise<string>
}

/** The desk, with each settled event measured. */
export function meteredDesk(desk: Desk, meter: Meter, seconds: () => number): Desk {
  return {
    ...desk,
    async submit(arrival) {
      const before = seconds()
      const { kind } = arrival.event
      try {
        const result = await desk.submit(arrival)
        meter.settled(kind, result, seconds() - before)
        return result
      } catch (error) {
        meter.settled(kind, 'failed', seconds() - before)
        throw error
      }
    },
  }
}

/** The transport, with each letter and change of the link counted. */
export function meteredTransport(transport: Transport, meter: Meter): Transport {
  return {
    ...transport,
    start: (ear) =>
      transport.start({
        ...ear,
        link(state) {
          meter.link(state.state)
          ear.link(state)
        },
      }),
    async send(letter) {
      const sending = await transport.send(letter)
      meter.handedOver(sending.state)
      return sending
    },
  }
}
