// Parsing of messages and addresses of Baileys: what is text, what is not, and who sent it.

import type { WAMessage } from '@whiskeysockets/baileys'
import { describe, expect, test } from 'vitest'
import { readMessage } from '../../src/transports/baileys/inbound.ts'
import { wireIdOf } from '../../src/transports/baileys/outbound.ts'
import { identifierOfSignal } from '../../src/transports/baileys/signal-address.ts'
import { directChatOf } from '../../src/transports/whatsapp/chats.ts'
import { addressOf, readAddress, readSender } from '../../src/transports/whatsapp/identity.ts'

const memory = {
  learnAlias: () => 'new' as const,
  aliasOf: () => undefined,
  letterOf: (id: string) => (id === 'OURS' ? 'letter-1' : undefined),
}

function read(message: WAMessage['message'], key: object = {}, forged = false) {
  const whole = {
    key: { remoteJid: '100@lid', fromMe: false, id: 'ID1', participant: '', ...key },
    messageTimestamp: 1_700_000_000,
    ...(message && { message }),
  }
  const found = readMessage(whole, 'notify', forged, memory)
  return found.kind === 'heard' ? found.heard : undefined
}

describe('form of a message', () => {
  test('is text for plain words, alone or with metadata', () => {
    expect(read({ conversation: 'hi' })).toMatchObject({ form: 'text', text: 'hi' })
    expect(read({ extendedTextMessage: { text: 'hi' } })).toMatchObject({
      form: 'text',
      text: 'hi',
    })
    const messageContextInfo = { deviceListMetadataVersion: 2 }
    expect(read({ conversation: 'hi', messageContextInfo })?.form).toBe('text')
    const message = { extendedTextMessage: { text: 'hi' } }
    expect(read({ ephemeralMessage: { message } })).toMatchObject({ form: 'text', text: 'hi' })
  })

  test.each([
    ['voice', { audioMessage: { ptt: true } }],
    ['media', { imageMessage: { caption: '1 K7QM2P' } }],
    ['media', { documentWithCaptionMessage: { message: { conversation: '1' } } }],
    ['media', { viewOnceMessageV2: { message: { conversation: '1' } } }],
    ['reaction', { reactionMessage: { text: '👍' } }],
    ['poll', { pollUpdateMessage: {} }],
    ['poll', { pollCreationMessageV3: { name: 'yes?' } }],
    ['edit', { editedMessage: { message: { conversation: '1' } } }],
    ['edit', { secretEncryptedMessage: {} }],
    ['edit', { protocolMessage: { type: 14, editedMessage: { conversation: '1' } } }],
    ['edit', { protocolMessage: { type: 0 } }],
    ['edit', { conversation: '1', protocolMessage: { type: 14 } }],
    ['forward', { extendedTextMessage: { text: '1', contextInfo: { isForwarded: true } } }],
    ['other', { contactMessage: {} }],
    ['other', { buttonsResponseMessage: { selectedDisplayText: '1' } }],
    ['other', { conversation: '1', contactMessage: {} }],
    ['other', { ephemeralMessage: { message: { ephemeralMessage: { message: {} } } } }],
    ['media', { ephemeralMessage: { message: { imageMessage: { caption: '1' } } } }],
  ] as const)('is %s with an empty text for %j', (form, message) => {
    expect(read(message)).toMatchObject({ form, text: '' })
  })

  test('is not text when it came without encryption', () => {
    expect(read({ conversation: '1' }, {}, true)).toMatchObject({ form: 'other', text: '' })
  })

  test.each([
    ['an own message', { conversation: 'x' }, { fromMe: true }],
    [
      'a status message',
      { conversation: 'x' },
      { remoteJid: 'status@broadcast', participant: '1@lid' },
    ],
    ['a broadcast list', { conversation: 'x' }, { remoteJid: '123@broadcast' }],
    ['a newsletter', { conversation: 'x' }, { remoteJid: '123@newsletter' }],
    ['a bot', { conversation: 'x' }, { remoteJid: '13135550002@bot' }],
    ['a message of the server', { conversation: 'x' }, { remoteJid: '0@c.us' }],
    ['a placeholder', undefined, {}],
    ['an empty message', {}, {}],
    ['a message of keys only', { senderKeyDistributionMessage: {} }, {}],
    ['a setting', { protocolMessage: { type: 3, ephemeralExpiration: 60 } }, {}],
    ['shared keys', { protocolMessage: { type: 6 } }, {}],
    ['a group message without a sender', { conversation: 'x' }, { remoteJid: '1@g.us' }],
    [
      'a group as the sender',
      { conversation: 'x' },
      { remoteJid: '1@g.us', participant: '2@g.us' },
    ],
  ])('is ignored for %s', (_, message, key) => {
    expect(read(message, key)).toBeUndefined()
  })
})

