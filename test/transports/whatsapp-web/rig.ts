// WhatsApp Web for tests: the real library in a real Chromium, with our page in place of
// WhatsApp's.

import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test, vi } from 'vitest'
import type { Transport } from '../../../src/engine/transport.ts'
import { openSession } from '../../../src/store/session/session.ts'
import { writeAccount } from '../../../src/transports/whatsapp-web/account.ts'
import { findChromium } from '../../../src/transports/whatsapp-web/chromium.ts'
import { profileOf, type TestOverrides } from '../../../src/transports/whatsapp-web/client.ts'
import type { WebBrowser, WebPage } from '../../../src/transports/whatsapp-web/library.ts'
import { createWhatsappWeb } from '../../../src/transports/whatsapp-web/whatsapp-web.ts'
import { freshFolder } from '../../fresh-folder.ts'
import { letterTo } from '../letter.ts'
import { RecordingEar } from '../recording-ear.ts'
import { Happenings } from '../stand-in/waiting.ts'

/** Why these tests cannot run on this machine, or `undefined` when they can. */
export const missing: string | undefined = whatIsMissing()

function whatIsMissing(): string | undefined {
  try {
    findChromium(undefined)
    return undefined
  } catch (error) {
    const reason = `skipped: ${error instanceof Error ? error.message : String(error)}`
    if (process.env['CI'] === 'true' && existsSync('/usr/bin/chromium')) throw error
    console.warn(reason)
    return reason
  }
}

// Starting a browser takes long on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** A test that needs the browser. */
export const webTest = test.skipIf(missing !== undefined)

export interface Wishes {
  /** The account is already linked in the page. */
  readonly linked?: boolean
  /** The page names addresses as it did until July 2026. */
  readonly before2026?: boolean
  readonly neverReady?: boolean
  readonly noCode?: boolean
}

interface Told {
  readonly what: string
  readonly value: unknown
}

/** A line of the transport's log. */
export interface Line {
  readonly facts: object
  readonly sentence: string
}

const startOfTime = 1_700_000_000_000

export class Rig {
  readonly folder: string = freshFolder()
  /** What the page reported: `sent`, `typing`, `seen`, `logout`. */
  readonly told = new Happenings<Told>('the page')
  /** All pages so far; the last one is open. */
  readonly pages = new Happenings<WebPage>('the browser')
  readonly browsers: WebBrowser[] = []
  readonly lines: Line[] = []
  readonly pauses: number[] = []
  /** The transport's clock; only the test advances it. */
  now: number = startOfTime
  wishes: Wishes
  listener = new RecordingEar()
  transport: Transport | undefined
  #counter = 0
  #people = 0

  constructor(wishes: Wishes = { linked: true }) {
    this.wishes = wishes
  }

  /** A started transport over a linked account. */
  static async open(wishes: Wishes = { linked: true }): Promise<Rig> {
    const rig = new Rig(wishes)
    rig.link()
    await rig.start()
    return rig
  }

  /** Makes the session remember a linked account, as pairing does. */
  link(): void {
    const session = openSession(join(this.folder, 'session.db'))
    writeAccount(session, { number: '+15550001111', openedAt: this.now })
    session.close()
  }

  get overrides(): TestOverrides {
    return {
      standIn: { folder: fileURLToPath(new URL('.', import.meta.url)), version: 'stand-in' },
      extraArguments: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND'],
      random: () => 0,
      pause: async (milliseconds) => {
        this.pauses.push(milliseconds)
      },
      onPage: async (page, browser) => {
        this.browsers.push(browser)
        await page.exposeFunction('tellTest', (what, value) => {
          this.told.add({ what: String(what), value })
        })
        await page.evaluateOnNewDocument(`window.standInWishes = ${JSON.stringify(this.wishes)}`)
        this.pages.add(page)
      },
    }
  }

  get options() {
    const write = (facts: object, sentence: string): void => {
      this.lines.push({ facts, sentence })
    }
    const log = { debug: write, info: write, warn: write, error: write }
    const clock = { now: () => this.now, pause: async () => {} }
    const openHere = async (file: string) => {
      const session = openSession(file)
      return { session, close: async () => session.close() }
    }
    return { folder: this.folder, log, clock, own: () => {}, openSession: openHere }
  }

