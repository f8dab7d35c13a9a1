// The parts of whatsapp-web.js and Puppeteer that Aval uses; the package is loaded only if chosen.

import type { ChildProcess } from 'node:child_process'
import { codeOf } from '../../store/error-text.ts'

/** A page of the browser, as Puppeteer gives it. */
export interface WebPage {
  evaluate(expression: string): Promise<unknown>
  exposeFunction(name: string, what: (...values: unknown[]) => unknown): Promise<void>
  evaluateOnNewDocument(source: string): Promise<unknown>
  on(event: string, listener: (...values: unknown[]) => void): unknown
}

export interface WebBrowser {
  process(): ChildProcess | null
  close(): Promise<void>
  on(event: string, listener: () => void): unknown
}

export interface SendOptions {
  readonly linkPreview: boolean
  readonly sendSeen: boolean
  readonly parseVCards: boolean
  readonly waitUntilMsgSent: boolean
  /** The text below a picture. */
  readonly caption?: string
}

/** The library's class for a file in memory; `data` is base64. */
export type MakeMedia = new (mimetype: string, data: string, filename: string) => object

/** A client of the library. What its events carry is parsed where it is received. */
export interface WebClient {
  on(event: string, listener: (...values: unknown[]) => void): unknown
  initialize(): Promise<void>
  /** Injects the library into the page, also after each navigation. Not in its published types. */
  inject(): Promise<void>
  requestPairingCode(phone: string, show?: boolean, intervalMs?: number): Promise<unknown>
  destroy(): Promise<void>
  sendMessage(chat: string, content: string | object, options: SendOptions): Promise<unknown>
  readonly pupPage?: WebPage | null
  readonly pupBrowser?: WebBrowser | null
  readonly info?: unknown
}

/**
 * The library's interface for storing sessions; we keep the browser profile, so that our steps do
 * nothing.
 */
export interface AuthStrategy {
  setup(client: WebClient): void
  beforeBrowserInitialized(): Promise<void>
  afterBrowserInitialized(): Promise<void>
  onAuthenticationNeeded(): Promise<{ readonly failed: boolean; readonly restart: boolean }>
  getAuthEventPayload(): Promise<void>
  afterAuthReady(): Promise<void>
  disconnect(): Promise<void>
  destroy(): Promise<void>
  logout(): Promise<void>
}

export interface ClientOptions {
  readonly puppeteer: object
  readonly authStrategy: AuthStrategy
  readonly authTimeoutMs: number
  readonly webVersion?: string
  readonly webVersionCache: object
  readonly pairWithPhoneNumber?: object
}

export interface Library {
  readonly Client: new (options: ClientOptions) => WebClient
  readonly MessageMedia: MakeMedia
}

/** Not a literal in the import, so that it compiles without the optional package. */
const packageName: string = 'whatsapp-web.js'

/** Throws a sentence with the fix if the optional package is not installed. */
export async function loadLibrary(
  load: (name: string) => Promise<unknown> = (name) => import(name),
): Promise<Library> {
  let loaded: unknown
  try {
    loaded = await load(packageName)
  } catch (error) {
    if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(codeOf(error))) throw error
    throw new Error(
      'transport: { kind: whatsapp-web } needs the package whatsapp-web.js: run npm ci ' +
        '--include=optional in the folder of Aval, or choose transport: { kind: baileys }',
      { cause: error },
    )
  }
  return readLibrary(loaded)
}

/** The only cast to the library's type, after a check of its classes. */
function readLibrary(loaded: unknown): Library {
  const library = property(loaded, 'default') ?? loaded
  const classes = [property(library, 'Client'), property(library, 'MessageMedia')]
  if (classes.some((one) => typeof one !== 'function')) {
    throw new Error('whatsapp-web.js is not the version that Aval knows: run npm ci')
  }
  return library as Library
}

export function property(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  return Reflect.get(value, name)
}
