// Dev and prod side by side as real processes, and every attempt to get from one into the other.

import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  anasPhone,
  aval,
  canaries,
  chat,
  everythingIn,
  found,
  furnish,
  type Home,
  openShop,
  other,
  type Side,
  sides,
  start,
} from './pair-of-homes.ts'
import { runs } from '../supervisor/runs.ts'

let shop: Awaited<ReturnType<typeof openShop>>
let home: Home
let said: Readonly<Record<Side, string>>
let replayed: Awaited<ReturnType<ReturnType<typeof chat>['say']>>

/** Both run at once; a request is open in each, and dev's token is typed in prod and back. */
beforeAll(async () => {
  shop = await openShop()
  home = furnish(shop.url)
  const dev = chat(home, 'dev')
  const prod = chat(home, 'prod')
  const token = async (side: Side, talk: typeof dev) => {
    await talk.say('ana', `cancel order ${canaries[side].order}`)
    const cards = await talk.say('ana', '1')
    const card = cards.find((one) => one.to === 'canary' && one.token !== undefined)
    if (card?.token === undefined) throw new Error(`No card in ${side}: ${JSON.stringify(cards)}`)
    return card.token
  }
  const ofDev = await token('dev', dev)
  await token('prod', prod)
  replayed = await prod.say('canary', `1 ${ofDev}`)
  said = { dev: (await dev.end()).said, prod: (await prod.end()).said }
}, 60_000)

afterAll(async () => {
  await shop.close()
  home.remove()
})

describe('between dev and prod', () => {
  test('a token of dev is worth nothing in prod, and leaves evidence there', async () => {
    expect(replayed.map((one) => [one.to, one.kind])).toContainEqual(['canary', 'refusal'])
    expect(replayed.some((one) => one.kind === 'outcome')).toBe(false)
    const { out } = await aval(home, 'audit', '--env', 'prod', '--type', 'auth.denied')
    expect(out.trim().split('\n')).not.toEqual([''])
    const granted = await aval(home, 'audit', '--env', 'prod', '--type', 'approval.granted')
    expect(granted.out).toBe('')
  })

  test('an approver of dev is a stranger in prod, even with the token of the card', async () => {
    const apart = furnish(shop.url)
    const talk = chat(apart, 'prod')
    await talk.say('ana', `cancel order ${canaries.prod.order}`)
    const cards = await talk.say('ana', '1')
    const token = cards.find((one) => one.token !== undefined)?.token ?? ''
    expect(token).toMatch(/^\w{6}$/)
    const answers = await talk.say(canaries.dev.phone, `1 ${token}`)
    await talk.end()
    const { out } = await aval(apart, 'audit', '--env', 'prod', '--type', 'approval.granted')
    apart.remove()
    expect(answers.map((one) => [one.to, one.kind])).toEqual([[canaries.dev.phone, 'refusal']])
    expect(out).toBe('')
  })

  test('one phone in both is two people: what ana asked in dev, prod does not know', async () => {
    const talk = chat(home, 'prod')
    const answer = await talk.say(anasPhone, 'pending')
    await talk.end()
    expect(answer.map((one) => one.to)).toEqual(['ana'])
    expect(found(JSON.stringify(answer), 'dev')).toEqual([])
    expect(JSON.stringify(answer)).toContain('PROD')
  })

  test.each(sides)('%s says nothing that belongs to the other', (side) => {
    expect(found(said[side], side)).toContain(canaries[side].order)
    expect(found(said[side], other(side))).toEqual([])
  })

  test.each(sides)('each artifact of %s carries its environment and its tenants only', async (side) => {
    const { out } = await aval(home, 'audit', '--env', side)
    const lines = out.trim().split('\n')
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines) {
      const artifact: { system: { environment: string }; tenant: string } = JSON.parse(line)
      expect(artifact.system.environment).toBe(side)
      expect(artifact.tenant).toMatch(new RegExp(`^(-|${side}:[a-z]+)$`))
    }
    expect(found(out, side)).toContain(canaries[side].order)
    expect(found(out, other(side))).toEqual([])
  })

  test('each connector was asked with the secret of its own environment', () => {
    const tokens = [...shop.tokens].join(' ')
    expect(tokens).toContain(canaries.dev.secret)
    expect(tokens).toContain(canaries.prod.secret)
    expect(shop.tokens.size).toBe(2)
  })

  test.each(sides)('nothing in the folder of %s names a canary of the other, or a secret', (side) => {
    const everything = everythingIn(home.environment(side))
    expect(found(everything, side)).toEqual(
      expect.arrayContaining([canaries[side].order, canaries[side].person, canaries[side].phone]),
    )
    expect(everything).not.toContain(canaries[side].secret)
    expect(found(everything, other(side))).toEqual([])
  })

  test.each(sides)('with the other database in the folder of %s, nothing opens', async (side) => {
    const swapped = furnish(shop.url)
    try {
      rmSync(swapped.environment(side), { recursive: true })
      cpSync(home.environment(other(side)), swapped.environment(side), { recursive: true })
      const settings = join('data', side, 'environment.yaml')
      cpSync(join(home.folder, settings), join(swapped.folder, settings))
      const sentence = `belongs to the environment ${other(side)}, not to ${side}`
      for (const command of [['audit'], ['verify'], ['people', 'list'], ['chat', '--jsonl']]) {
        const ran = await aval(swapped, ...command, '--env', side)
        expect(ran.code, command.join(' ')).toBe(1)
        expect(ran.err, command.join(' ')).toContain(sentence)
        expect(ran.out, command.join(' ')).toBe('')
      }
      const doctor = await aval(swapped, 'doctor', '--env', side)
      expect(doctor.code).toBe(1)
      expect(doctor.out).toContain(sentence)
      expect(found(doctor.out, other(side))).toEqual([])
    } finally {
      swapped.remove()
    }
  }, 30_000)

  test('settings of dev in the folder of prod are refused, by file and mend', async () => {
    const swapped = furnish(shop.url)
    cpSync(
      join(swapped.environment('dev'), 'environment.yaml'),
      join(swapped.environment('prod'), 'environment.yaml'),
    )
    const ran = await aval(swapped, 'chat', '--jsonl', '--env', 'prod')
    swapped.remove()
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(/environment\.yaml: environment says dev.*mend one of them/)
  })
})

