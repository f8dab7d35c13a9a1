// A server of a test, on the loopback and on a port that nobody else has.

import { once } from 'node:events'
import type { Server } from 'node:net'

/** Listens from now on; the port. */
export async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.')
  return address.port
}
