// A server that listens, and one that ends together with its connections.

import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'

/**
 * Resolves with the port once the server listens there; without one given, a port that is free, on
 * the loopback. Rejects when it is taken.
 */
export async function listening(server: Server, port = 0, host = '127.0.0.1'): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** Resolves once nobody is connected any more; who still is, is cut off. */
export function closed(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
