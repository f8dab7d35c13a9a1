// The transport contract over the real library in a real Chromium.

import { describe } from 'vitest'
import { transportContract } from '../contract.ts'
import { missing, Rig } from './rig.ts'

describe.skipIf(missing !== undefined)('whatsapp-web in Chromium', () => {
  transportContract('whatsapp-web', async () => {
    const rig = await Rig.open()
    const { transport, listener } = rig
    if (!transport) throw new Error('the transport is not started')
    const ana = rig.person()
    return {
      transport,
      listener,
      person: { id: 'ana', identifiers: [ana.identifier, ana.alias] },
      say: async (text) => {
        // After the end there is no page to say anything in.
        const id = await rig.say(text, { from: ana.address }).catch(() => undefined)
        return { again: async () => rig.does('again', id) }
      },
      echo: async (text) => {
        await rig.say(text, { from: ana.address, fromMe: true })
      },
      arrived: async (text) => {
        await rig.sent(text)
      },
      close: () => rig.close(),
    }
  })
})
