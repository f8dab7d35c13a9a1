// `npm run kill:places`: kills the program with SIGKILL while it ships evidence, and counts losses.

import { fileURLToPath } from 'node:url'
import { killPlaces } from './kill/places.ts'
import { killsAndSeed, sayViolation } from './kill/words.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

async function run(): Promise<void> {
  const { kills, seed } = killsAndSeed(60)
  const began = performance.now()
  const { artifacts, places, ways } = await killPlaces({ main, kills, seed })
  const seconds = Math.round((performance.now() - began) / 1000)
  const counts = Object.entries(ways).map(([way, count]) => `${count} ${way}`)
  console.log(`${kills} kills (${counts.join(', ')}), seed ${seed}, ${seconds} s.`)
  for (const { name, got } of places)
    console.log(`${name}: ${artifacts} artifacts, none lost, ${got - artifacts} came again.`)
}

run().catch(sayViolation)
