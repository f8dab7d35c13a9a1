// An environment with places outside, a clock that only the test moves, and simulated people.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manualClock } from '../../src/cli/simulated/clock.ts'
import type { KnownSecrets } from '../../src/connectors/known-secrets.ts'
import type { Draw } from '../../src/engine/engine-parts.ts'
import type { Letter } from '../../src/engine/transport.ts'
import { openEnvironment } from '../../src/environment/environment.ts'
import { addressOf } from '../../src/environment/settings/place-address.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import type { Environment } from '../../src/policy/names.ts'
import { parseInput, simulatedTransport } from '../../src/transports/json-lines.ts'
import { freshFolder } from '../fresh-folder.ts'

const morning = Date.parse('2026-01-05T09:00:00Z')

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface Outside {
  readonly home: string
  readonly environment: Environment
  readonly folder: string
}

/** Makes a home with one environment and these lines at the end of its settings. */
export function furnish(more: string, environment: Environment = 'dev'): Outside {
  const home = freshFolder()
  const folder = join(home, 'data', environment)
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'environment.yaml'),
    `environment: ${environment}
policy: { pack: strong, version: 1.0.0, profile: HAPF-Strong }
transport: { kind: terminal }
tenants: [{ id: acme }, { id: other }]
people:
  - { id: ana, name: Ana, tenant: acme, phones: ["+5511900000001"], roles: [requester] }
  - { id: eva, name: Eva, tenant: other, phones: ["+5511900000005"], roles: [auditor], locale: es }
  - { id: dora, name: Dora, tenant: acme, phones: ["+5511900000004"], roles: [admin] }
retention: { evidence: 7d, messages: 7d }
${more}`,
  )
  return { home, folder, environment }
}

/** The address of a place, which is stored with its state. */
export function addressIn({ home, environment }: Outside, name: string): string {
  const { checkpoints, ship } = readSettings(home, environment)
  const place = [...checkpoints, ...ship].find((one) => one.name === name)
  if (place === undefined) throw new Error(`There is no place ${name}.`)
  return addressOf(place)
}

export async function open(
  { home, environment }: Outside,
  at = morning,
  variables: Readonly<Record<string, string>> = {},
  known?: KnownSecrets,
  draw?: Draw,
) {
  const clock = { ...manualClock(at), pause: async () => undefined }
  const letters: Letter[] = []
  const opened = await openEnvironment({
    home,
    environment,
    version: '0.0.0',
    clock,
    log: quiet,
    transport: simulatedTransport('jsonl', (letter) => void letters.push(letter)),
    variables,
    known,
    ...(draw === undefined ? {} : { draw }),
  })
  const { engine, outward, storeClient } = opened
  await engine.idle()
  let messages = 0
  return {
    ...{ opened, clock, storeClient, letters },
    async say(from: string, text: string) {
      messages += 1
      const id = `m${clock.now()}-${messages}`
      const input = parseInput(JSON.stringify({ from, text, id }), clock.now(), () => id)
      if (input.kind === 'heard') await engine.listener.message(input.heard)
      await engine.idle()
    },
    /** Advances the clock, and tries once everything that is due outside. */
    async pass(milliseconds = 0) {
      clock.moveTo(clock.now() + milliseconds)
      await engine.tick()
      await outward.whole(20_000)
      await engine.idle()
    },
    async checkpoint() {
      await opened.checkpoint()
      await outward.whole(20_000)
      await engine.idle()
    },
    /** Artifacts of one type, with their bodies. */
    async found(type: string) {
      return (await storeClient.audit({ type })).map((one) => one.body)
    },
    close: () => opened.close(),
  }
}