describe('sender and id of a message', () => {
  test('an address is exact about its server, and ignores the device', () => {
    expect(readAddress('5511:7@s.whatsapp.net')).toEqual(readAddress('5511@s.whatsapp.net'))
    expect(readAddress('5511@hosted')).toEqual(readAddress('5511@s.whatsapp.net'))
    expect(readAddress('5511@lid')).not.toEqual(readAddress('5511@s.whatsapp.net'))
    expect(readAddress('5511@lid')).toEqual(readAddress('5511:2@hosted.lid'))
    for (const jid of ['', undefined, '5511', '@lid', 'ana@lid', '5511@lid.example', '5511@lid ']) {
      expect(readAddress(jid)).toEqual({ kind: 'ignored' })
    }
  })

  test('an alternative address of the same or of no kind is not an alias', () => {
    const alone = { from: '100@lid', directJid: '100@lid' }
    expect(readSender('100@lid', '200@lid', memory)).toEqual(alone)
    expect(readSender('100@lid', 'status@broadcast', memory)).toEqual(alone)
    expect(readSender('100@lid', '', memory)).toEqual(alone)
  })

  test('the sender in a group is the participant', () => {
    const key = {
      remoteJid: '1-2@g.us',
      participant: '100@lid',
      participantAlt: '55@s.whatsapp.net',
    }
    const heard = read({ conversation: 'x' }, key)
    expect(heard).toMatchObject({ from: '+55', alias: '100@lid', chat: '1-2@g.us', direct: false })
  })

  test('the id of a message does not depend on the chat or the address of its sender', () => {
    const ids = [
      read({ conversation: 'x' }),
      read({ conversation: 'x' }, { remoteJid: '5511@s.whatsapp.net' }),
      read({ conversation: 'x' }, { remoteJid: '1-2@g.us', participant: '100@lid' }),
    ].map((heard) => heard?.id)
    expect(ids).toEqual(['ID1', 'ID1', 'ID1'])
  })

  test('an unusual id is hashed, and an invalid time becomes zero', () => {
    const [one, other] = ['x'.repeat(97), 'an id\nwith lines'].map((id) =>
      read({ conversation: 'x' }, { id }),
    )
    for (const id of [one?.id, other?.id]) expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(other?.id).not.toBe(one?.id)
    const key = { remoteJid: '100@lid', id: 'ID1' }
    const timeless = { key, message: { conversation: 'x' }, messageTimestamp: Number.NaN }
    const found = readMessage(timeless, 'append', false, memory)
    expect(found).toMatchObject({ heard: { sentAt: 0, backlog: true } })
  })

  test('a quote names the quoted letter, or that it is none of ours', () => {
    const quote = (stanzaId?: string) =>
      read({
        extendedTextMessage: { text: '1', contextInfo: stanzaId === undefined ? {} : { stanzaId } },
      })?.quotes
    expect(quote('OURS')).toBe('letter-1')
    expect(quote('FORGED')).toBe('not-ours')
    expect(quote()).toBeUndefined()
  })

  test('Signal addresses are parsed into identifiers and back', () => {
    expect(identifierOfSignal('900_1.0')).toBe('900@lid')
    expect(identifierOfSignal('900_129.3')).toBe('900@lid')
    expect(identifierOfSignal('5511.2')).toBe('+5511')
    expect(identifierOfSignal('group::5511.2')).toBeUndefined()
    expect(addressOf('+5511')).toBe('5511@s.whatsapp.net')
    expect(addressOf('900@lid')).toBe('900@lid')
    expect(addressOf('ana')).toBeUndefined()
  })

  test('the direct chat of a person uses the phone number when it is known', () => {
    expect(directChatOf(['900@lid', '+5511'])).toBe('5511@s.whatsapp.net')
    expect(directChatOf(['900@lid'])).toBe('900@lid')
    expect(directChatOf(['ana'])).toBe('')
  })

  test('the wire id of a letter is derived from the id of the letter alone', () => {
    expect(wireIdOf('letter-1')).toMatch(/^3EB0[0-9A-F]{18}$/)
    expect(wireIdOf('letter-1')).toBe(wireIdOf('letter-1'))
    expect(wireIdOf('letter-1')).not.toBe(wireIdOf('letter-2'))
  })
})
