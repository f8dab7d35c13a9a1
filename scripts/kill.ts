// `npm run kill`: kills the program with SIGKILL at random points, and counts what was lost or done
// twice.

import { fileURLToPath } from 'node:url'
import { killRun } from './kill/run.ts'
import { killsAndSeed, sayViolation } from './kill/words.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

async function run(): Promise<void> {
  const { kills, seed } = killsAndSeed(200)
  const began = performance.now()
  const figures = await killRun({
    aval: [process.execPath, main],
    kills,
    seed,
    onProgress: (done) => {
      if (done % 20 === 0) process.stderr.write(`${done} of ${kills} kills\n`)
    },
  })
  const seconds = Math.round((performance.now() - began) / 1000)
  const { start, line, act } = figures.kills
  console.log(
    `${start + line + act} kills (${start} while starting, ${line} after a line, ${act} as the ` +
      `shop acted): ${figures.commands} commands, none lost; ${figures.acts} acts of the shop, none ` +
      `twice; ${figures.artifacts} artifacts, verified ${figures.verified} times; ` +
      `seed ${seed}, ${seconds} s.`,
  )
}

run().catch(sayViolation)
