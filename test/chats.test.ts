// Golden chats: each file is a conversation and its evidence; what people say is played again.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { evidenceLines, type Remains, readRemains, unproven } from './chats/evidence.ts'
import { masked, type Played, play } from './chats/play.ts'
import { readScript } from './chats/script.ts'
import { type StandIns, standIns } from './chats/stand-ins.ts'
import { openWorld } from './world.ts'

const folder = fileURLToPath(new URL('chats/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.chat'))
  .toSorted()

it.each(files)(
  '%s',
  async (file) => {
    const { options, lines } = readScript(readFileSync(folder + file, 'utf8'))
    const world = await openWorld({ ...options, seed: file })
    try {
      const names = standIns()
      const played = await play(world, lines, names)
      const shop = world.shop.summary()
      await world.close()
      const remains = readRemains(world.home(), options.environment)
      const proved = evidenceLines(remains, world.began).map((line) => masked(names.shown(line)))
      const text = written([...played.text, '', 'evidence', ...proved, `shop: ${shop}`])
      await expect(text).toMatchFileSnapshot(folder + file)
      holds(remains, names, played)
    } finally {
      world.remove()
    }
  },
  20_000,
)

function written(lines: readonly string[]): string {
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** What must be true after every chat, whatever it shows. */
function holds(remains: Remains, names: StandIns, played: Played): void {
  expect(remains.reports.flatMap((one) => one.breaks)).toEqual([])
  expect(remains.reports.length).toBeGreaterThan(0)
  expect(unproven(remains)).toEqual([])
  const evidence = JSON.stringify(remains.found)
  expect(names.tokens().filter((token) => evidence.includes(token))).toEqual([])
  expect(played.silences).toEqual([])
  const defects = played.text.filter((line) => /^log: (?!Locked: )/.test(line))
  expect(defects).toEqual([])
  const wordless = played.text.filter((line) => /\[[a-z]+(-[a-z]+)+(\.[a-z-]+)?\]/.test(line))
  expect(wordless).toEqual([])
}
