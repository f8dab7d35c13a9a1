// Golden chats on phones: the same files and the same texts, through the real WhatsApp client.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { isLong } from '../case-count.ts'
import { covering, kindsIn } from '../chats/kinds.ts'
import { chatText } from '../chats/replay.ts'
import { phoneCarrier } from './phone-carrier.ts'

/** Chats that phones cannot play, or not word for word, with the reasons. */
const impossible: Readonly<Record<string, string>> = {
  'languages/strangers.chat': 'who speaks in it has a name, and no number',
  'people/delegation-shared.chat':
    'two requests go on in the same moment; which of them is told first differs',
  'people/forgotten.chat':
    'the answer says one thing more over WhatsApp: that its session forgot the person too',
  'people/key-changed.chat':
    'a number moves while nobody speaks; a phone shows that only with its next message',
  'people/new-number.chat': 'the same',
}

/** Where phones once did otherwise than the chat says, or the whole of it is to be seen. */
const alwaysPlayed = [
  'approve/whole-path.chat',
  'evidence/lost-answer.chat',
  'languages/portuguese-with-code.chat',
  'people/another-admin-decides.chat',
  'people/key-changed-in-prod.chat',
]

const folder = fileURLToPath(new URL('../chats/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.chat'))
  .toSorted()
const possible = new Map(
  files
    .filter((file) => !Object.hasOwn(impossible, file))
    .map((file) => [file, kindsIn(readFileSync(folder + file, 'utf8'))]),
)
// What is decided is asked of all chats elsewhere; how it travels, of those that differ in that.
const chosen = isLong
  ? [...possible.keys()]
  : [...new Set([...alwaysPlayed, ...covering(possible)])].toSorted()

it.each(chosen)('the chat %s plays the same over Baileys', async (file) => {
  const expected = readFileSync(folder + file, 'utf8')
  const { text, holds } = await chatText(file, expected, phoneCarrier)
  expect(text).toBe(expected)
  holds()
})

it('the chosen chats contain every kind, form and language of message that any chat has', () => {
  expect(files).toEqual(expect.arrayContaining([...alwaysPlayed, ...Object.keys(impossible)]))
  const kinds = (some: readonly string[]) =>
    new Set(some.flatMap((file) => [...(possible.get(file) ?? [])]))
  const played = kinds(chosen)
  expect(played).toEqual(kinds([...possible.keys()]))
  const needed = ['voice', 'reaction', 'poll', 'edit', 'forward', 'media', 'text late']
  const kindsInLanguages = ['approval_request', 'outcome', 'refusal', 'preview']
  const spoken = kindsInLanguages.flatMap((kind) =>
    ['en', 'pt-BR', 'es'].map((one) => `${kind} in ${one}`),
  )
  expect([...played]).toEqual(expect.arrayContaining([...needed, ...spoken, 'kill', 'restart']))
  expect(chosen.length).toBeGreaterThan(35)
})
