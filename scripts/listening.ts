// A server on the loopback, at whatever port is free.

import { once } from 'node:events'
import type { Server } from 'node:net'

/** Resolves with its port once it listens. */
export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
