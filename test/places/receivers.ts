// Receivers of evidence on the loopback: syslog over TCP, TLS and UDP, and HTTP.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { createServer as createTcp, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { closeServer, listen } from '../../src/engine/listen.ts'

/** The messages of an octet-counted stream (RFC 6587 3.4.1); throws on anything else. */
export function unframed(bytes: Buffer): readonly string[] {
  const messages: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const digits = bytes.subarray(at, space).toString('latin1')
    if (!/^[1-9]\d*$/.test(digits)) throw new Error(`No length: ${digits}`)
    const end = space + 1 + Number(digits)
    if (end > bytes.length) throw new Error('The last message is cut short.')
    messages.push(bytes.subarray(space + 1, end).toString('utf8'))
    at = end
  }
  return messages
}

/** `breakAfter`: bytes after which the next connection is reset; null for never. */
export async function startSyslog(tls: { key: string; cert: string } | null = null) {
  const messages: string[] = []
  const state: { breakAfter: number | null; endsFirst: boolean } = {
    breakAfter: null,
    endsFirst: false,
  }
  const serve = (socket: Socket) => {
    const parts: Buffer[] = []
    let bytes = 0
    if (state.endsFirst) return void socket.destroy()
    socket.on('error', () => undefined)
    socket.on('data', (part: Buffer) => {
      bytes += part.length
      parts.push(part)
      if (state.breakAfter !== null && bytes > state.breakAfter) {
        state.breakAfter = null
        socket.resetAndDestroy()
      }
    })
    socket.on('end', () => {
      messages.push(...unframed(Buffer.concat(parts)))
      socket.end()
    })
  }
  const options = { allowHalfOpen: true }
  const server: Server =
    tls === null ? createTcp(options, serve) : createTls({ ...tls, ...options }, serve)
  const port = await listen(server)
  return {
    ...{ messages, state, port },
    close: () => void server.close(),
  }
}

export async function startDatagrams() {
  const messages: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (bytes) => void messages.push(bytes.toString('utf8')))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    messages,
    port: socket.address().port,
    async until(count: number) {
      while (messages.length < count) await once(socket, 'message')
    },
    close: () => void socket.close(),
  }
}

export interface Request {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers every request with `says.status` and the other fields of `says`. */
export async function startHttp() {
  const requests: Request[] = []
  const says: {
    status: number
    text: string
    location: string | null
    headers: Readonly<Record<string, string>>
    /** The status for a body; null for `status`. */
    of: ((body: string) => number | null) | null
    /** Called once with the next request, in place of an answer. */
    instead: (() => void) | null
  } = { status: 200, text: '', location: null, headers: {}, of: null, instead: null }
  const watching = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(Buffer.from(part))
    const { headers, url = '' } = request
    const body = Buffer.concat(parts).toString()
    requests.push({ url, headers, body })
    for (const look of watching) look()
    const { instead } = says
    says.instead = null
    if (instead !== null) return instead()
    const more = says.location === null ? {} : { location: says.location }
    const status = says.of?.(body) ?? says.status
    response.writeHead(status, { ...says.headers, ...more }).end(says.text)
  })
  const port = await listen(server)
  return {
    ...{ requests, says },
    url: `http://127.0.0.1:${port}`,
    /** Resolves once `isEnough` returns true. */
    until: (isEnough: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!isEnough()) return
          watching.delete(look)
          resolve()
        }
        watching.add(look)
        look()
      }),
    close: () => closeServer(server),
  }
}
