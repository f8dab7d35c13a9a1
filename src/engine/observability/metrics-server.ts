// An HTTP server for metrics: loopback only, one page, read-only.

import { closeServer, limitedServer, listen } from '../listen.ts'
import { openMetricsType } from './metrics.ts'

export interface MetricsServer {
  /** The port opened; differs from the one asked for if that was 0. */
  readonly port: number
  close(): Promise<void>
}

const loopback = '127.0.0.1'
/** Enough for several collectors. */
const limits = { connections: 16, patienceMs: 5_000 }

/** Serves the text of `read` at `GET /metrics`. Rejects if the port is taken. */
export async function openMetricsServer(
  port: number,
  read: () => Promise<string>,
): Promise<MetricsServer> {
  const server = limitedServer(limits, (request, response) => {
    // Prevents pages of other sites from reading it through a person's browser.
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    if (host !== loopback && host !== 'localhost') return void response.writeHead(403).end()
    if (request.method !== 'GET' || request.url !== '/metrics')
      return void response.writeHead(404).end()
    read().then(
      (text) => response.writeHead(200, { 'content-type': openMetricsType }).end(text),
      () => response.writeHead(503).end(),
    )
  })
  return { port: await listen(server, port, loopback), close: () => closeServer(server) }
}
