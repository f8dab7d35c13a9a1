// A person's phone as WhatsApp knows it: a number, a LID, Signal keys, and received messages.

import {
  type AuthenticationCreds,
  type BinaryNode,
  BufferJSON,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeBigEndian,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  proto,
  type SignalDataSet,
  type SignalKeyStore,
  type SignalKeyStoreWithTransaction,
  type SignalRepositoryWithLIDStore,
  unpadRandomMax16,
  xmppPreKey,
  xmppSignedPreKey,
} from '@whiskeysockets/baileys'
import { Happenings } from './waiting.ts'

/** The public keys of a device, as the server gives them to senders. */
export interface Bundle {
  readonly registrationId: number
  readonly identity: Uint8Array
  readonly signedPreKey: { keyId: number; publicKey: Uint8Array; signature: Uint8Array }
  readonly preKey?: { keyId: number; publicKey: Uint8Array }
}

/** A message of ours, decrypted on a phone. */
export interface Arrived {
  readonly id: string
  readonly chat: string
  readonly kind: string
  readonly message: proto.IMessage
}

const silent = DEFAULT_CONNECTION_CONFIG.logger.child({})
silent.level = 'silent'

type Rows = Map<string, unknown>

function keysOver(rows: Rows): SignalKeyStore {
  return {
    get: (type, ids) => {
      const found = ids.flatMap((id) => {
        const value = rows.get(`${type}/${id}`)
        return value === undefined ? [] : [[id, value]]
      })
      return Object.fromEntries(found)
    },
    set: (data: SignalDataSet) => {
      for (const [type, entries] of Object.entries(data)) {
        for (const [id, value] of Object.entries(entries ?? {})) {
          if (value === null) rows.delete(`${type}/${id}`)
          else rows.set(`${type}/${id}`, value)
        }
      }
    },
  }
}

/**
 * Cached by number and installation: Signal's signatures are slow, and no test needs unique keys.
 */
const made = new Map<string, AuthenticationCreds>()

/** The keys of one installation on one number, the same in every test of a file. */
function credsOf(number: string, installation: number): AuthenticationCreds {
  const key = `${number}/${installation}`
  const creds = made.get(key) ?? initAuthCreds()
  made.set(key, creds)
  return creds
}

export class Phone {
  readonly number: string
  readonly lid: string
  readonly received = new Happenings<Arrived>('the phone')
  creds: AuthenticationCreds
  #rows: Rows = new Map()
  #keys: SignalKeyStore = keysOver(this.#rows)
  #signal: SignalRepositoryWithLIDStore
  #nextPreKey = 1
  #installation = 1

