// Golden chats: each file is a conversation and its evidence; what people say is played again.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { chatText } from './chats/written.ts'

const folder = fileURLToPath(new URL('chats/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.chat'))
  .toSorted()

it.each(files)(
  '%s',
  async (file) => {
    const { text, holds } = await chatText(file, readFileSync(folder + file, 'utf8'))
    await expect(text).toMatchFileSnapshot(folder + file)
    holds()
  },
  20_000,
)
