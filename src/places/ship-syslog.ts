// Evidence to a syslog receiver: over TCP or TLS with a connection per batch, or over UDP.

import { createSocket } from 'node:dgram'
import { createConnection, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { failureCode, type ShipPlace, type ShipResult } from '../engine/places/places.ts'
import type { ShipOptions } from './ship-file.ts'
import { framed, type SyslogFrom, syslogMessage } from './syslog-line.ts'

export interface SyslogOptions extends ShipOptions, SyslogFrom {
  readonly over: 'udp' | 'tcp' | 'tls'
  readonly to: { readonly host: string; readonly port: number }
  /** CA certificates (PEM) trusted instead of the usual ones; TLS only. */
  readonly ca: string | null
}

/** The time limit from connecting until the receiver has closed its side. */
const batchMs = 15_000
/**
 * The pause before closing, at least two round trips: a receiver that closes every connection at
 * once has done so by then.
 */
const pauseLeastMs = 50
/** The most bytes of a datagram, with headers. */
const datagramMostBytes = 65_000

export function syslogPlace(options: SyslogOptions): ShipPlace {
  const { name, bodies, tenants, over } = options
  return {
    ...{ name, bodies, tenants },
    kind: `syslog_${over}`,
    async send(records) {
      const messages = records.map((one) => syslogMessage(one, options))
      try {
        if (over === 'udp') return await sendDatagrams(messages, options)
        await sendStream(messages, options)
        return { state: 'sent', rejected: 0 }
      } catch (error) {
        return { state: 'failed', why: failureCode(error) }
      }
    },
  }
}

/**
 * Sends over a stream. Syslog acknowledges nothing, so closing does: we close our side, and the
 * receiver closes its own once it has read everything. If the connection breaks, or the receiver
 * closes first or never, the batch counts as not sent.
 */
function sendStream(messages: readonly string[], options: SyslogOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const socket = connection(options)
    const failing = (code: string) => Object.assign(new Error(code), { code })
    const timer = setTimeout(() => socket.destroy(failing('ETIMEDOUT')), batchMs)
    let ours = false
    let theirs = false
    socket.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    // Receivers send nothing, but unread data would delay their close.
    socket.resume()
    socket.on('end', () => {
      theirs = ours
    })
    socket.on('close', () => {
      clearTimeout(timer)
      if (theirs) resolve()
      else reject(failing('ECONNRESET'))
    })
    socket.once(options.over === 'tls' ? 'secureConnect' : 'connect', () => {
      const pause = Math.max(pauseLeastMs, 2 * (performance.now() - began))
      socket.write(Buffer.concat(messages.map(framed)), () => {
        setTimeout(() => {
          ours = true
          socket.end()
        }, pause)
      })
    })
  })
}

function connection({ over, to, ca }: SyslogOptions): Socket {
  if (over === 'tcp') return createConnection({ ...to, allowHalfOpen: true })
  const servername = isIP(to.host) === 0 ? { servername: to.host } : {}
  return connectTls({ ...to, ...servername, ...(ca === null ? {} : { ca }) })
}

/** Sends over UDP; lost datagrams cannot be detected (RFC 5426). */
async function sendDatagrams(
  messages: readonly string[],
  { to }: SyslogOptions,
): Promise<ShipResult> {
  const socket = createSocket(to.host.includes(':') ? 'udp6' : 'udp4')
  let rejected = 0
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.connect(to.port, to.host, resolve)
    })
    for (const message of messages) {
      const bytes = Buffer.from(message)
      if (bytes.length > datagramMostBytes) rejected += 1
      else await sendOne(socket, bytes)
    }
    return { state: 'sent', rejected }
  } finally {
    socket.close()
  }
}

function sendOne(socket: ReturnType<typeof createSocket>, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(bytes, (error) => (error instanceof Error ? reject(error) : resolve()))
  })
}
