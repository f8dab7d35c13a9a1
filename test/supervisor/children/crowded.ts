// A supervisor that has no free file descriptor when it starts its child, and some again later.

import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultTimeouts, supervise } from '../../../src/supervisor/supervisor.ts'

const script = fileURLToPath(new URL('child.mjs', import.meta.url))
const say = (text: string) => process.stdout.write(`${text}\n`)
// Opens standard output now, while there are free descriptors.
say('')

const taken: number[] = []
try {
  for (;;) taken.push(openSync('/dev/null', 'r'))
} catch {
  // No descriptor is left.
}
const supervisor = supervise(
  [{ environment: 'dev', command: process.execPath, args: [script, 'lives'], variables: {} }],
  {
    news(_environment, { what }) {
      say(what)
      if (what === 'again') for (const one of taken.splice(0)) closeSync(one)
      if (what === 'ready') supervisor.stop()
    },
    line: (_environment, line) => say(line.replace(process.execPath, '').replace(/ +/g, ' ')),
    random: () => 0,
  },
  { ...defaultTimeouts, pauseFirst: 1 },
)
say((await supervisor.ended) ? 'well' : 'ill')
