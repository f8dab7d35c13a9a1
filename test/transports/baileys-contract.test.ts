// The transport contract over the real Baileys client and the stand-in server.

import { transportContract } from './contract.ts'
import { gets, Linked } from './linked.ts'

transportContract('baileys', async () => {
  const linked = await Linked.open()
  const { server, listener, transport } = linked
  if (!transport) throw new Error('the transport is not started')
  const ana = server.person('5511900000001', '900000000101')
  return {
    transport,
    listener,
    person: { id: 'ana', identifiers: ['+5511900000001', '900000000101@lid'] },
    say: async (text) => {
      const stanza = await server.say(ana, text)
      return { again: async () => server.deliver(stanza) }
    },
    echo: async (text) => {
      const destinationJid = ana.lidJid
      const message = { deviceSentMessage: { destinationJid, message: { conversation: text } } }
      await server.say(server.owner, message, { recipient: ana.lidJid, alias: null })
    },
    arrived: async (text) => {
      await gets(ana, text)
    },
    close: () => linked.close(),
  }
})
