// One life of an environment under the eye of `power-cut.ts`: it works, acknowledges, and ends as told.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentFolder } from '../src/environment/settings.ts'
import { openWorld, type World } from './bench-world.ts'

const [home = '', acknowledged = '', life = '0', end = 'close', which = ''] = process.argv.slice(2)
const last = which === 'last'
const folder = environmentFolder(home, 'test')
const flowsOfLife = 6

/** What the world may rely on from now on: every chain up to its head. */
async function acknowledge(world: World): Promise<void> {
  const heads = (await world.desk.heads()).map(({ tenant, size, head }) => ({ tenant, size, head }))
  appendFileSync(acknowledged, `${JSON.stringify(heads)}\n`)
}

async function say(world: World, from: string, text: string): Promise<void> {
  await world.hear(from, text)
  await acknowledge(world)
  await world.engine.idle()
  await acknowledge(world)
}

const home_ = { home, folder, file: join(folder, 'aval.db'), remove: () => undefined }
const world = await openWorld(home_, 'here', `l${life}-`)
await acknowledge(world)
for (let flow = 0; flow < flowsOfLife; flow += 1) {
  await world.approve(Number(life) * flowsOfLife + flow)
  await acknowledge(world)
}
// Every other way that a command can go, and what never becomes one.
const requester = `r${life}`
await say(world, requester, `cancel order 9${life}1`)
await say(world, requester, '2')
await say(world, requester, `cancel order 9${life}2`)
await say(world, requester, '1')
await say(world, 'b0', '1 222222')
await say(world, '+15550001111', 'menu')
await say(world, requester, 'xyzzy')
if (last) {
  await say(world, 'dora', 'lockdown on drill')
  await say(world, 'dora', '1')
}
await say(world, requester, `cancel order 9${life}3`)
await world.desk.checkpoint('test:acme', 0, `a note that stands for a checkpoint of life ${life}\n`)
world.wait(21 * 3_600_000)
await world.engine.tick()
await acknowledge(world)
await world.engine.idle()
if (end === 'kill') process.kill(process.pid, 'SIGKILL')
await world.close()