  /** @param number digits only; @param lid digits only. */
  constructor(number: string, lid: string) {
    this.number = number
    this.lid = lid
    this.creds = credsOf(number, this.#installation)
    this.#signal = this.#repository()
  }

  get numberJid(): string {
    return `${this.number}@s.whatsapp.net`
  }

  get lidJid(): string {
    return `${this.lid}@lid`
  }

  /** A new installation, or another person's phone with the same number: every key is new. */
  reinstall(): void {
    this.#installation += 1
    this.creds = credsOf(this.number, this.#installation)
    this.#begin(new Map())
  }

  #begin(rows: Rows): void {
    this.#rows = rows
    this.#keys = keysOver(rows)
    this.#signal = this.#repository()
  }

  /** The session data of the first installation, as text for `recall` in another test. */
  memory(): string {
    return JSON.stringify([...this.#rows], BufferJSON.replacer)
  }

  recall(memory: string): void {
    this.#begin(new Map(JSON.parse(memory, BufferJSON.reviver)))
  }

  /** The answer to `encrypt get key` for this phone, with a one-time key that is used up. */
  async bundleNode(jid: string): Promise<BinaryNode> {
    const pair = Curve.generateKeyPair()
    const id = this.#nextPreKey++
    await this.#keys.set({ 'pre-key': { [id]: pair } })
    return {
      tag: 'user',
      attrs: { jid },
      content: [
        { tag: 'registration', attrs: {}, content: encodeBigEndian(this.creds.registrationId) },
        { tag: 'type', attrs: {}, content: Buffer.from([5]) },
        { tag: 'identity', attrs: {}, content: this.creds.signedIdentityKey.public },
        xmppSignedPreKey(this.creds.signedPreKey),
        xmppPreKey(pair, id),
      ],
    }
  }

  /** Encrypts for one device; the first time its bundle opens the session. */
  async encrypt(device: string, bundle: Bundle, message: proto.IMessage): Promise<BinaryNode> {
    if (!(await this.#signal.validateSession(device)).exists) {
      const { preKey, signedPreKey } = bundle
      await this.#signal.injectE2ESession({
        jid: device,
        session: {
          registrationId: bundle.registrationId,
          identityKey: generateSignalPubKey(bundle.identity),
          signedPreKey: {
            ...signedPreKey,
            publicKey: generateSignalPubKey(signedPreKey.publicKey),
          },
          ...(preKey && {
            preKey: { ...preKey, publicKey: generateSignalPubKey(preKey.publicKey) },
          }),
        },
      })
    }
    const data = encodeWAMessage(message)
    const { type, ciphertext } = await this.#signal.encryptMessage({ jid: device, data })
    return { tag: 'enc', attrs: { v: '2', type }, content: ciphertext }
  }

  async forgetSession(device: string): Promise<void> {
    await this.#signal.deleteSession([device])
  }

  /** Encrypts for a group: the sender key travels beside it, for one device. */
  async encryptForGroup(group: string, message: proto.IMessage) {
    const data = encodeWAMessage(message)
    const sealed = await this.#signal.encryptGroupMessage({ group, data, meId: this.lidJid })
    return {
      distribution: {
        senderKeyDistributionMessage: {
          groupId: group,
          axolotlSenderKeyDistributionMessage: sealed.senderKeyDistributionMessage,
        },
      },
      node: { tag: 'enc', attrs: { v: '2', type: 'skmsg' }, content: sealed.ciphertext },
    }
  }

  /** Decrypts one `enc` node and keeps the message. */
  async receive(id: string, chat: string, device: string, enc: BinaryNode): Promise<void> {
    const type = attribute(enc, 'type')
    if (!(enc.content instanceof Uint8Array)) throw new Error('the enc node has no bytes')
    const plain =
      type === 'skmsg'
        ? await this.#signal.decryptGroupMessage({
            group: chat,
            authorJid: device,
            msg: enc.content,
          })
        : await this.#signal.decryptMessage({
            jid: device,
            type: type === 'pkmsg' ? 'pkmsg' : 'msg',
            ciphertext: enc.content,
          })
    const message = proto.Message.decode(unpadRandomMax16(plain))
    if (message.senderKeyDistributionMessage) {
      const item = message.senderKeyDistributionMessage
      await this.#signal.processSenderKeyDistributionMessage({ authorJid: device, item })
    }
    this.received.add({ id, chat, kind: type, message })
  }

  #repository(): SignalRepositoryWithLIDStore {
    // Phones need no transactions, and Baileys' would delay every promise, for each phone.
    const keys: SignalKeyStoreWithTransaction = {
      ...this.#keys,
      isInTransaction: () => false,
      transaction: (work) => work(),
    }
    return DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
      { creds: this.creds, keys },
      silent,
      async () => [],
    )
  }
}

/** An attribute of a stanza, empty when it is absent. */
export function attribute(
  { attrs }: { readonly attrs: Readonly<Record<string, string | undefined>> },
  name: string,
): string {
  return attrs[name] ?? ''
}

/** The words of a message, whichever plain form carries them. */
export function wordsOf(message: proto.IMessage): string | undefined {
  const inner = message.deviceSentMessage?.message ?? message.ephemeralMessage?.message ?? message
  return inner.conversation ?? inner.extendedTextMessage?.text ?? undefined
}
