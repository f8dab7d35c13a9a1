// The people of a chat on phones: their messages pass through the real WhatsApp client.

import { proto } from '@whiskeysockets/baileys'
import type {
  InboundMessage,
  Letter,
  Transport,
  TransportListener,
} from '../../src/engine/transport.ts'
import { openSession } from '../../src/store/session/session.ts'
import { createBaileys } from '../../src/transports/baileys/baileys.ts'
import { wireIdOf } from '../../src/transports/baileys/outbound.ts'
import { unformatted } from '../../src/transports/whatsapp/unformatted.ts'
import type { Carrier, CarrierOf } from '../chats/carrier.ts'
import { everybody, type Name, phoneOf, type WorldOptions } from '../chats/home.ts'
import { type Account, Linked, silentLog } from './linked.ts'
import type { Group } from './stand-in/answers.ts'
import { type Phone, wordsOf } from './stand-in/phone.ts'
import { Resends } from './stand-in/resend.ts'
import type { Way } from './stand-in/stanza.ts'
import { Happenings } from './stand-in/waiting.ts'

type Stanza = Awaited<ReturnType<Linked['server']['say']>>

/** What the environment received, with a promise that resolves when it is durable. */
interface Told {
  readonly what: 'message' | 'identity'
  readonly id: string
  readonly done: Promise<void>
}

/** WhatsApp names a person by either identifier, with or without the other one. */
const addressings: readonly Way[] = [{ by: 'number' }, { by: 'lid', alias: null }, { by: 'lid' }]

/** An account to which these people have written, because Aval never writes first. */
interface Acquainted {
  readonly account: Account
  /** Session data of their phones, by number. */
  readonly memories: ReadonlyMap<string, string>
}

/** Cached by the set of people: new key exchanges take as long as a short chat. */
const acquaintances = new Map<string, Acquainted>()

async function acquaint(people: readonly Name[]): Promise<Acquainted> {
  const linked = await Linked.open()
  const memories = new Map<string, string>()
  for (const name of people) {
    const phone = personOf(linked, numberOf(name))
    await linked.server.say(phone, 'hello', { id: `hello-${name}` })
    await linked.listener.hearsThat(({ id }) => id === `hello-${name}`, 'hello')
    memories.set(phone.number, phone.memory())
  }
  return { account: await linked.end(), memories }
}

export const phoneCarrier: CarrierOf = async (options) => {
  const key = options.people.join()
  const acquainted = acquaintances.get(key) ?? (await acquaint(options.people))
  acquaintances.set(key, acquainted)
  const linked = await Linked.unpaired()
  await linked.link(acquainted.account)
  await linked.stop()
  return new PhoneCarrier(linked, options, acquainted)
}

class PhoneCarrier implements Carrier {
  readonly #linked: Linked
  readonly #options: WorldOptions
  /** By number: one phone answers to a person's name and to the number itself. */
  readonly #phones = new Map<string, Phone>()
  /** The name under which each phone spoke last. */
  readonly #names = new Map<Phone, string>()
  readonly #groups = new Map<string, Group>()
  readonly #told = new Happenings<Told>('the environment')
  readonly #acknowledged = new Happenings<string>('the server')
  readonly #said = new Map<string, Stanza>()
  /** The letters that the chat shows, by WhatsApp id. */
  readonly #shown = new Set<string>()
  /** While it is set the client does not reconnect. */
  #away: Promise<void> | undefined
  #opened = new Happenings<'open'>('the link')
  #now = Date.parse('2026-01-01T00:00:00Z')
  #spoken = 0

  constructor(linked: Linked, options: WorldOptions, { memories }: Acquainted) {
    this.#linked = linked
    this.#options = options
    linked.server.resends = new Resends()
    for (const [number, memory] of memories) this.#person(number).recall(memory)
  }

