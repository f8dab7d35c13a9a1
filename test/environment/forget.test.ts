// `forget` reaches the linked account: its transport is called once, again after a failure, and
// reports it.

import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock } from '../../src/cli/simulated/clock.ts'
import type { Letter } from '../../src/engine/transport.ts'
import { openLog } from '../../src/engine/watched/log.ts'
import { openEnvironment } from '../../src/environment/environment.ts'
import { parseInput, simulatedTransport } from '../../src/transports/json-lines.ts'
import { madeHome, person } from '../made-home.ts'

let home: string
beforeEach(() => {
  home = madeHome({
    people: [
      person('carla', 'approver', '+5511900000003', '+5511900000033'),
      person('dora', 'admin', '+5511900000004'),
      person('hugo', 'admin', '+5511900000008'),
    ],
  })
})
afterEach(() => rmSync(home, { recursive: true }))

/** A transport whose `forget` fails `failures` times. */
async function open(name: 'baileys' | 'whatsapp-web' | 'terminal', failures = 0) {
  const clock = manualClock(Date.parse('2026-01-05T09:00:00Z'))
  const letters: Letter[] = []
  const asked: (readonly string[])[] = []
  const simulated = simulatedTransport(name, (letter) => void letters.push(letter))
  let left = failures
  const opened = await openEnvironment({
    home,
    environment: 'dev',
    version: '0.0.0',
    clock,
    log: openLog({ environment: 'dev', level: 'silent' }),
    transport:
      name === 'baileys'
        ? {
            ...simulated,
            async forget(identifiers) {
              asked.push(identifiers)
              left -= 1
              if (left >= 0) throw new Error('The session is busy.')
              return 7
            },
          }
        : simulated,
    variables: {},
  })
  let messages = 0
  return {
    asked,
    letters,
    tick: () => opened.engine.tick(),
    close: () => opened.close(),
    async say(from: string, text: string) {
      messages += 1
      const id = `${name}-${failures}-m${messages}`
      const input = parseInput(JSON.stringify({ from, text }), clock.now(), () => id)
      if (input.kind === 'heard') await opened.engine.listener.message(input.heard)
      await opened.engine.idle()
    },
    forgotten: () => opened.storeClient.forgotten(),
  }
}

async function forgetCarla(one: Awaited<ReturnType<typeof open>>): Promise<string> {
  await one.say('dora', 'forget carla')
  await one.say('dora', '1')
  const token = one.letters.findLast((letter) => letter.to === 'hugo')?.token ?? ''
  await one.say('hugo', `1 ${token}`)
  return one.letters.findLast((letter) => letter.to === 'dora')?.text ?? ''
}

const phones = ['+5511900000003', '+5511900000033']

test('the linked account forgets every number of the person, once, and the outcome says so', async () => {
  const one = await open('baileys')
  expect(await forgetCarla(one)).toContain('The WhatsApp session forgets its keys')
  expect(one.asked).toEqual([])
  await one.tick()
  expect(one.asked).toEqual([phones])
  await one.tick()
  expect(one.asked).toHaveLength(1)
  expect(await one.forgotten()).toEqual([])
  await one.close()
})

test('what failed is done by the next look, in this life or the next', async () => {
  const one = await open('baileys', 2)
  await forgetCarla(one)
  await one.tick()
  expect(one.asked).toHaveLength(1)
  expect(await one.forgotten()).toEqual(phones)
  await one.close()
  const next = await open('baileys')
  await next.tick()
  expect(next.asked).toEqual([phones])
  expect(await next.forgotten()).toEqual([])
  await next.close()
})

test('a browser’s profile cannot be made to forget, and the outcome says that', async () => {
  const one = await open('whatsapp-web')
  expect(await forgetCarla(one)).toContain(
    'The browser’s profile keeps its chats'.replace('’', "'"),
  )
  await one.tick()
  expect(await one.forgotten()).toEqual([])
  await one.close()
})

test('where people are played there is nothing to forget, and nothing is said of it', async () => {
  const one = await open('terminal')
  const outcome = await forgetCarla(one)
  expect(outcome).toContain('carla is forgotten.')
  expect(outcome).not.toMatch(/session|browser/)
  await one.close()
})
