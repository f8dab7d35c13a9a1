// One single-use client in its own browser: built with our settings, guarded, and reliably closed.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { closeBrowser, ignorePipeErrors, launchOptions, removeStaleLock } from './chromium.ts'
import type {
  AuthStrategy,
  ClientOptions,
  Library,
  WebBrowser,
  WebClient,
  WebPage,
} from './library.ts'

/** What only tests may change. */
export interface TestOverrides {
  /** A page of our own instead of WhatsApp's: `FOLDER/VERSION.html`. */
  readonly standIn?: { readonly folder: string; readonly version: string }
  readonly extraArguments?: readonly string[]
  /** Called with each page and its browser before it loads anything. */
  readonly onPage?: (page: WebPage, browser: WebBrowser) => Promise<void>
  readonly loadLibrary?: (name: string) => Promise<unknown>
  /** Waits between browsers and while typing. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Returns a number in [0, 1), for jitter. */
  readonly random?: () => number
  readonly loadWithinMs?: number
  readonly readyWithinMs?: number
  readonly answerWithinMs?: number
}

export interface ClientParts {
  readonly library: Library
  readonly folder: string
  readonly executablePath: string
  readonly overrides: TestOverrides
  /** Digits only; if given, a code to type is requested instead of a QR code. */
  readonly phoneNumber?: string
}

export interface ClientEvents {
  /** Called with each state of the page, before and after it is ready. */
  onState(state: string): void
  /** The page navigated, and the library is injected into the new one. */
  onReload(): void
  /** The page or browser is unusable, or WhatsApp gives no pairing code. */
  onBroken(cause: 'browser' | 'refused'): void
}

export interface Client {
  readonly web: WebClient
  /** Starts the browser and opens the page. Rejects if that fails. */
  run(): Promise<void>
  /** Resolves once no browser process is left, even if it was still starting. */
  close(): Promise<void>
}

/** How long the page may take to load; twice the library's default. */
const loadWithinMs = 60_000

/** The name of the library's state handler, whose own version fails. */
const stateFunction = 'onAuthAppStateChangedEvent'

/** The browser's profile with the account, in the session's folder. */
export function profileOf(folder: string): string {
  return join(folder, 'browser')
}

export function buildClient(parts: ClientParts, events: ClientEvents): Client {
  const { library, folder, executablePath, overrides } = parts
  const profile = profileOf(folder)
  const closing = new AbortController()
  let prepared = false
  const prepare = async (): Promise<void> => {
    // The library calls it again after a logout, where a failure would be unhandled.
    if (prepared) return
    prepared = true
    const { pupBrowser, pupPage } = web
    if (pupBrowser) ignorePipeErrors(pupBrowser)
    pupBrowser?.on('disconnected', () => events.onBroken('browser'))
    pupPage?.on('error', () => events.onBroken('browser'))
    if (closing.signal.aborted) throw new Error('closed while starting')
    if (pupPage && pupBrowser) await overrides.onPage?.(pupPage, pupBrowser)
  }
  const web = new library.Client({
    puppeteer: launchOptions(executablePath, profile, overrides.extraArguments ?? []),
    authStrategy: strategyWith(prepare),
    authTimeoutMs: overrides.loadWithinMs ?? loadWithinMs,
    ...pageSource(overrides),
    ...(parts.phoneNumber !== undefined && {
      pairWithPhoneNumber: {
        phoneNumber: parts.phoneNumber,
        showNotification: true,
        intervalMs: 180_000,
      },
    }),
  })
  guard(web, events)
  let running: Promise<void> = Promise.resolve()
  const close = async (): Promise<void> => {
    closing.abort()
    if (web.pupBrowser) await closeBrowser(web.pupBrowser)
    await running.catch(() => undefined)
    // The browser may have started while its start was awaited.
    if (web.pupBrowser) await closeBrowser(web.pupBrowser)
  }
  web.destroy = close
  return {
    web,
    run: () => {
      mkdirSync(profile, { recursive: true, mode: 0o700 })
      removeStaleLock(profile)
      running = web.initialize()
      return running
    },
    close,
  }
}

/** WhatsApp's own page from the network; the library's default would keep copies on disk. */
function pageSource({
  standIn,
}: TestOverrides): Pick<ClientOptions, 'webVersionCache' | 'webVersion'> {
  if (!standIn) return { webVersionCache: { type: 'none' } }
  const { version, folder } = standIn
  return { webVersion: version, webVersionCache: { type: 'local', path: folder, strict: true } }
}

/**
 * The library calls these without awaiting them, so that a failure would end our process. A failed
 * injection after a navigation counts as broken; the first one lets `run` reject.
 */
function guard(web: WebClient, events: ClientEvents): void {
  const inject = web.inject.bind(web)
  const requestPairingCode = web.requestPairingCode.bind(web)
  let entered = false
  web.inject = async () => {
    const isFirst = !entered
    entered = true
    try {
      if (isFirst) await hearStates(web, events)
      else events.onReload()
      await inject()
    } catch (error) {
      if (isFirst) throw error
      events.onBroken('browser')
    }
  }
  web.requestPairingCode = async (...request) => {
    try {
      return await requestPairingCode(...request)
    } catch {
      events.onBroken('refused')
      return undefined
    }
  }
}

/** Installs our state handler; the library keeps a function that the page already has. */
async function hearStates(web: WebClient, events: ClientEvents): Promise<void> {
  await web.pupPage?.exposeFunction(stateFunction, (state) => {
    if (typeof state === 'string') events.onState(state)
  })
}

function strategyWith(prepare: () => Promise<void>): AuthStrategy {
  const nothing = async (): Promise<void> => {}
  return {
    setup: () => {},
    beforeBrowserInitialized: nothing,
    afterBrowserInitialized: prepare,
    onAuthenticationNeeded: async () => ({ failed: false, restart: false }),
    getAuthEventPayload: nothing,
    afterAuthReady: nothing,
    disconnect: nothing,
    destroy: nothing,
    logout: nothing,
  }
}
