// A small kill test of shipping: the built program is killed six times while it ships, and no
// destination lacks anything.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { killPlaces } from '../scripts/kill/places.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

it('after six kills while shipping, every destination has every artifact', {
  timeout: 300_000,
}, async () => {
  execFileSync(process.execPath, ['scripts/set-up.mjs'], { cwd: root })
  const main = `${root}dist/main.js`
  const { artifacts, places, ways } = await killPlaces({ main, kills: 6, seed: 7, questions: 120 })
  expect(Object.values(ways).reduce((sum, count) => sum + count)).toBe(6)
  expect(artifacts).toBeGreaterThan(400)
  for (const { got } of places) expect(got).toBeGreaterThanOrEqual(artifacts)
  expect(places.map((one) => one.name)).toEqual(['http', 'syslog', 'file'])
})