describe('under aval start', () => {
  let running: Awaited<ReturnType<typeof start>>
  const metrics: Partial<Record<Side, string>> = {}
  const processes: Partial<Record<Side, { variables: string; flags: string }>> = {}
  let code: unknown

  beforeAll(async () => {
    rmSync(home.folder, { recursive: true })
    home = furnish(shop.url, {
      dev: 'metrics: { port: 0 }\n',
      prod: 'metrics: { port: 0 }\n',
    })
    running = await start(home)
    for (const side of sides) {
      const { pid, metricsPort } = running.of(side)
      const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
      metrics[side] = await response.text()
      if (process.platform === 'linux')
        processes[side] = {
          variables: readFileSync(`/proc/${pid}/environ`, 'utf8'),
          flags: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
        }
    }
    code = await running.stop()
  }, 60_000)

  test('both stop cleanly at a signal, and no process is left', async () => {
    expect(code).toBe(0)
    expect(sides.map((side) => running.of(side).pid).filter(runs)).toEqual([])
  })

  test.each(sides)('every series of %s carries its environment and no canary', (side) => {
    const text = metrics[side] ?? ''
    const series = text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))
    expect(series.length).toBeGreaterThan(5)
    for (const one of series) expect(one).toContain(`environment="${side}"`)
    expect(found(text, 'dev')).toEqual([])
    expect(found(text, 'prod')).toEqual([])
  })

  test('every log record names one environment, and none holds a canary', () => {
    expect(running.logs.length).toBeGreaterThan(3)
    for (const line of running.logs) {
      const record: { environment: unknown } = JSON.parse(line)
      expect(sides).toContain(record.environment)
    }
    const all = running.logs.join('\n')
    expect(found(all, 'dev')).toEqual([])
    expect(found(all, 'prod')).toEqual([])
  })

  test.runIf(process.platform === 'linux')(
    'a process was given its own secret and its own folder, and nothing of the other',
    () => {
      for (const side of sides) {
        const { variables = '', flags = '' } = processes[side] ?? {}
        expect(variables).toContain(`SHOP_TOKEN=${canaries[side].secret}`)
        expect(variables).not.toContain(canaries[other(side)].secret)
        expect(variables).not.toContain('HOME=')
        expect(flags).toContain(home.environment(side))
        expect(flags).not.toContain(home.environment(other(side)))
      }
    },
  )

  test('when the supervisor is killed, the environments end by themselves', async () => {
    const again = await start(home)
    const pids = sides.map((side) => again.of(side).pid)
    await again.stop('SIGKILL')
    await expect.poll(() => pids.filter(runs), { timeout: 15_000 }).toEqual([])
    const verified = await aval(home, 'verify', '--env', 'prod')
    expect(verified.out).toMatch(/^ok /)
    const { out } = await aval(home, 'audit', '--env', 'prod', '--type', 'service.stop')
    expect(out.trim().split('\n')).toHaveLength(2)
  }, 60_000)

  test('an environment whose settings are wrong does not keep the other down', async () => {
    const broken = furnish(shop.url, { dev: 'surprise: yes\n' })
    const started = await start(broken, ['prod'])
    const logs = started.logs.join('\n')
    expect(await started.stop()).toBe(1)
    broken.remove()
    expect(logs).toMatch(/"environment":"dev".*surprise/)
  }, 60_000)
})
