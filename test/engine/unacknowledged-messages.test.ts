// A message that the transport took and the server did not is sent again, once, under its id.

import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TransportListener } from '../../src/engine/transport.ts'
import { simulatedTransport } from '../../src/transports/json-lines.ts'
import { readScript } from '../chats/script.ts'
import { openWorld, type World } from '../world.ts'

let world: World
let listener: TransportListener
let sent: string[]
/** Letters that the server refuses while they are still being sent. */
let refusals: number

beforeEach(async () => {
  sent = []
  refusals = 0
  const { options } = readScript('people ana, beto\n\nana: menu')
  world = await openWorld({ ...options, seed: 'handed again' }, async () => ({
    transport: (show) => ({
      ...simulatedTransport('jsonl', show),
      start: async (given) => {
        listener = given
      },
      send: async ({ id }) => {
        sent.push(id)
        if (refusals > 0) listener.receipt({ id, state: 'unsent' })
        refusals -= 1
        return { state: 'sent' }
      },
    }),
    message: (given, heard) => given.message(heard),
    identity: async () => undefined,
    close: async () => undefined,
  }))
})

afterEach(async () => {
  await world.close()
})

const ask = () =>
  world.hear({
    id: 'm1', from: 'ana', chat: 'ana', direct: true, form: 'text', text: 'menu', backlog: false,
  }) // biome-ignore format: one message

it('a letter that the server refuses after it was sent is sent again once, under its id', async () => {
  await ask()
  const [id = ''] = sent
  expect(sent).toEqual([id])
  listener.receipt({ id, state: 'unsent' })
  await world.wait(0)
  expect(sent).toEqual([id, id])
  await world.wait(60_000)
  expect(sent).toEqual([id, id])
})

it('a letter that the server refuses while it is being sent is sent again under its id, each time', async () => {
  refusals = 2
  await ask()
  const [id = ''] = sent
  await world.wait(0)
  expect(sent).toEqual([id, id, id])
})

it('a letter that the server has acknowledged is not sent again', async () => {
  await ask()
  const [id = ''] = sent
  listener.receipt({ id, state: 'acked' })
  listener.receipt({ id, state: 'unsent' })
  await world.wait(0)
  expect(sent).toEqual([id])
})
