// Plays one chat file from its script: returns the text that the file should have, and checks the
// rules that every chat must obey.

import { expect } from 'vitest'
import { openWorld } from '../world.ts'
import type { CarrierOf } from './carrier.ts'
import { evidenceLines, type Remains, readRemains, stepsMissed, unproven } from './evidence.ts'
import { type StandIns, standIns } from './placeholders.ts'
import { masked, type Played, play } from './play.ts'
import { readScript } from './script.ts'

export interface Written {
  readonly text: string
  /** The rules that every chat must obey. */
  holds(): void
}

/** Plays what people say in `chat`, the text of `file`. */
export async function chatText(
  file: string,
  chat: string,
  carrierOf?: CarrierOf,
): Promise<Written> {
  const { options, lines } = readScript(chat)
  const world = await openWorld({ ...options, seed: file }, carrierOf)
  try {
    const names = standIns()
    const played = await play(world, lines, names)
    const shop = world.shop.summary()
    await world.close()
    const remains = readRemains(world.home(), options.environment)
    const proved = evidenceLines(remains, world.began).map((line) => masked(names.shown(line)))
    const text = joined([...played.text, '', 'evidence', ...proved, `shop: ${shop}`])
    return { text, holds: () => holds(remains, names, played) }
  } finally {
    world.remove()
  }
}

function joined(lines: readonly string[]): string {
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function holds(remains: Remains, names: StandIns, played: Played): void {
  expect(remains.reports.flatMap((one) => one.breaks)).toEqual([])
  expect(remains.reports.length).toBeGreaterThan(0)
  expect(unproven(remains)).toEqual([])
  expect(stepsMissed(remains)).toEqual([])
  const evidence = JSON.stringify(remains.found)
  expect(names.tokens().filter((token) => evidence.includes(token))).toEqual([])
  expect(played.silences).toEqual([])
  const defects = played.text.filter((line) => /^log: (?!Locked: )/.test(line))
  expect(defects).toEqual([])
  const wordless = played.text.filter((line) => /\[[a-z]+(-[a-z]+)+(\.[a-z-]+)?\]/.test(line))
  expect(wordless).toEqual([])
}
