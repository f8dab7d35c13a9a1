// A child process for the supervisor's tests; its first argument says how it behaves.

import { spawn } from 'node:child_process'

const [behaviour] = process.argv.slice(2)
const forever = () => setInterval(() => undefined, 60_000)
const ready = () => process.send({ kind: 'ready', metricsPort: null })

/** Something that would outlive us, if nobody looked after it. */
function startGrandchild() {
  const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)'], {
    stdio: 'ignore',
  })
  process.stderr.write(`grandchild ${grandchild.pid}\n`)
}

switch (behaviour) {
  case 'dies':
    process.exit(1)
    break
  case 'leaves-a-grandchild':
    startGrandchild()
    process.exit(1)
    break
  case 'needs-mending':
    process.exit(2)
    break
  case 'is-held':
    process.exit(3)
    break
  case 'hangs':
    ready()
    forever()
    break
  case 'is-deaf':
    process.on('SIGTERM', () => undefined)
    startGrandchild()
    ready()
    forever()
    break
  case 'lives':
    process.on('SIGTERM', () => process.exit(0))
    ready()
    setInterval(() => process.send({ kind: 'beat' }), 20)
    break
  case 'shows-variables':
    process.stderr.write(`variables ${Object.keys(process.env).join(' ')}\n`)
    process.exit(2)
    break
  default:
    throw new Error(`No behaviour is called ${behaviour}.`)
}
