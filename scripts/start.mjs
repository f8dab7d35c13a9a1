// `npm start`: makes the clone ready, then runs `aval` with the arguments, or the demo without any.

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setUp } from './set-up.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const aval = join(root, 'dist', 'main.js')

/** Run a child in this terminal; signals reach it by themselves, so only its end counts here. */
function run(args, env) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 0))))
}

/** The demo shop on loopback, with a token that only this run knows. */
async function startShop(env) {
  const shop = spawn(process.execPath, ['--import', 'tsx', 'scripts/shop.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  await new Promise((resolve, reject) => {
    shop.stdout.once('data', resolve)
    shop.once('exit', (code) => reject(new Error(`The demo shop did not start (exit ${code}).`)))
  })
  return shop
}

async function demo() {
  const env = { ...process.env, SHOP_TOKEN: randomBytes(16).toString('hex') }
  const shop = await startShop(env)
  try {
    return await run([aval, 'chat', '--env', 'dev'], env)
  } finally {
    shop.kill()
  }
}

await setUp()
const args = process.argv.slice(2)
process.exitCode = args.length === 0 ? await demo() : await run([aval, ...args], process.env)
