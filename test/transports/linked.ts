// A linked account for a test: the stand-in server, a session on disk, and the transport over both.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../src/engine/clock.ts'
import type { Transport } from '../../src/engine/transport.ts'
import type { OpenedSession } from '../../src/store/session/journal.ts'
import type { SessionStore } from '../../src/store/session/tables.ts'
import { createBaileys } from '../../src/transports/baileys/baileys.ts'
import type { TestOverrides } from '../../src/transports/baileys/client.ts'
import { pair } from '../../src/transports/baileys/pair.ts'
import type { Paired } from '../../src/transports/whatsapp/pairing.ts'
import { freshFolder } from '../fresh-folder.ts'
import { letterTo } from './letter.ts'
import { RecordingEar } from './recording-ear.ts'
import { StallingDisk } from './stalling-disk.ts'
import type { Companion } from './stand-in/answers.ts'
import { type Phone, wordsOf } from './stand-in/phone.ts'
import { StandIn } from './stand-in/stand-in.ts'

const silence = (): void => {}
export const silentLog = { debug: silence, info: silence, warn: silence, error: silence }

const recentHistory = 3

/** A linked account between two processes: the bytes of its session, and the server's data. */
export interface Account {
  readonly session: Uint8Array
  readonly companion: Companion
}

/** Paired once per process, because its signatures are slow, and pairing has its own tests. */
let paired: Account | undefined

async function pairOnce(): Promise<Account> {
  const linked = await Linked.unpaired()
  linked.server.claimedKeys = 100
  await linked.pair()
  return await linked.end()
}

export class Linked {
  readonly server: StandIn
  readonly folder: string = freshFolder()
  /** The transport's clock; only the test advances it. */
  now: number = 1_700_000_000_000
  /** The waiting times that the transport wanted, in order, typing included. */
  readonly pauses: number[] = []
  readonly signals: AbortSignal[] = []
  readonly disk: StallingDisk = new StallingDisk()
  #opened: OpenedSession
  listener = new RecordingEar()
  transport: Transport | undefined

  private constructor(server: StandIn) {
    this.server = server
    this.#opened = this.disk.open(this.file)
  }

  get session(): SessionStore {
    return this.#opened.session
  }

  /** A stand-in and an empty session. */
  static async unpaired(): Promise<Linked> {
    return new Linked(await StandIn.start())
  }

  /** A linked account, with its transport started and open. */
  static async open(): Promise<Linked> {
    const linked = await Linked.unpaired()
    await linked.link()
    await linked.start()
    return linked
  }

  /** The same, after Ana wrote; `chat` is hers. */
  static async greeted(): Promise<{ linked: Linked; ana: Phone; chat: string }> {
    const linked = await Linked.open()
    const ana = linked.server.person('5511900000001', '900000000101')
    await linked.server.say(ana, 'hello')
    const { chat } = await linked.listener.hears('hello')
    return { linked, ana, chat }
  }

  /** Links the account as if it had just been paired, or continues a given one. */
  async link(account?: Account): Promise<void> {
    paired ??= await pairOnce()
    const { session, companion } = account ?? paired
    await this.#opened.close()
    writeFileSync(this.file, session)
    this.server.companion = { ...companion, preKeys: [] }
    this.server.claimedKeys = 100
    this.reopen()
  }

  get file(): string {
    return join(this.folder, 'session.db')
  }

  get overrides(): TestOverrides {
    return {
      socketUrl: this.server.url,
      random: () => 0,
      pause: async (milliseconds, signal) => {
        this.pauses.push(milliseconds)
        this.signals.push(signal)
      },
      socket: {
        // Without this the first login waits twenty seconds for a history that never comes.
        shouldSyncHistoryMessage: ({ syncType }) => syncType !== recentHistory,
        connectTimeoutMs: 2_000,
      },
    }
  }

  get #clock(): Clock {
    return { now: () => this.now, pause: async () => {} }
  }

  async pair(): Promise<Paired> {
    const onQr = (qr: string) => this.server.scan(qr)
    const parts = { session: this.session, log: silentLog, clock: this.#clock }
    return await pair({ ...parts, onQr }, this.overrides)
  }

  /** A new transport over the current session; resolves once it is open. */
  async start(more: TestOverrides = {}): Promise<void> {
    this.begin(more)
    await this.listener.enters('open')
  }

  begin(more: TestOverrides = {}): void {
    this.listener = new RecordingEar()
    this.transport = createBaileys(
      { session: this.session, log: silentLog, clock: this.#clock },
      { ...this.overrides, ...more },
    )
    void this.transport.start(this.listener)
  }

  /** Stops the transport and closes the file, as the end of a process does. */
  async stop(): Promise<void> {
    await this.transport?.stop()
    this.transport = undefined
    await this.#opened.close()
  }

  /** Opens the file again, as a new process does, and starts a transport over it. */
  async restart(): Promise<void> {
    await this.stop()
    this.reopen()
    await this.start()
  }

  /** Opens the file again, after `stop`. */
  reopen(): void {
    this.#opened = this.disk.open(this.file)
  }

  async send(chat: string, id: string, text: string) {
    if (!this.transport) throw new Error('the transport is not started')
    return await this.transport.send(letterTo(chat, id, text))
  }

  /** Closes everything; resolves with what `link` needs to continue. */
  async end(): Promise<Account> {
    const { companion } = this.server
    if (companion === undefined) throw new Error('no companion is linked')
    await this.stop()
    const session = readFileSync(this.file)
    await this.close()
    return { session, companion }
  }

  async close(): Promise<void> {
    await this.stop()
    await this.server.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export async function gets(phone: Phone, text: string): Promise<string> {
  const found = await phone.received.until(({ message }) => wordsOf(message) === text, `"${text}"`)
  return found.id
}