  async start(more: TestOverrides = {}): Promise<void> {
    await this.begin(more)
    await this.listener.enters('open')
  }

  async begin(more: TestOverrides = {}): Promise<void> {
    this.listener = new RecordingEar()
    this.transport = createWhatsappWeb(this.options, { ...this.overrides, ...more })
    await this.transport.start(this.listener)
  }

  async stop(): Promise<void> {
    await this.transport?.stop()
    this.transport = undefined
  }

  /** A new test over the same page: earlier events are dropped, and all token buckets are full. */
  fresh(): void {
    this.listener.told.items.splice(0)
    this.told.items.splice(0)
    this.pauses.splice(0)
    this.lines.splice(0)
    this.now += 600_000
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** Evaluates an expression in the open page. */
  async inPage(expression: string): Promise<void> {
    const page = this.pages.items.at(-1)
    if (!page) throw new Error('there is no page')
    await page.evaluate(expression)
  }

  /** Triggers something that makes the transport leave the page before it can answer. */
  async leaves(what: string, ...values: readonly unknown[]): Promise<void> {
    await this.does(what, ...values).catch(() => undefined)
  }

  /** Calls a function of the stand-in. */
  async does(what: string, ...values: readonly unknown[]): Promise<void> {
    const list = values.map((value) => JSON.stringify(value)).join(', ')
    await this.inPage(`standIn.${what}(${list})`)
  }

  /** A new person, as WhatsApp names them and as Aval does. */
  person(): Person {
    this.#people += 1
    const digits = String(this.#people).padStart(4, '0')
    const [number, lid] = [`551190000${digits}`, `90000000${digits}`]
    return {
      number,
      lid,
      address: `${number}@c.us`,
      identifier: `+${number}`,
      alias: `${lid}@lid`,
      chat: `${number}@s.whatsapp.net`,
    }
  }

  /** Sends a direct message, modified by `more`; returns its id. */
  async say(body: string, more: object = {}): Promise<string> {
    this.#counter += 1
    const id = `3A${String(this.#counter).padStart(6, '0')}`
    const t = Math.floor(this.now / 1_000)
    await this.does('receive', { from: nobody, id, body, t, ...more })
    return id
  }

  async send(chat: string, id: string, text: string) {
    if (!this.transport) throw new Error('the transport is not started')
    return await this.transport.send(letterTo(chat, id, text))
  }

  /** Resolves when the page was told to send this text; returns WhatsApp's id of it. */
  async sent(text: string, since = 0): Promise<string> {
    const wanted = ({ what, value }: Told) => what === 'sent' && field(value, 'text') === text
    return field((await this.told.until(wanted, `"${text}"`, since)).value, 'id')
  }

  sendings(text: string): readonly unknown[] {
    const isIt = ({ what, value }: Told) => what === 'sent' && field(value, 'text') === text
    return this.told.items.filter(isIt).map(({ value }) => value)
  }

  async close(): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 })
  }

  get profile(): string {
    return profileOf(this.folder)
  }
}

/** The sender when it does not matter who. */
const nobody = '5511900099999@c.us'

export interface Person {
  readonly number: string
  readonly lid: string
  readonly address: string
  readonly identifier: string
  readonly alias: string
  readonly chat: string
}

function field(value: unknown, name: string): string {
  return typeof value === 'object' && value !== null ? String(Reflect.get(value, name)) : ''
}

/** What waited in a page when it was opened: old history, and words of a minute after the last time. */
export function waiting(rig: Rig, { address: from }: Person): TestOverrides {
  const before = Math.floor(rig.now / 1_000)
  const past = { from, unheard: true }
  const old = { ...past, id: 'OLD', body: 'before we were linked', t: before - 60 }
  const away = { ...past, id: 'AWAY', body: 'while you were away', t: before + 60 }
  return {
    onPage: async (page, browser) => {
      await rig.overrides.onPage?.(page, browser)
      await page.evaluateOnNewDocument(`window.addEventListener('load', () => {
        for (const one of ${JSON.stringify([old, away])}) standIn.receive(one)
      })`)
    },
  }
}
