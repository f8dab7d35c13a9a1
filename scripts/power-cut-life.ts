// One run of an environment traced by `power-cut.ts`: it works, acknowledges, and ends as
// requested.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Connector } from '../src/engine/connector.ts'
import { environmentFolder } from '../src/environment/environment-folder.ts'
import { benchShop, openWorld, type World } from './bench-world.ts'

const [home = '', acknowledged = '', life = '0', end = 'close', which = ''] = process.argv.slice(2)
const last = which === 'last'
const folder = environmentFolder(home, 'test')
const flowsOfLife = 3
const requester = `r${life}`

/** Records the head of every chain: evidence up to there must survive a power cut. */
async function acknowledge(world: World): Promise<void> {
  const heads = (await world.storeClient.heads()).map(({ tenant, size, head }) => ({
    tenant,
    size,
    head,
  }))
  appendFileSync(acknowledged, `${JSON.stringify(heads)}\n`)
}

async function say(world: World, from: string, text: string): Promise<void> {
  await world.hear(from, text)
  await acknowledge(world)
  await world.engine.idle()
  await acknowledge(world)
}

/** The result of the next effect: success, refused without effect, or unknown. */
type Mood = 'well' | 'busy' | 'lost'

/** The benchmark's shop with results that the caller chooses. */
function moody(mood: { is: Mood }): (acted: () => void) => Connector {
  const args = { connector: 'shop' }
  return (acted) => {
    const shop = benchShop(acted)
    return {
      ...shop,
      apply: async (order) => {
        if (mood.is === 'busy') return { kind: 'failed', reason: { id: 'connector-busy', args } }
        if (mood.is === 'lost') return { kind: 'unknown', reason: { id: 'connector-lost', args } }
        return shop.apply(order)
      },
      verify: async () => 'unknown',
    }
  }
}

/** Requests a cancellation; an approver has the card. */
async function asked(world: World, order: string) {
  const [preview] = await Promise.all([
    world.letter((one) => one.kind === 'preview' && one.to === requester),
    say(world, requester, `cancel order ${order}`),
  ])
  const name = preview.command ?? ''
  const [card] = await Promise.all([
    world.letter((one) => one.token !== undefined && one.command === name),
    say(world, requester, `1 ${name}`),
  ])
  return { name, approver: card.to, token: card.token ?? '' }
}

async function granted(world: World, order: string): Promise<string> {
  const { name, approver, token } = await asked(world, order)
  await say(world, approver, `1 ${token}`)
  return name
}

/** A request that needs only the requester's confirmation: retry, undo, resolve. */
async function confirmed(world: World, text: string): Promise<void> {
  const [preview] = await Promise.all([
    world.letter((one) => one.kind === 'preview' && one.to === requester),
    say(world, requester, text),
  ])
  await say(world, requester, `1 ${preview.command ?? ''}`)
}

/**
 * Every outcome of a command: failed and retried, uncertain and resolved, undone, denied,
 * withdrawn.
 */
async function everyWay(world: World, mood: { is: Mood }): Promise<void> {
  mood.is = 'busy'
  const failed = await granted(world, `8${life}1`)
  mood.is = 'well'
  await confirmed(world, `retry ${failed}`)
  mood.is = 'lost'
  const uncertain = await granted(world, `8${life}2`)
  const never = await granted(world, `8${life}3`)
  mood.is = 'well'
  await confirmed(world, `resolve ${uncertain} done`)
  await confirmed(world, `resolve ${never} undone`)
  const done = await granted(world, `8${life}4`)
  await confirmed(world, `undo ${done}`)
  const denied = await asked(world, `8${life}5`)
  await say(world, denied.approver, `2 ${denied.token} not today`)
  const withdrawn = await asked(world, `8${life}6`)
  await say(world, requester, `cancel ${withdrawn.name}`)
}

const home_ = { home, folder, file: join(folder, 'aval.db'), remove: () => undefined }
const mood: { is: Mood } = { is: 'well' }
const world = await openWorld(home_, 'here', `l${life}-`, moody(mood))
await acknowledge(world)
for (let flow = 0; flow < flowsOfLife; flow += 1) {
  await world.approve(Number(life) * flowsOfLife + flow)
  await acknowledge(world)
}
await everyWay(world, mood)
// Messages that become no command, and a preview and a request that expire.
await say(world, requester, `cancel order 9${life}1`)
await say(world, requester, '2')
await asked(world, `9${life}2`)
await say(world, 'b0', '1 222222')
await say(world, '+15550001111', 'menu')
await say(world, requester, 'xyzzy')
if (last) {
  await say(world, 'dora', 'lockdown on drill')
  await say(world, 'dora', '1')
}
await say(world, requester, `cancel order 9${life}3`)
await world.storeClient.checkpoint(
  'test:acme',
  0,
  `a note that stands for a checkpoint of life ${life}\n`,
)
// After half of the time the fallback group is asked; later the request has expired.
for (const minutes of [11 * 60, 10 * 60]) {
  world.wait(minutes * 60_000)
  await world.engine.tick()
  await acknowledge(world)
  await world.engine.idle()
  await acknowledge(world)
}
if (end === 'kill') process.kill(process.pid, 'SIGKILL')
await world.engine.notice({ what: 'service.stop' })
await acknowledge(world)
await world.close()
