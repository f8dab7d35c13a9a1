// `forget` and the linked account: the transport is called once, again after a failure, and the
// outcome says what it can do.

import { beforeEach, expect, test } from 'vitest'
import { manualClock } from '../../src/cli/simulated/clock.ts'
import { openLog } from '../../src/engine/observability/log.ts'
import type { Letter } from '../../src/engine/transport.ts'
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

async function forgetCarla(environment: Awaited<ReturnType<typeof open>>): Promise<string> {
  await environment.say('dora', 'forget carla')
  await environment.say('dora', '1')
  const token = environment.letters.findLast((letter) => letter.to === 'hugo')?.token ?? ''
  await environment.say('hugo', `1 ${token}`)
  return environment.letters.findLast((letter) => letter.to === 'dora')?.text ?? ''
}

const phones = ['+5511900000003', '+5511900000033']

test('the linked account forgets every number of the person, once, and the outcome says so', async () => {
  const environment = await open('baileys')
  expect(await forgetCarla(environment)).toContain('The WhatsApp session forgets its keys')
  expect(environment.asked).toEqual([])
  await environment.tick()
  expect(environment.asked).toEqual([phones])
  await environment.tick()
  expect(environment.asked).toHaveLength(1)
  expect(await environment.forgotten()).toEqual([])
  await environment.close()
})

test('a transport that failed to forget is called again, also after a restart', async () => {
  const environment = await open('baileys', 2)
  await forgetCarla(environment)
  await environment.tick()
  expect(environment.asked).toHaveLength(1)
  expect(await environment.forgotten()).toEqual(phones)
  await environment.close()
  const next = await open('baileys')
  await next.tick()
  expect(next.asked).toEqual([phones])
  expect(await next.forgotten()).toEqual([])
  await next.close()
})

test('the outcome says that the profile of the browser cannot forget', async () => {
  const environment = await open('whatsapp-web')
  expect(await forgetCarla(environment)).toContain(
    'The browser’s profile keeps its chats'.replace('’', "'"),
  )
  await environment.tick()
  expect(await environment.forgotten()).toEqual([])
  await environment.close()
})

test('the outcome says nothing of a session where people are simulated', async () => {
  const environment = await open('terminal')
  const outcome = await forgetCarla(environment)
  expect(outcome).toContain('carla is forgotten.')
  expect(outcome).not.toMatch(/session|browser/)
  await environment.close()
})
