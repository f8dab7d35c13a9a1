// A listener that records what the transport reports, in order, and that tests can wait on.

import type {
  IdentityChange,
  InboundMessage,
  LinkState,
  Receipt,
  TransportListener,
} from '../../src/engine/transport.ts'
import { Happenings } from './stand-in/waiting.ts'

export type Told =
  | { readonly what: 'message'; readonly message: InboundMessage }
  | { readonly what: 'receipt'; readonly receipt: Receipt }
  | { readonly what: 'identity'; readonly change: IdentityChange }
  | { readonly what: 'link'; readonly link: LinkState }

export class RecordingEar implements TransportListener {
  readonly told = new Happenings<Told>('the ear')
  /** Makes the engine reject changes of identity, as on a full disk. */
  identityFails: boolean = false
  /** Messages wait for this before the engine accepts them; a rejection means it cannot write. */
  taking: Promise<void> = Promise.resolve()

  get messages(): readonly InboundMessage[] {
    return this.told.items.flatMap((one) => (one.what === 'message' ? [one.message] : []))
  }

  get changes(): readonly IdentityChange[] {
    return this.told.items.flatMap((one) => (one.what === 'identity' ? [one.change] : []))
  }

  get receipts(): readonly Receipt[] {
    return this.told.items.flatMap((one) => (one.what === 'receipt' ? [one.receipt] : []))
  }

  get links(): readonly LinkState[] {
    return this.told.items.flatMap((one) => (one.what === 'link' ? [one.link] : []))
  }

  async message(message: InboundMessage): Promise<void> {
    this.told.add({ what: 'message', message })
    await this.taking
  }

  receipt(receipt: Receipt): void {
    this.told.add({ what: 'receipt', receipt })
  }

  async identity(change: IdentityChange): Promise<void> {
    this.told.add({ what: 'identity', change })
    if (this.identityFails) throw new Error('the engine cannot write')
  }

  link(link: LinkState): void {
    this.told.add({ what: 'link', link })
  }

  /** Resolves with the first message with this text, past or future. */
  async hears(text: string): Promise<InboundMessage> {
    return await this.hearsThat((message) => message.text === text, `"${text}"`)
  }

  async hearsThat(
    wanted: (message: InboundMessage) => boolean,
    what: string,
  ): Promise<InboundMessage> {
    const one = await this.told.until(
      (told) => told.what === 'message' && wanted(told.message),
      what,
    )
    if (one.what !== 'message') throw new Error('not a message')
    return one.message
  }

  async gets(id: string, state: Receipt['state']): Promise<Receipt> {
    const wanted = (told: Told) =>
      told.what === 'receipt' && told.receipt.id === id && told.receipt.state === state
    const one = await this.told.until(wanted, `${state} receipt for ${id}`)
    if (one.what !== 'receipt') throw new Error('not a receipt')
    return one.receipt
  }

  /** Resolves when the link enters a state, at item `since` or later. */
  async enters(state: LinkState['state'], cause?: string, since = 0): Promise<void> {
    const wanted = (told: Told) =>
      told.what === 'link' && told.link.state === state && told.link.cause === cause
    await this.told.until(wanted, `link ${state} ${cause ?? ''}`, since)
  }

  async learns(what: IdentityChange['what'], since = 0): Promise<IdentityChange> {
    const wanted = (told: Told) => told.what === 'identity' && told.change.what === what
    const one = await this.told.until(wanted, what, since)
    if (one.what !== 'identity') throw new Error('not a change')
    return one.change
  }
}
