// Two receivers of evidence on the loopback that store it in memory: HTTP, and syslog over TCP.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTcp } from 'node:net'
import { closeServer, listen } from '../../src/engine/listen.ts'

/** Called when a place received something, and when it answered. */
export interface Heard {
  look: (what: 'heard' | 'answered') => void
}

/** An HTTP collector. A request that is cut off gets no answer and is not recorded. */
export async function collector(heard: Heard) {
  const lines: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('error', () => undefined)
    heard.look('heard')
    request.on('data', (part: Buffer) => {
      parts.push(part)
      heard.look('heard')
    })
    request.on('end', () => {
      lines.push(...Buffer.concat(parts).toString().trimEnd().split('\n'))
      response.writeHead(204).end(() => heard.look('answered'))
    })
  })
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    lines: () => lines,
    close: () => closeServer(server),
  }
}

/** A syslog receiver over TCP. A message counts once it is complete. */
export async function receiver(heard: Heard) {
  const lines: string[] = []
  const server = createTcp({ allowHalfOpen: true }, (socket) => {
    let bytes = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (part: Buffer) => {
      bytes = Buffer.concat([bytes, part])
      heard.look('heard')
    })
    socket.on('close', () => void lines.push(...messagesIn(bytes)))
    socket.on('end', () => socket.end(() => heard.look('answered')))
  })
  return {
    port: await listen(server),
    lines: () => lines,
    async close() {
      server.close()
      await once(server, 'close')
    },
  }
}

/** Octet counting (RFC 6587); an incomplete message at the end is left out. */
function messagesIn(bytes: Buffer): readonly string[] {
  const messages: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const end = space + 1 + Number(bytes.subarray(at, space).toString('latin1'))
    if (space < 0 || end > bytes.length) break
    messages.push(bytes.subarray(space + 1, end).toString())
    at = end
  }
  return messages
}
