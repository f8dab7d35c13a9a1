// Loads Baileys without its console output, and builds single-use sockets with our settings.

import type { proto, UserFacingSocketConfig, WAMessageKey, WASocket } from '@whiskeysockets/baileys'
import type { SessionStore } from '../../store/session/tables.ts'
import type { Log } from '../whatsapp/log.ts'
import { type Library, openKeyStore } from './key-store.ts'
import { libraryLog } from './library-log.ts'
import type { Groups } from './recipients.ts'
import { redactConsole } from './redact-console.ts'
import { sendAfterWrites } from './send-after-writes.ts'
import { type Reader, wholeSteps } from './signal-steps.ts'
import { releaseAfterClose, type TransactionCount } from './transactions.ts'

/** What only tests may change. */
export interface TestOverrides {
  /** A test server on the loopback. */
  readonly socketUrl?: string
  readonly socket?: Partial<UserFacingSocketConfig>
  /** Waits between connections and while typing. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Returns a number in [0, 1), for jitter. */
  readonly random?: () => number
}

export interface ClientParts {
  readonly session: SessionStore
  readonly log: Log
  readonly overrides: TestOverrides
  readonly onKeyChanged: (address: string) => void
  /** Reads messages as soon as they are decrypted. */
  readonly reader?: Reader
  readonly groups?: Groups
  readonly transactions?: TransactionCount
  now(): number
  readonly getMessage: (key: WAMessageKey, library: Library) => proto.IMessage | undefined
}

export interface Client {
  readonly socket: WASocket
}

/** A query that takes longer fails; the connection has its own watchdog. */
const queryTimeoutMs = 20_000

export async function loadBaileys(): Promise<Library> {
  redactConsole()
  return await import('@whiskeysockets/baileys')
}

/**
 * Accepts WhatsApp's servers over TLS, or a test server on the loopback. TLS is the only proof of
 * the server's identity (Baileys rc14 accepts any Noise certificate), so disabled TLS checks are
 * refused too.
 */
export function checkedUrl(url: string, env: NodeJS.ProcessEnv = process.env): string {
  const { protocol, hostname } = new URL(url)
  const official = hostname === 'whatsapp.com' || hostname.endsWith('.whatsapp.com')
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  if (!loopback && !(protocol === 'wss:' && official)) {
    throw new Error(`${hostname} is not WhatsApp: only wss addresses under whatsapp.com are used`)
  }
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new Error('NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as WhatsApp: unset it')
  }
  return url
}

export function connect(library: Library, parts: ClientParts): Client {
  const { session, log, overrides } = parts
  const keyStore = openKeyStore(session, library, parts.now, parts.onKeyChanged)
  const { DEFAULT_CONNECTION_CONFIG } = library
  const url = overrides.socketUrl ?? String(DEFAULT_CONNECTION_CONFIG.waWebSocketUrl)
  const socket = library.makeWASocket({
    // Being online from the start would silence the owner's own phone.
    markOnlineOnConnect: false,
    syncFullHistory: false,
    emitOwnEvents: false,
    defaultQueryTimeoutMs: queryTimeoutMs,
    // Keys change in memory, so a retry after a failure would fail again.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 1 },
    shouldIgnoreJid: (jid) => /@(broadcast|newsletter|bot)$/.test(jid),
    makeSignalRepository: wholeSteps(
      DEFAULT_CONNECTION_CONFIG.makeSignalRepository,
      session,
      parts.reader,
    ),
    ...overrides.socket,
    auth: keyStore.state,
    logger: libraryLog(log),
    waWebSocketUrl: checkedUrl(url),
    cachedGroupMetadata: async (jid) => parts.groups?.get(jid),
    getMessage: async (key) => parts.getMessage(key, library),
  })
  sendAfterWrites(socket, session)
  releaseAfterClose(socket, parts.transactions)
  socket.ev.on('creds.update', () => keyStore.save())
  return { socket }
}

/** The code with which Baileys says why a connection ended; undefined if there is none. */
export function closeCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('output' in error)) return undefined
  const { output } = error
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return undefined
  return typeof output.statusCode === 'number' ? output.statusCode : undefined
}
