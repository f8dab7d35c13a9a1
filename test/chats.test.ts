// Golden chats: plays each file's conversation again and compares the whole file, evidence
// included.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { chatText } from './chats/replay.ts'

const folder = fileURLToPath(new URL('chats/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.chat'))
  .toSorted()

it.each(files)(
  'the golden chat %s is played as written, with its evidence',
  async (file) => {
    const { text, holds } = await chatText(file, readFileSync(folder + file, 'utf8'))
    await expect(text).toMatchFileSnapshot(folder + file)
    holds()
  },
  20_000,
)
