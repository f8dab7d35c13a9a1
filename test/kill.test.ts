// A small kill test: the built program is killed ten times at random points; nothing is lost or
// done twice.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { killRun } from '../scripts/kill/run.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

it('after ten kills at random points, the run verifies its commands and chains', {
  timeout: 300_000,
}, async () => {
  execFileSync(process.execPath, ['scripts/set-up.mjs'], { cwd: root })
  const aval = [process.execPath, `${root}dist/main.js`] as const
  const figures = await killRun({ aval, kills: 10, seed: 7 })
  const { start, line, act } = figures.kills
  expect(start + line + act).toBe(10)
  expect(figures.commands).toBeGreaterThan(0)
  expect(figures.verified).toBeGreaterThan(5)
})
