// How the people of a chat exchange messages with its environment: simulated in this process, or
// over a real client.

import type {
  InboundMessage,
  Letter,
  Transport,
  TransportListener,
} from '../../src/engine/transport.ts'
import { simulatedTransport } from '../../src/transports/json-lines.ts'
import { type Name, phoneOf, type WorldOptions } from './home.ts'

/** Opened once per world; each process of its environment gets a transport of it. */
export interface Carrier {
  /** `show` gets each letter as it arrives; a dead process sends none. */
  transport(show: (letter: Letter) => void, isDead: () => boolean): Transport
  /** Resolves once the environment has received it and made it durable. */
  message(listener: TransportListener, heard: InboundMessage): Promise<void>
  /** WhatsApp reports another key for this person's number, or another number. */
  identity(
    listener: TransportListener,
    person: Name,
    what: 'key_changed' | 'alias_mismatch',
  ): Promise<void>
  close(): Promise<void>
}
export type CarrierOf = (options: WorldOptions) => Promise<Carrier>

export const playedCarrier: CarrierOf = async () => ({
  transport: (show) => simulatedTransport('jsonl', show),
  message: (listener, heard) => listener.message(heard),
  identity: (listener, person, what) => listener.identity({ identifier: phoneOf(person), what }),
  close: async () => undefined,
})
