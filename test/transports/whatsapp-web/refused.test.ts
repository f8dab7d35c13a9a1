// Messages that the engine could not take, with the real library: passed on again until it does.

import { expect, vi } from 'vitest'
import { realPause } from '../../../src/transports/whatsapp/pause.ts'
import type { TestOverrides } from '../../../src/transports/whatsapp-web/client.ts'
import { createWhatsappWeb } from '../../../src/transports/whatsapp-web/whatsapp-web.ts'
import { Rig, waiting, webTest } from './rig.ts'

/** Starts the rig with an engine that refuses a message this many times. */
async function startRefusing(other: Rig, times: number, more: TestOverrides = {}): Promise<void> {
  const { listener } = other
  let left = times
  other.transport = createWhatsappWeb(other.options, { ...other.overrides, ...more })
  await other.transport.start({
    receipt: listener.receipt.bind(listener),
    identity: listener.identity.bind(listener),
    link: listener.link.bind(listener),
    message: async (heard) => {
      await listener.message(heard)
      left -= 1
      if (left >= 0) throw new Error('the engine cannot write')
    },
  })
  await listener.enters('open')
}

webTest(
  'a message that the engine refused is passed on again as backlog until it is taken',
  async () => {
    const other = new Rig()
    other.link()
    await startRefusing(other, 2)
    await other.say('again and again')
    await vi.waitFor(() => expect(other.listener.messages).toHaveLength(3))
    const [first, ...rest] = other.listener.messages
    expect(first).toMatchObject({ text: 'again and again', backlog: false })
    expect(rest).toEqual([1, 2].map(() => ({ ...first, backlog: true })))
    expect(other.pauses.filter((one) => one === 30_000)).toHaveLength(2)
    await other.close()
  },
)

webTest(
  'a message that is always refused delays no other, and is read again at the next start',
  async () => {
    const other = new Rig()
    other.link()
    const page = waiting(other, other.person())
    other.now += 600_000
    await startRefusing(other, Number.POSITIVE_INFINITY, {
      ...page,
      pause: (milliseconds, signal) =>
        milliseconds === 30_000 ? realPause(600_000, signal) : Promise.resolve(),
    })
    await other.listener.hears('while you were away')
    await other.say('what else is said')
    await other.listener.hears('what else is said')
    await other.stop()
    await other.start(page)
    expect(await other.listener.hears('while you were away')).toMatchObject({ backlog: true })
    await other.close()
  },
)
