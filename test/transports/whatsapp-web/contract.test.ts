// The shared contract over the real library in the real Chromium, on pages before and after July 2026.

import { describe } from 'vitest'
import { transportContract } from '../contract.ts'
import { anaNumber, missing, Rig } from './rig.ts'

describe.skipIf(missing !== undefined).each([false, true])('renamed: %s', (renamed) => {
  transportContract('whatsapp-web', async () => {
    const rig = await Rig.open({ linked: true, renamed })
    const { transport, ear } = rig
    if (!transport) throw new Error('the transport is not started')
    return {
      transport,
      ear,
      person: { id: 'ana', identifiers: [anaNumber, '900000000101@lid'] },
      say: async (text) => {
        // After the end there is no page to say anything in.
        const id = await rig.say(text).catch(() => undefined)
        return { again: async () => rig.does('again', id) }
      },
      echo: async (text) => {
        await rig.say(text, { fromMe: true })
      },
      arrived: async (text) => {
        await rig.sent(text)
      },
      close: () => rig.close(),
    }
  })
})
