// A copied folder contains the linked account of another environment: only the environment that
// owns it opens it.

import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { beforeEach, expect, test } from 'vitest'
import { checkLink } from '../../src/environment/doctor/link.ts'
import { browserOptions, openTransport, sessionFile } from '../../src/environment/transport.ts'
import type { Environment } from '../../src/policy/names.ts'
import { openSession } from '../../src/store/session/session.ts'
import type { SessionStore } from '../../src/store/session/tables.ts'
import { readAccount, writeAccount } from '../../src/transports/whatsapp-web/account.ts'
import { pairWhatsappWeb, unpairWhatsappWeb } from '../../src/transports/whatsapp-web/pair.ts'
import { freshFolder } from '../fresh-folder.ts'
import { shippedSettings } from '../model/content.ts'

let home = ''
beforeEach(() => {
  home = freshFolder()
  for (const one of ['dev', 'prod']) mkdirSync(join(home, 'data', one), { recursive: true })
})

const settingsOf = (environment: Environment) => ({
  ...shippedSettings,
  environment,
  transport: { kind: 'baileys' as const },
})

const partsOf = (environment: Environment) => ({
  home,
  settings: settingsOf(environment),
  clock: { now: () => 0, pause: async () => undefined },
  variables: {},
  log: pino({ level: 'silent' }),
})

async function opened(environment: Environment): Promise<void> {
  const { close } = await openTransport(partsOf(environment), () => undefined)
  await close()
}

const filesOf = (): [string, string] => [
  sessionFile(home, settingsOf('prod')),
  sessionFile(home, settingsOf('dev')),
]

function change(file: string, work: (session: SessionStore) => void): void {
  const session = openSession(file)
  work(session)
  session.close()
}

test('an account of prod is refused in dev, and still opens in prod', async () => {
  await opened('prod')
  const [ours, theirs] = filesOf()
  change(ours, (session) => session.writeCredentials('{}'))
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

test('an account without a recorded owner is refused', async () => {
  const file = sessionFile(home, settingsOf('prod'))
  change(file, (session) => session.writeCredentials('{}'))
  const what = `${file} holds an account, but does not name its environment`
  await expect(opened('prod')).rejects.toMatchObject({
    name: 'SetUpError',
    message: `${what}; move it away, and link a number of its own: aval pair --env prod.`,
  })
  expect(checkLink(settingsOf('prod'), file, null, 0)[0]).toMatchObject({ what: `${what}.` })
})

test('a wiped session keeps its owner until another environment opens it', async () => {
  await opened('prod')
  const [ours, theirs] = filesOf()
  // As pairing does it: deletes the session first, then stores the account.
  change(ours, (session) => {
    session.wipe()
    session.writeCredentials('{}')
  })
  await opened('prod')
  change(ours, (session) => session.wipe())
  copyFileSync(ours, theirs)
  await opened('dev')
  change(theirs, (session) => session.writeCredentials('{}'))
  await opened('dev')
  copyFileSync(theirs, ours)
  await expect(opened('prod')).rejects.toThrow('is the account of the environment dev, not of prod')
})

test('an account of another environment is neither linked nor unlinked over a browser', async () => {
  const [ours, theirs] = [browserOptions(partsOf('prod')), browserOptions(partsOf('dev'))]
  mkdirSync(ours.folder)
  const file = join(theirs.folder, 'session.db')
  change(file, (session) => {
    theirs.own(session, file)
    writeAccount(session, { openedAt: 0 })
  })
  copyFileSync(file, join(ours.folder, 'session.db'))
  const onQr = () => expect.unreachable('a code was shown')
  const foreign = /is the account of the environment dev, not of prod; move it away/
  const library = { Client: class {}, MessageMedia: class {} }
  const overrides = { loadLibrary: async () => library, extraArguments: ['--no-sandbox'] }
  const executablePath = process.execPath
  await expect(pairWhatsappWeb({ ...ours, executablePath, onQr }, overrides)).rejects.toThrow(
    foreign,
  )
  await expect(unpairWhatsappWeb({ ...ours, executablePath }, overrides)).rejects.toThrow(foreign)
  change(join(ours.folder, 'session.db'), (session) => expect(readAccount(session)).toBeDefined())
})
