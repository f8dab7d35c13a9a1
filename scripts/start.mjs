// `npm start`: prepares the clone, then runs `aval` with the arguments, or the demo without any.

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setUp } from './set-up.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const shopPort = 4011

/**
 * Runs `aval` in this terminal; resolves with its exit code. The child decides what a signal means.
 */
function aval(args, env) {
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
  })
  // A terminal sends Ctrl-C to the whole group, so it must not be sent a second time.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}

/** Everything in one terminal: people are simulated, and the demo shop has real orders. */
async function demo() {
  const token = randomBytes(16).toString('hex')
  const { tsImport } = await import('tsx/esm/api')
  const { startShop } = await tsImport('./shop.ts', import.meta.url)
  // The shop runs in this process, so that it always ends with it.
  const shop = await startShop({ port: shopPort, token })
  try {
    return await aval(['chat', '--env', 'dev'], { ...process.env, SHOP_TOKEN: token })
  } finally {
    await shop.close()
  }
}

function sentenceOf(error) {
  return error.message.startsWith(`Port ${shopPort} is taken`)
    ? `Port ${shopPort} is taken, and the demo shop needs it; end what uses it and start again.`
    : error.message
}

const args = process.argv.slice(2)
try {
  await setUp()
  process.exitCode = args.length === 0 ? await demo() : await aval(args, process.env)
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exitCode = 1
}
