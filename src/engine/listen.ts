// Opens and closes servers.

import { once } from 'node:events'
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'
import type { Server } from 'node:net'

/**
 * The most requests on one connection; its last answer says that it is closed. Node accepts any
 * number of them at once, and keeps all the answers in memory until they are read.
 */
const requestsMost = 32

/**
 * An HTTP server whose memory and connections callers cannot use up. `patienceMs`: how long a
 * request may take to arrive.
 */
export function limitedServer(
  limits: { readonly connections: number; readonly patienceMs: number },
  answer: RequestListener,
): HttpServer {
  const { connections, patienceMs } = limits
  const server = createServer(
    {
      headersTimeout: patienceMs,
      requestTimeout: patienceMs,
      keepAliveTimeout: patienceMs,
      connectionsCheckingInterval: Math.ceil(patienceMs / 4),
    },
    answer,
  )
  server.maxConnections = connections
  server.maxRequestsPerSocket = requestsMost
  server.on('dropRequest', (_request, socket) => void socket.destroy())
  return server
}

/**
 * Resolves with the port once the server listens; port 0 means any free one, on the loopback by
 * default. Rejects if the port is taken.
 */
export async function listen(server: Server, port = 0, host = '127.0.0.1'): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** Resolves once the server is closed; open connections are cut. */
export function closeServer(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
