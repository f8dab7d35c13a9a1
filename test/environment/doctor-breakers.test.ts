// An open circuit breaker is visible: to the doctor, in the metrics, and in the evidence.

import { expect, it } from 'vitest'
import { createMeter } from '../../src/engine/observability/metrics.ts'
import { examine } from '../../src/environment/doctor/doctor.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { freePort } from '../connectors/fixtures.ts'
import { furnish, type Outside, open } from '../places/environment-with-places.ts'

const morning = Date.parse('2026-01-05T09:00:00Z')

async function furnished(more = ''): Promise<Outside> {
  const port = await freePort()
  const home = furnish(`connectors:
  shop:
    kind: http
    base_url: "http://127.0.0.1:${port}"
    secrets: { token: "secret://env/SHOP_TOKEN" }
${more}`)
  return home
}

function found(home: Outside): readonly string[] {
  return examine({
    home: home.home,
    environment: 'dev',
    variables: { SHOP_TOKEN: 'a-token-for-tests' },
    nodeVersion: process.versions.node,
    user: 1000,
    now: morning,
  })
    .filter(({ check, level }) => check === 'connectors' && level === 'warning')
    .map(({ what }) => what)
}

it('an open circuit breaker is named by doctor, told to admins once and recorded in evidence', async () => {
  const home = await furnished('    rest: { after: 2, for: 10m }\n')
  const environment = await open(home, morning, { SHOP_TOKEN: 'a-token-for-tests' })
  await environment.say('ana', 'show order 7')
  expect(found(home)).toEqual([])
  for (let count = 0; count < 3; count += 1) await environment.say('ana', 'show order 7')
  expect(found(home)).toEqual([
    'shop has not answered since 2026-01-05T09:00:00.000Z; calls to it are paused.',
  ])
  const notices = environment.letters.filter(({ to, kind }) => to === 'dora' && kind === 'notice')
  expect(notices.map(({ text }) => text.split('\n')[0])).toEqual([
    'DEV · shop has not answered since Mon, 09:00 UTC.',
  ])
  const stalled = await environment.found('connector.stalled')
  expect(stalled).toEqual([{ connector: 'shop', since: morning, failures: 2 }])
  await environment.close()
})

it('an open circuit breaker is shown in the metrics', async () => {
  const meter = createMeter('dev')
  meter.rests('shop', true)
  const source = {
    writtenAfter: async () => [],
    lastPosition: async () => 0,
    standing: async () => ({
      mode: { kind: 'open' as const },
      partLocks: [],
      queued: 0,
      openCommands: 0,
      artifacts: 0,
      approvalsSuspended: false,
    }),
  }
  const line = 'aval_connector_resting{connector="shop",environment="dev"}'
  expect(await meter.read(source)).toContain(`${line} 1`)
  meter.rests('shop', false)
  expect(await meter.read(source)).toContain(`${line} 0`)
})

it('a circuit breaker opens after ten failures for 30 s by default, and refuses zero failures', async () => {
  const usual = await furnished()
  expect(readSettings(usual.home, 'dev').connectors['shop']?.rest).toEqual({
    after: 10,
    for: 30_000,
  })
  const never = await furnished('    rest: { after: 0 }\n')
  expect(() => readSettings(never.home, 'dev')).toThrow(/connectors\.shop\.rest\.after/)
})
