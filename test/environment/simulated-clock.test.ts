// A simulated clock is not moved by what the command line recorded at the real time.

import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock } from '../../src/cli/simulated/clock.ts'
import { openEnvironment } from '../../src/environment/environment.ts'
import { openStoreAccess } from '../../src/environment/store-access.ts'
import { simulatedTransport } from '../../src/transports/json-lines.ts'
import { madeHome, person } from '../made-home.ts'
import { silentLog } from '../transports/linked.ts'

const start = Date.parse('2026-01-05T09:00:00Z')
const muchLater = Date.parse('2031-01-05T09:00:00Z')

let home: string

beforeEach(() => {
  home = madeHome({ people: [person('dora', 'admin')] })
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

test('an environment with a simulated clock starts at the given time, after use at a later one', async () => {
  const access = await openStoreAccess({
    home,
    environment: 'dev',
    version: '0',
    now: () => muchLater,
  })
  await access.close()
  const opened = await openEnvironment({
    home,
    environment: 'dev',
    version: '0',
    clock: manualClock(start),
    log: silentLog,
    transport: simulatedTransport('jsonl', () => undefined),
    variables: {},
  })
  expect(opened.clock.now()).toBe(start)
  await opened.close()
})
