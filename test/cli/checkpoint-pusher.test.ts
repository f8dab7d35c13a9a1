// The process that pushes checkpoints for isolated environments: a push that hangs does not delay
// the stop.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startCheckpointPusher } from '../../src/cli/evidence/checkpoint-pusher.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { furnish, type Outside } from '../places/environment-with-places.ts'

let outside: Outside

it('a push of checkpoints that hangs is given up when its time at the stop is over', {
  timeout: 20_000,
}, async () => {
  outside = furnish('checkpoints: [{ kind: git, name: history, path: history }]\n')
  const hangs = join(outside.home, 'hangs.mjs')
  writeFileSync(hangs, "console.error('begun'); setTimeout(() => undefined, 30_000)\n")
  const output: string[] = []
  const settings = readSettings(outside.home, 'dev')
  const pusher = startCheckpointPusher(
    hangs,
    outside.home,
    [settings],
    (_, line) => output.push(line),
    300,
  )
  await pusher.last()
  expect(output.every((line) => line === 'begun')).toBe(true)
})