  transport(show: (letter: Letter) => void, isDead: () => boolean): Transport {
    const session = openSession(this.#linked.file)
    this.#opened = new Happenings('the link')
    const opened = this.#opened
    const overrides = { ...this.#linked.overrides, pause: async () => await this.#away }
    const client = createBaileys({ session, log: silentLog, clock: this.#fastClock() }, overrides)
    return {
      ...client,
      // A chat shows letters to several people in the order of writing.
      chatsAtOnce: 1,
      start: async (listener) => {
        await client.start(this.#overheard(listener))
        await opened.until(() => true, 'open')
      },
      send: async (letter) => {
        if (isDead()) return { state: 'sent' }
        await opened.until(() => true, 'open')
        const sending = await client.send(letter)
        if (sending.state !== 'sent') return sending
        const arrived = await this.#arrived(letter)
        // What is not acknowledged when the connection closes would correctly be sent again.
        await this.#acknowledged.until((id) => id === letter.id, 'acknowledgement')
        show(arrived)
        return sending
      },
      stop: async () => {
        await client.stop()
        session.close()
      },
    }
  }

  async message(_ear: TransportListener, heard: InboundMessage): Promise<void> {
    const before = this.#said.get(heard.id)
    if (before !== undefined) await this.#redeliver(heard.id, before)
    if (heard.backlog) await this.#whileAway(() => this.#say(heard))
    else await this.#say(heard)
  }

  /** A reinstalled WhatsApp has other keys; its first message shows that. */
  async identity(
    _ear: TransportListener,
    person: Name,
    what: 'key_changed' | 'alias_mismatch',
  ): Promise<void> {
    if (what !== 'key_changed') throw new Error('No phone of this carrier changes its number.')
    const since = this.#told.items.length
    const phone = this.#phone(person)
    phone.reinstall()
    const setting = proto.Message.ProtocolMessage.Type.EPHEMERAL_SETTING
    await this.#linked.server.say(phone, {
      protocolMessage: { type: setting, ephemeralExpiration: 0 },
    })
    const told = await this.#told.until((one) => one.what === 'identity', 'new key', since)
    await told.done
  }

  /**
   * Throws when a phone received anything but the letters that the chat shows, or one of them
   * twice.
   */
  async close(): Promise<void> {
    await this.#linked.close()
    for (const { number, received } of this.#phones.values()) {
      const worded = received.items.filter(({ message }) => wordsOf(message) !== undefined)
      const ids = worded.map(({ id }) => id)
      const strays = ids.filter((id, at) => !this.#shown.has(id) || ids.indexOf(id) !== at)
      if (strays.length > 0) throw new Error(`+${number} got ${strays.join(', ')} out of turn.`)
    }
  }

  /** Pacing delays nothing: its clock advances a minute between any two letters. */
  #fastClock() {
    return { now: () => (this.#now += 60_000), pause: async () => undefined }
  }

  #overheard(listener: TransportListener): TransportListener {
    const note = (what: Told['what'], id: string, done: Promise<void>): Promise<void> => {
      this.#told.add({ what, id, done })
      return done
    }
    return {
      message: (heard) => note('message', heard.id, listener.message(heard)),
      identity: (change) => note('identity', '', listener.identity(change)),
      receipt: (receipt) => {
        if (receipt.state === 'acked') this.#acknowledged.add(receipt.id)
        listener.receipt(receipt)
      },
      link: (link) => {
        listener.link(link)
        if (link.state === 'open') this.#opened.add('open')
      },
    }
  }

  /** The letter as its reader's phone decrypted it. */
  async #arrived(letter: Letter): Promise<Letter> {
    const wireId = wireIdOf(letter.id)
    this.#shown.add(wireId)
    const group = [...this.#groups].find(([, { jid }]) => jid === letter.chat)
    const phone = this.#linked.server.phone(letter.chat)
    const readers = group?.[1].members ?? (phone === undefined ? [] : [phone])
    const texts = new Set<string | undefined>()
    for (const { received } of readers) {
      const found = await received.until(
        ({ id, message }) => id === wireId && wordsOf(message) !== undefined,
        letter.text,
      )
      const words = wordsOf(found.message)
      // A chat shows the original text, without the characters that prevent formatting.
      texts.add(words === unformatted(letter.text) ? letter.text : words)
    }
    // A stranger's name is the one that the chat gives.
    const spoke = phone === undefined ? undefined : this.#names.get(phone)
    const to = /^\+|@/.test(letter.to) ? (spoke ?? letter.to) : letter.to
    return { ...letter, to, chat: group?.[0] ?? to, text: [...texts].join('\n') }
  }

  async #say({
    id,
    from,
    chat,
    direct,
    form,
    text,
    quotes,
    sentAt,
  }: InboundMessage): Promise<void> {
    const since = this.#told.items.length
    const phone = this.#phone(from)
    const isKnown = this.#names.has(phone)
    this.#names.set(phone, from)
    const stanza = await this.#linked.server.say(phone, contentOf(form, text, quotes), {
      ...(isKnown ? this.#addressing() : {}),
      id,
      at: Math.floor(sentAt / 1_000),
      ...(direct ? {} : { group: this.#group(chat) }),
    })
    this.#said.set(id, stanza)
    if (this.#away !== undefined) return
    await this.#hears(id, since)
  }

  #addressing(): Way {
    this.#spoken += 1
    return addressings[this.#spoken % addressings.length] ?? {}
  }

  async #hears(id: string, since: number): Promise<void> {
    const told = await this.#told.until((one) => one.id === id, `message ${id}`, since)
    await told.done
  }

  /** The same bytes again: the client acknowledges them to the server, and reports nothing. */
  async #redeliver(id: string, stanza: Stanza): Promise<void> {
    const { server } = this.#linked
    const since = server.sent.items.length
    server.deliver(stanza)
    await server.sent.until(({ attrs }) => attrs['id'] === id, `word on ${id}`, since)
  }

  /** The network is lost; messages meanwhile come as backlog once the client has reconnected. */
  async #whileAway(say: () => Promise<void>): Promise<void> {
    const { server } = this.#linked
    let comeBack = (): void => undefined
    this.#away = new Promise((resolve) => {
      comeBack = resolve
    })
    const [gone, since] = [server.farewells.items.length, this.#told.items.length]
    server.cut()
    await server.farewells.until(() => true, 'farewell', gone)
    await say()
    this.#away = undefined
    this.#opened = new Happenings('the link')
    comeBack()
    const told = await this.#told.until((one) => one.what === 'message', 'backlog', since)
    await told.done
    await this.#opened.until(() => true, 'open')
  }

