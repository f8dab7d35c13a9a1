// Evidence to a syslog receiver: over TCP or TLS, a connection for each batch; or over UDP.

import { createSocket } from 'node:dgram'
import { createConnection, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type ShipPlace, type Shipping, wordOfFailure } from '../engine/places/places.ts'
import type { ShipOptions } from './ship-file.ts'
import { framed, type SyslogFrom, syslogMessage } from './syslog-line.ts'

export interface SyslogOptions extends ShipOptions, SyslogFrom {
  readonly over: 'udp' | 'tcp' | 'tls'
  readonly to: { readonly host: string; readonly port: number }
  /** Certificates (PEM) that are trusted in place of the usual ones; TLS only. */
  readonly ca: string | null
}

/** From the first byte until the receiver has closed its side. */
const batchMs = 15_000
/**
 * Between our last byte and our goodbye, and at least two journeys: one that accepts connections
 * only to close them has said its own by then.
 */
const pauseLeastMs = 50
/** What fits into one datagram with its headers. */
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
        return { state: 'failed', why: wordOfFailure(error) }
      }
    },
  }
}

/**
 * Syslog acknowledges nothing, so the end does: we close our side, and the receiver closes its own
 * once it has read all before. A connection that breaks, that the receiver closes before we do, or
 * that it never closes, is a batch not sent.
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
    // Receivers have nothing to say; but unread, it would hold back their goodbye.
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

/** Nobody says whether a datagram came: what is lost on the way is lost (RFC 5426). */
async function sendDatagrams(
  messages: readonly string[],
  { to }: SyslogOptions,
): Promise<Shipping> {
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
