// A WhatsApp server for tests: the real client pairs with it, logs in, and exchanges encrypted
// messages.

import { createServer, type Server } from 'node:http'
import {
  type BinaryNode,
  encodeBigEndian,
  getBinaryNodeChild,
  getBinaryNodeChildren,
  jidDecode,
  jidNormalizedUser,
  type proto,
} from '@whiskeysockets/baileys'
import { WebSocketServer } from 'ws'
import { answer, type Companion, type Group, type Known } from './answers.ts'
import { Connection, type Listener } from './connection.ts'
import type { Mailbox } from './mailbox.ts'
import { trustStandInRoot } from './noise.ts'
import { CodePairing, pairSuccess, readQr } from './pairing.ts'
import { attribute, Phone } from './phone.ts'
import type { Resends } from './resend.ts'
import { stanzaOf, type Way } from './stanza.ts'
import { Happenings } from './waiting.ts'

/** Faults, set by a test at any time. */
export interface Faults {
  /** Accepts the connection and never answers. */
  mute: boolean
  /** Refuses the login with `<failure reason>`: 401, 403, 405. */
  refuse: number | undefined
  /** Does not send the end marker of the backlog. */
  holdOfflineMarker: boolean
  /** The error code in the acknowledgement of the next messages. */
  ackError: string | undefined
  /** Never acknowledges what the client sends. */
  noAck: boolean
  /** Returns no devices for anybody. */
  noDevices: boolean
  /** Answers no query of the client. */
  noAnswers: boolean
  /** Answers no query about this person or group: digits of the address. */
  silentAbout: string | undefined
}

export class StandIn implements Listener, Known {
  readonly owner = new Phone('15550001111', '900000000001')
  readonly groups: Group[] = []
  readonly faults: Faults = {
    mute: false,
    refuse: undefined,
    holdOfflineMarker: false,
    ackError: undefined,
    noAck: false,
    noDevices: false,
    noAnswers: false,
    silentAbout: undefined,
  }
  /** The time of messages (epoch milliseconds), where it goes on. */
  time: (() => number) | undefined
  /** Every stanza that the client sent after its handshake. */
  readonly sent = new Happenings<BinaryNode>('the client')
  /** One item per login, with the number of messages that were waiting. */
  readonly logins = new Happenings<{ readonly waiting: number }>('the login')
  /** One item per connection that ended. */
  readonly farewells = new Happenings<'gone'>('the farewell')
  connections = 0
  /** Reports so many one-time keys that the client creates none, which saves time. */
  claimedKeys: number | undefined
  companion: Companion | undefined
  /** When set, phones answer the client's retry receipts, as real ones do. */
  resends: Resends | undefined
  /** When set, messages are queued until the client acknowledges them, as on the real server. */
  mailbox: Mailbox | undefined
  /** How often a phone could not decrypt a message of the client. */
  unread = 0
  readonly #phones: Phone[] = [this.owner]
  readonly #http: Server
  readonly #all = new Set<Connection>()
  #current: Connection | undefined
  #registration: proto.ClientPayload.IDevicePairingRegistrationData | undefined
  #line: 'closed' | 'open' = 'closed'
  #backlog: BinaryNode[] = []

  private constructor(http: Server) {
    this.#http = http
    new WebSocketServer({ server: http }).on('connection', (socket) => {
      this.connections += 1
      this.#all.add(new Connection(socket, this, this.faults.mute))
    })
  }

  static async start(): Promise<StandIn> {
    trustStandInRoot()
    const http = createServer()
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    return new StandIn(http)
  }

  get url(): string {
    const address = this.#http.address()
    if (address === null || typeof address === 'string') throw new Error('the stand-in is closed')
    return `ws://127.0.0.1:${address.port}/ws/chat`
  }

