// Golden chats once more, on phones: the same files and the same words, through the real WhatsApp client.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { chatText } from '../chats/written.ts'
import { phoneCarrier } from './phone-carrier.ts'

/** Where the approval flow is told: asked, confirmed, approved, denied, late, restarted, locked. */
const flow = ['approve', 'ask', 'confirm', 'expire', 'lockdown', 'refuse', 'restart']

/** Told elsewhere, and about phones all the same. */
const besides = [
  'evidence/lost-answer.chat',
  'languages/portuguese-with-code.chat',
  'people/another-admin-decides.chat',
  'people/key-changed-in-prod.chat',
]

/** Chats that phones cannot play, or not word for word, each with the reason. */
const impossible: Readonly<Record<string, string>> = {
  'people/forgotten.chat':
    'the answer says one thing more over WhatsApp: that its session forgot the person too',
  'people/key-changed.chat':
    'a number moves while nobody speaks; a phone shows that only with its next message',
  'people/new-number.chat': 'the same',
}

// The others say nothing of how messages travel. They run too: ALL_CHATS=1 npx vitest run <this file>.
const folder = fileURLToPath(new URL('../chats/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.chat'))
  .toSorted()
const chosen = files.filter((file) => {
  if (Object.hasOwn(impossible, file)) return false
  const isFlow = flow.includes(file.split('/')[0] ?? '')
  return isFlow || besides.includes(file) || process.env['ALL_CHATS'] === '1'
})

it.each(chosen)('%s', async (file) => {
  const expected = readFileSync(folder + file, 'utf8')
  const { text, holds } = await chatText(file, expected, phoneCarrier)
  expect(text).toBe(expected)
  holds()
})

it('names only chats that are there', () => {
  expect(files).toEqual(expect.arrayContaining([...besides, ...Object.keys(impossible)]))
  expect(chosen.length).toBeGreaterThan(60)
})
