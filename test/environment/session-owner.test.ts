// A copied folder brings another environment's number along: its account is opened in neither place
// but its own.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkLink } from '../../src/environment/doctor/link.ts'
import { openTransport, sessionFile } from '../../src/environment/transport.ts'
import type { Environment } from '../../src/policy/names.ts'
import { openSession } from '../../src/store/session.ts'
import { shippedSettings } from '../model/content.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aval-number-'))
  for (const one of ['dev', 'prod']) mkdirSync(join(home, 'data', one), { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const settingsOf = (environment: Environment) => ({
  ...shippedSettings,
  environment,
  transport: { kind: 'baileys' as const },
})

async function opened(environment: Environment): Promise<void> {
  const clock = { now: () => 0, pause: async () => undefined }
  const parts = { home, settings: settingsOf(environment), clock, variables: {} }
  const { close } = await openTransport(
    { ...parts, log: pino({ level: 'silent' }) },
    () => undefined,
  )
  await close()
}

test('of prod, it is no account of dev, and goes on being that of prod', async () => {
  await opened('prod')
  const [ours, theirs] = (['prod', 'dev'] as const).map((environment) =>
    sessionFile(home, { environment }),
  ) as [string, string]
  copyFileSync(ours, theirs)
  await expect(opened('dev')).rejects.toMatchObject({
    name: 'SetUpError',
    message: `${theirs} is the account of the environment prod, not of dev; move it away, and link a number of its own: aval pair --env dev.`,
  })
  expect(checkLink(settingsOf('dev'), theirs, null, 0)).toMatchObject([
    { level: 'unsafe', what: `${theirs} is the account of the environment prod.` },
    {},
  ])
  await opened('prod')
})

test('one that nobody has opened yet is of whoever opens it, and is wiped as a whole', async () => {
  const file = sessionFile(home, { environment: 'prod' })
  const session = openSession(file)
  session.writeCredentials('{}')
  session.close()
  await opened('prod')
  const again = openSession(file)
  expect(again.readCredentials()).toBe('{}')
  again.wipe()
  again.close()
  copyFileSync(file, sessionFile(home, { environment: 'dev' }))
  await opened('dev')
})