  async close(): Promise<void> {
    for (const connection of this.#all) connection.cut()
    await new Promise((resolve) => this.#http.close(resolve))
  }

  person(number: string, lid: string): Phone {
    const phone = new Phone(number, lid)
    this.#phones.push(phone)
    return phone
  }

  group(...members: Phone[]): Group {
    const group = { jid: `1203630000000000${this.groups.length}@g.us`, members }
    this.groups.push(group)
    return group
  }

  /** The phones whose devices the server knows. */
  listed(jid: string): Phone | undefined {
    return this.faults.noDevices ? undefined : this.phone(jid)
  }

  phone(jid: string): Phone | undefined {
    const user = jidDecode(jid)?.user
    return this.#phones.find(({ number, lid }) => number === user || lid === user)
  }

  // Linking

  /**
   * The owner scans the QR code: the account signs the companion's key, then asks it to reconnect.
   */
  scan(qr: string): void {
    const { identity, advSecret } = readQr(qr)
    this.#link(identity, advSecret)
  }

  /** The owner types the pairing code on the phone. */
  async typeCode(code: string): Promise<void> {
    const wanted = (node: BinaryNode) => this.#stage(node) === 'companion_hello'
    const hello = await this.sent.until(wanted, 'companion hello')
    const pairing = new CodePairing(this.owner, code)
    this.#current?.send(await pairing.primaryHello(hello, 'pairing'))
    const finished = (node: BinaryNode) => this.#stage(node) === 'companion_finish'
    const { identity, advSecret } = pairing.secret(await this.sent.until(finished, 'finish'))
    this.#link(identity, advSecret)
  }

  #stage(node: BinaryNode): string | undefined {
    return getBinaryNodeChild(node, 'link_code_companion_reg')?.attrs['stage']
  }

  #link(identity: Uint8Array, advSecret: Buffer): void {
    const registration = this.#registration
    if (!registration) throw new Error('no client has asked to be linked')
    const device = { jid: `${this.owner.number}:7@s.whatsapp.net`, lid: `${this.owner.lid}:7@lid` }
    this.companion = {
      ...device,
      identity,
      registrationId: Buffer.from(registration.eRegid ?? []).readUInt32BE(),
      signedPreKey: {
        keyId: 1,
        publicKey: registration.eSkeyVal ?? new Uint8Array(),
        signature: registration.eSkeySig ?? new Uint8Array(),
      },
      preKeys: [],
    }
    this.#current?.send({
      tag: 'iq',
      attrs: { from: 's.whatsapp.net', type: 'set', id: 'pair-success' },
      content: [pairSuccess(this.owner, identity, advSecret, device)],
    })
  }

  // The client's side of the connection

  joined(connection: Connection, payload: proto.ClientPayload): void {
    this.#current = connection
    this.#line = 'closed'
    if (this.faults.refuse !== undefined) {
      connection.send({ tag: 'failure', attrs: { reason: `${this.faults.refuse}` } })
      connection.close()
    } else if (payload.devicePairingData) {
      this.#registration = payload.devicePairingData
      const refs = ['one', 'two', 'three', 'four'].map((ref) => ({
        tag: 'ref',
        attrs: {},
        content: Buffer.from(ref),
      }))
      connection.send({
        tag: 'iq',
        attrs: { from: 's.whatsapp.net', type: 'set', id: connection.nextId(), xmlns: 'md' },
        content: [{ tag: 'pair-device', attrs: {}, content: refs }],
      })
    } else if (this.companion === undefined) {
      connection.send({ tag: 'failure', attrs: { reason: '401' } })
      connection.close()
    } else {
      this.#line = 'open'
      connection.send({ tag: 'success', attrs: { t: '1', lid: this.companion.lid } })
    }
  }

  gone(connection: Connection): void {
    this.#all.delete(connection)
    this.farewells.add('gone')
    if (this.#current !== connection) return
    this.#current = undefined
    this.#line = 'closed'
  }

  async node(connection: Connection, node: BinaryNode): Promise<void> {
    if (node.tag === 'iq') await this.#query(connection, node)
    if (node.tag === 'message') await this.#message(connection, node)
    this.mailbox?.hear(node)
    if (node.tag === 'receipt') {
      const attrs = { class: 'receipt', id: attribute(node, 'id'), from: attribute(node, 'to') }
      connection.send({ tag: 'ack', attrs })
      if (node.attrs['type'] === 'retry') await this.#resend(node)
    }
    this.sent.add(node)
  }

  async #query(connection: Connection, iq: BinaryNode): Promise<void> {
    if (iq.attrs['type'] === 'result') {
      if (iq.attrs['id'] === 'pair-success') this.streamError('515')
      return
    }
    const { noAnswers, silentAbout } = this.faults
    if (noAnswers) return
    if (silentAbout !== undefined && JSON.stringify(iq).includes(silentAbout)) return
    const content = await answer(iq, this)
    const attrs = { id: attribute(iq, 'id'), from: 's.whatsapp.net' }
    const error = { tag: 'error', attrs: { code: '501', text: 'feature-not-implemented' } }
    if (content) connection.send({ tag: 'iq', attrs: { ...attrs, type: 'result' }, content })
    else connection.send({ tag: 'iq', attrs: { ...attrs, type: 'error' }, content: [error] })
    if (iq.attrs['xmlns'] === 'passive') this.#hand(connection)
    if (getBinaryNodeChild(iq, 'remove-companion-device')) this.companion = undefined
  }

  /** Delivers the backlog, as the real server does once the client is active. */
  #hand(connection: Connection): void {
    const waiting = [...(this.mailbox?.waiting() ?? []), ...this.#backlog]
    this.#backlog = []
    for (const node of waiting) {
      connection.send({ ...node, attrs: { ...node.attrs, offline: '1' } })
    }
    if (!this.faults.holdOfflineMarker) {
      const marker = { tag: 'offline', attrs: { count: `${waiting.length}` } }
      connection.send({ tag: 'ib', attrs: { from: 's.whatsapp.net' }, content: [marker] })
    }
    this.logins.add({ waiting: waiting.length })
  }

  async #message(connection: Connection, node: BinaryNode): Promise<void> {
    const id = attribute(node, 'id')
    const to = attribute(node, 'to')
    if (!this.faults.noAck) {
      const error = this.faults.ackError
      const attrs = { class: 'message', id, from: jidNormalizedUser(to), t: '1' }
      connection.send({ tag: 'ack', attrs: error ? { ...attrs, error } : attrs })
      if (error) return
    }
    const direct = getBinaryNodeChild(node, 'enc')
    const participants = getBinaryNodeChild(node, 'participants')
    for (const one of getBinaryNodeChildren(participants, 'to')) {
      const enc = getBinaryNodeChild(one, 'enc')
      const phone = this.phone(attribute(one, 'jid'))
      if (enc && phone) await this.#reaches(phone, id, to, enc)
    }
    if (!direct) return
    const group = this.groups.find(({ jid }) => jid === to)
    const readers = group ? group.members : [this.phone(to)]
    for (const phone of readers) if (phone) await this.#reaches(phone, id, to, direct)
  }

  /** A phone that cannot decrypt it sends a retry receipt, where phones do so. */
  async #reaches(phone: Phone, id: string, to: string, enc: BinaryNode): Promise<void> {
    const reading = phone.receive(id, to, this.companion?.lid ?? '', enc)
    if (this.resends === undefined) return await reading
    await reading.catch(async () => {
      this.unread += 1
      await this.receipt(phone, id, 'retry', { keys: true })
    })
  }

  // The people's side

  /** Encrypts a message of this phone for the companion and delivers it, or keeps it until login. */
  async say(phone: Phone, said: string | proto.IMessage, more: Way = {}): Promise<BinaryNode> {
    const way = { ...(this.time && { at: Math.floor(this.time() / 1_000) }), ...more }
    const message = typeof said === 'string' ? { conversation: said } : said
    const node = await stanzaOf(phone, message, way, this.companion)
    this.resends?.remember(attribute(node, 'id'), phone, message, way)
    this.deliver(node)
    return node
  }

  async #resend(receipt: BinaryNode): Promise<void> {
    const companion = this.companion
    const again = companion && (await this.resends?.answer(receipt, companion))
    if (again) this.deliver(again)
  }

  /** Delivers a stanza, now or at the next login; the same one again is a redelivery. */
  deliver(node: BinaryNode): void {
    this.mailbox?.keep(node)
    if (this.#line === 'open' && this.#current) this.#current.send(node)
    else if (this.mailbox?.keeps(node) !== true) this.#backlog.push(node)
  }

  /** Sends a receipt of a phone: delivered, read, or not decrypted. */
  async receipt(
    phone: Phone,
    id: string,
    type?: 'read' | 'retry',
    { keys = false, group }: { keys?: boolean; group?: Group } = {},
  ): Promise<void> {
    const bundle = keys ? await phone.bundleNode(phone.lidJid) : undefined
    const parts = bundle && Array.isArray(bundle.content) ? bundle.content : []
    const retry: BinaryNode[] = [
      { tag: 'retry', attrs: { count: '1', id, t: '1', v: '1' } },
      {
        tag: 'registration',
        attrs: {},
        content: encodeBigEndian(phone.creds.registrationId),
      },
      ...(bundle ? [{ tag: 'keys', attrs: {}, content: parts }] : []),
    ]
    this.deliver({
      tag: 'receipt',
      attrs: {
        id,
        t: '1',
        from: group ? group.jid : phone.lidJid,
        ...(group && { participant: phone.lidJid }),
        ...(type && { type }),
      },
      ...(type === 'retry' && { content: retry }),
    })
  }

  // What ends a connection

  /** `<stream:error code>` and a clean close. 440 is sent by name, as the real server does. */
  streamError(code: string): void {
    const reason = code === '440' ? [{ tag: 'conflict', attrs: { type: 'replaced' } }] : []
    this.#current?.send({ tag: 'stream:error', attrs: { code }, content: reason })
    this.#current?.close()
  }

  /** The connection stays open, and nothing from the client is read any more. */
  deafen(): void {
    this.#current?.deafen()
  }

  /** Drops the connection without a close. */
  cut(): void {
    this.#current?.cut()
  }
}
