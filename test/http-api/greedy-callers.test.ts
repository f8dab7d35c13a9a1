// Callers without a token cannot use up the memory or the connections of either HTTP server.

import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openMetricsServer } from '../../src/engine/observability/metrics-server.ts'
import { atDoor } from './test-environment.ts'

/** A connection, and everything that it has received once it is closed. */
function called(port: number): { readonly socket: Socket; readonly received: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (data) => {
    text += String(data)
  })
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  return { socket, received: new Promise((done) => socket.once('close', () => done(text))) }
}

const accepted = (text: string) => text.split('HTTP/1.1 200 OK').length - 1
const asking = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`

/** How many requests are answered of 500 that are sent at once on one connection. */
async function answeredOf500(port: number, path: string): Promise<number> {
  const { socket, received } = called(port)
  const last = `${asking(path)}Connection: close\r\n\r\n`
  socket.write(`${asking(path)}\r\n`.repeat(499) + last)
  return accepted(await received)
}

async function metricsPort(): Promise<number> {
  const server = await openMetricsServer(0, async () => '# EOF\n')
  onTestFinished(server.close)
  return server.port
}

it('the API cuts a connection on which hundreds of requests come at once', () =>
  atDoor({}, async (doorway) => {
    const port = Number(new URL(doorway.url()).port)
    expect(await answeredOf500(port, '/openapi.json')).toBeLessThan(50)
  }))

it('the metrics server cuts a connection on which hundreds of requests come at once', async () => {
  expect(await answeredOf500(await metricsPort(), '/metrics')).toBeLessThan(50)
})

it('a program that keeps its connection can ask on and on', () =>
  atDoor({}, async (doorway) => {
    for (let count = 0; count < 100; count += 1)
      expect((await doorway.send('/healthz')).status).toBe(200)
  }))

it('the metrics server cuts connections beyond a few, and answers on the others', async () => {
  const port = await metricsPort()
  const calls = Array.from({ length: 100 }, () => called(port))
  let cut = 0
  await new Promise<void>((resolve) => {
    for (const { socket } of calls)
      socket.once('close', () => {
        cut += 1
        if (cut === 50) resolve()
      })
  })
  for (const { socket } of calls)
    if (!socket.destroyed) socket.write(`${asking('/metrics')}Connection: close\r\n\r\n`)
  const texts = await Promise.all(calls.map((one) => one.received))
  expect(accepted(texts.join(''))).toBeGreaterThan(0)
})
