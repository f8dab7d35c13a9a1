// `npm run kill:places`: kills the program with SIGKILL while evidence leaves it, and counts what was lost on the way.

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { killPlaces } from './kill/places.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number.`)
  return Number(text)
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
    },
  })
  const kills = wholeNumber('kills', values.kills)
  const seed = wholeNumber('seed', values.seed)
  const began = performance.now()
  const { artifacts, places, ways } = await killPlaces({ main, kills, seed })
  const seconds = Math.round((performance.now() - began) / 1000)
  const counts = Object.entries(ways).map(([way, count]) => `${count} ${way}`)
  console.log(`${kills} kills (${counts.join(', ')}), seed ${seed}, ${seconds} s.`)
  for (const { name, got } of places)
    console.log(`${name}: ${artifacts} artifacts, none lost, ${got - artifacts} came again.`)
}

run().catch((error: unknown) => {
  process.stderr.write(`Violation: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
