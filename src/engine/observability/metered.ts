// A store client and a transport that report to a meter.

import type { PlaceStatus } from '../places/place-sender.ts'
import type { StoreClient } from '../store-client/store-client.ts'
import { type LinkState, type Transport, watchedTransport } from '../transport.ts'

/** Where the counters are read from: the evidence, so that the two always agree. */
export type MetricsSource = Pick<StoreClient, 'writtenAfter' | 'lastPosition' | 'standing'>

export interface Meter {
  settled(kind: string, result: string, seconds: number): void
  handedOver(state: string): void
  link(state: LinkState['state']): void
  place(standing: PlaceStatus): void
  rests(connector: string, isResting: boolean): void
  /** Counts what is written from here on, as counters of a process do. */
  begin(source: MetricsSource): Promise<void>
  /** The metrics as text, brought up to date from the source. */
  read(source: MetricsSource): Promise<string>
}

/** The store client, with each settled event measured. */
export function meteredStoreClient(
  storeClient: StoreClient,
  meter: Meter,
  seconds: () => number,
): StoreClient {
  return {
    ...storeClient,
    async submit(arrival) {
      const before = seconds()
      const { kind } = arrival.event
      try {
        const result = await storeClient.submit(arrival)
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
    ...watchedTransport(transport, ({ state }) => meter.link(state)),
    async send(letter) {
      const sending = await transport.send(letter)
      meter.handedOver(sending.state)
      return sending
    },
  }
}
