// What makes an engine: its rules, words, store, transport, connectors, clock and log.

import type { Picture } from '../command/display/picture.ts'
import type { Rules } from '../command/facts.ts'
import type { ReportWords } from '../conversation/picture-words.ts'
import type { Languages } from '../conversation/say.ts'
import type { Clock } from './clock.ts'
import type { ConnectorOf } from './perform.ts'
import type { StoreClient } from './store-client/store-client.ts'
import type { Transport } from './transport.ts'

/** The part of pino that the engine uses: fields first, then the message. */
export interface Log {
  info(about: object, message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}

export interface EngineParts {
  readonly rules: Rules
  readonly languages: Languages
  readonly storeClient: StoreClient
  readonly transport: Transport
  readonly connectorOf: ConnectorOf
  readonly clock: Clock
  readonly log: Log
  /** Draws pictures; without it letters are sent as text. */
  readonly draw?: Draw
  /** Returns 64 new random hexadecimal digits at each call. */
  readonly randomHex: () => string
}

/** Draws a picture with these words, as a PNG; rejects if that fails. */
export type Draw = (picture: Picture, words: ReportWords) => Promise<Uint8Array>
