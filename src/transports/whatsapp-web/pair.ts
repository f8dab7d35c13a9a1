// Links a WhatsApp account to a session's folder by QR code or typed code, and unlinks it.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LinkState } from '../../engine/transport.ts'
import { openSession } from '../../store/session/session.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import type { Paired, PairingSigns, Unpaired } from '../whatsapp/pairing.ts'
import { realPause } from '../whatsapp/pause.ts'
import { type BrowserSetup, findBrowserSetup, readAccount, writeAccount } from './account.ts'
import { buildClient, profileOf, type TestOverrides } from './client.ts'
import type { WebClient } from './library.ts'
import { type Link, maintainLink } from './link.ts'
import { ownNumber } from './page.ts'
import { type AccountOptions, readyWithinMs } from './whatsapp-web.ts'

export interface UnpairWhatsappWebOptions extends AccountOptions {
  /** Throws if the session belongs to another environment; otherwise notes it as ours. */
  own(session: SessionStore, file: string): void
}

export type PairWhatsappWebOptions = UnpairWhatsappWebOptions & PairingSigns

/** After this many browsers whose codes nobody scanned it gives up. */
const mostAttempts = 3

/**
 * Resolves once the account is linked and was ready. Fails with `already_paired`, `timed_out` or
 * the cause of a stopped link; then nothing of the attempt is left.
 */
export async function pairWhatsappWeb(
  options: PairWhatsappWebOptions,
  overrides: TestOverrides = {},
): Promise<Paired> {
  const machinery = await findBrowserSetup(options, overrides)
  const session = openOwn(options)
  try {
    if (readAccount(session) && session.ended() === undefined) {
      return { kind: 'failed', cause: 'already_paired' }
    }
    // Data of an account that was logged out must not be used for the new one.
    wipe(options.folder, session)
    const paired = await scan(options, machinery, overrides)
    if (paired.kind === 'linked') {
      writeAccount(session, { number: paired.number, openedAt: options.clock.now() })
    } else {
      wipe(options.folder, session)
    }
    return paired
  } finally {
    session.close()
  }
}

function openOwn({ folder, own }: UnpairWhatsappWebOptions): SessionStore {
  const file = join(folder, 'session.db')
  const session = openSession(file)
  try {
    own(session, file)
    return session
  } catch (error) {
    session.close()
    throw error
  }
}

function wipe(folder: string, session: SessionStore): void {
  session.wipe()
  rmSync(profileOf(folder), { recursive: true, force: true, maxRetries: 4 })
}

async function scan(
  options: PairWhatsappWebOptions,
  machinery: BrowserSetup,
  overrides: TestOverrides,
): Promise<Paired> {
  return await new Promise((resolve, reject) => {
    let renewals = 0
    const finish = (paired: Paired): void => {
      // The browser writes the new keys to its profile while closing.
      link.stop().then(() => resolve(paired), reject)
    }
    const phoneNumber = options.phoneNumber?.replaceAll(/[^0-9]/g, '')
    const link = linkFor(options, machinery, overrides, {
      ...(phoneNumber !== undefined && { phoneNumber }),
      onQr: (text) => options.onQr(text),
      attach: (web) => {
        web.on('code', (code) => options.onCode?.(String(code)))
      },
      tell: ({ state, cause = 'refused' }) => {
        if (state === 'open') finish(linked(link.web()))
        if (state === 'stopped') finish({ kind: 'failed', cause })
        if (state !== 'waiting') return
        renewals += 1
        // WhatsApp refuses clients that request code after code.
        if (cause === 'refused' || renewals >= mostAttempts) {
          finish({ kind: 'failed', cause: cause === 'qr_stale' ? 'timed_out' : cause })
        }
      },
    })
    link.start()
  })
}

function linked(web: WebClient | undefined): Paired {
  const number = web && ownNumber(web)
  // The page gives the number; the LID is learnt with the first message that needs it.
  return { kind: 'linked', number: number ?? '', lid: undefined }
}

/** Logs the account out and wipes the folder, even if WhatsApp cannot be reached. */
export async function unpairWhatsappWeb(
  options: UnpairWhatsappWebOptions,
  overrides: TestOverrides = {},
): Promise<Unpaired> {
  const session = openOwn(options)
  try {
    const isLinked = readAccount(session) !== undefined && session.ended() === undefined
    const told = isLinked && (await logOut(options, overrides))
    wipe(options.folder, session)
    return { told }
  } finally {
    session.close()
  }
}

async function logOut(options: AccountOptions, overrides: TestOverrides): Promise<boolean> {
  const machinery = await findBrowserSetup(options, overrides)
  return await new Promise((resolve, reject) => {
    const finish = (told: boolean): void => {
      link.stop().then(() => resolve(told), reject)
    }
    const link = linkFor(options, machinery, overrides, {
      attach: () => {},
      tell: ({ state, cause }) => {
        if (state === 'stopped' || state === 'waiting') finish(cause === 'logged_out')
        const web = state === 'open' ? link.web() : undefined
        web?.pupPage?.evaluate(logOutOfPage).then(
          () => finish(true),
          () => finish(false),
        )
      },
    })
    link.start()
  })
}

/** The library's own `logout` closes the browser by itself, and may leave processes behind. */
const logOutOfPage = `window.require('WAWebSocketModel').Socket.logout()`

interface Use {
  readonly phoneNumber?: string
  readonly onQr?: (text: string) => void
  attach(web: WebClient): void
  tell(state: LinkState): void
}

function linkFor(
  options: AccountOptions,
  machinery: BrowserSetup,
  overrides: TestOverrides,
  use: Use,
): Link {
  const { folder, log } = options
  const { phoneNumber } = use
  const parts = {
    ...machinery,
    folder,
    overrides,
    ...(phoneNumber !== undefined && { phoneNumber }),
  }
  return maintainLink({
    log,
    random: overrides.random ?? Math.random,
    pause: overrides.pause ?? realPause,
    // No connection needs to last here.
    now: () => 0,
    readyWithinMs: overrides.readyWithinMs ?? readyWithinMs,
    connect: (events) => buildClient(parts, events),
    attach: use.attach,
    ...(use.onQr && { onQr: use.onQr }),
    onReady: () => {},
    onVoid: () => {},
    tell: use.tell,
  })
}
