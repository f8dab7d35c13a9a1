// Links a WhatsApp account to a session by QR code or typed code, and unlinks it.

import type { WASocket } from '@whiskeysockets/baileys'
import type { Clock } from '../../engine/clock.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import type { Log } from '../whatsapp/log.ts'
import type { Paired, PairingSigns, Unpaired } from '../whatsapp/pairing.ts'
import { realPause } from '../whatsapp/pause.ts'
import { checkedUrl, connect, loadBaileys, type TestOverrides } from './client.ts'
import { isPaired, type Library } from './key-store.ts'
import { closeSocket, maintainLink } from './link.ts'

export interface PairOptions extends PairingSigns {
  readonly session: SessionStore
  readonly log: Log
  readonly clock: Clock
}

/** Resolves once the account is linked, its keys are uploaded and the connection was open. */
export async function pair(options: PairOptions, overrides: TestOverrides = {}): Promise<Paired> {
  const { session, log, clock } = options
  if (overrides.socketUrl !== undefined) checkedUrl(overrides.socketUrl)
  if (isPaired(session)) return { kind: 'failed', cause: 'already_paired' }
  // Data of an account that was logged out must not be used for the new one.
  session.wipe()
  const library = await loadBaileys()
  let wasShown = false
  return await new Promise((resolve, reject) => {
    const finish = (result: Paired): void => {
      link.stop().then(() => {
        // Keys of a failed pairing are useless.
        if (result.kind === 'failed') session.wipe()
        resolve(result)
      }, reject)
    }
    const link = maintainLink({
      log,
      random: overrides.random ?? Math.random,
      pause: overrides.pause ?? realPause,
      // No connection needs to last here.
      now: () => 0,
      connect: () =>
        connect(library, {
          session,
          log,
          overrides,
          now: () => clock.now(),
          onKeyChanged: () => {},
          getMessage: () => undefined,
        }),
      attach: (socket) =>
        showCodes(socket, options, () => {
          wasShown = true
        }),
      onVoid: () => {},
      tell: ({ state, cause = 'refused' }) => {
        if (state === 'open') finish(linked(link.socket(), library))
        if (state === 'stopped') finish({ kind: 'failed', cause })
        // Nobody scanned and the codes ran out; only a person can request new ones.
        if (state === 'waiting' && !isPaired(session))
          finish({ kind: 'failed', cause: wasShown ? 'timed_out' : 'unreachable' })
      },
    })
    link.start()
  })
}

function showCodes(
  socket: WASocket,
  { phoneNumber, onQr, onCode }: PairOptions,
  shows: () => void,
): void {
  let asked = false
  socket.ev.on('connection.update', ({ qr }) => {
    if (qr === undefined) return
    shows()
    if (phoneNumber === undefined) {
      onQr(qr)
    } else if (!asked) {
      asked = true
      const digits = phoneNumber.replaceAll(/[^0-9]/g, '')
      socket.requestPairingCode(digits).then(onCode, (error: unknown) => {
        socket.end(error instanceof Error ? error : undefined)
      })
    }
  })
}

function linked(socket: WASocket | undefined, { jidDecode }: Library): Paired {
  const { id = '', lid } = socket?.user ?? {}
  const lidUser = jidDecode(lid)?.user
  return {
    kind: 'linked',
    number: `+${jidDecode(id)?.user ?? ''}`,
    lid: lidUser === undefined ? undefined : `${lidUser}@lid`,
  }
}

/** Logs the account out and wipes the session, even if WhatsApp cannot be reached. */
export async function unpair(
  options: Pick<PairOptions, 'session' | 'log' | 'clock'>,
  overrides: TestOverrides = {},
): Promise<Unpaired> {
  const { session } = options
  const told =
    isPaired(session) && session.ended() === undefined && (await logOut(options, overrides))
  session.wipe()
  return { told }
}

async function logOut(
  { session, log, clock }: Pick<PairOptions, 'session' | 'log' | 'clock'>,
  overrides: TestOverrides,
): Promise<boolean> {
  const library = await loadBaileys()
  const { socket } = connect(library, {
    session,
    log,
    overrides,
    now: () => clock.now(),
    onKeyChanged: () => {},
    getMessage: () => undefined,
  })
  return await new Promise((resolve) => {
    const closed = new Promise<void>((done) => {
      socket.ev.on('connection.update', ({ connection }) => {
        if (connection === 'close') {
          done()
          resolve(false)
        }
        if (connection !== 'open') return
        socket.logout().then(
          () => resolve(true),
          () => closeSocket(socket, closed).then(() => resolve(false)),
        )
      })
    })
  })
}