  #phone(name: string): Phone {
    const number = numberOf(name)
    return this.#phones.get(number) ?? this.#person(number)
  }

  #person(number: string): Phone {
    const phone = personOf(this.#linked, number)
    this.#phones.set(number, phone)
    return phone
  }

  #group(name: string): Group {
    const known = this.#groups.get(name)
    if (known !== undefined) return known
    const members = this.#options.people.map((one) => this.#phone(one))
    const group = this.#linked.server.group(...members)
    this.#groups.set(name, group)
    return group
  }
}

function personOf({ server }: Linked, number: string): Phone {
  return server.person(number, `9${number.slice(-10)}`)
}

/** Digits only. */
function numberOf(name: string): string {
  const known = everybody.find((one) => one === name)
  const number = known === undefined ? name : phoneOf(known)
  if (!/^\+\d+$/.test(number)) throw new Error(`Nobody called ${name} has a phone.`)
  return number.slice(1)
}

/** What a phone sends for each form of a message. */
function contentOf(form: InboundMessage['form'], text: string, quotes?: string): proto.IMessage {
  const target = { remoteJid: '15550001111@s.whatsapp.net', fromMe: false, id: '3EB0FFFFFFFFFF' }
  switch (form) {
    case 'text':
      return quotes === undefined
        ? { conversation: text }
        : { extendedTextMessage: { text, contextInfo: { stanzaId: wireIdOf(quotes) } } }
    case 'forward':
      return { extendedTextMessage: { text, contextInfo: { isForwarded: true } } }
    case 'voice':
      return { audioMessage: { ptt: true } }
    case 'media':
      return { imageMessage: { caption: text } }
    case 'reaction':
      return { reactionMessage: { key: target, text: '👍' } }
    case 'poll':
      return { pollCreationMessage: { name: text, options: [{ optionName: '1' }] } }
    case 'edit':
    case 'other':
      return {
        protocolMessage: {
          type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
          key: target,
          editedMessage: { conversation: text },
        },
      }
  }
}
