// Nothing secret reaches the terminal: not from libsignal, not from Baileys, not from Aval.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as library from '@whiskeysockets/baileys'
import { expect, test } from 'vitest'
import { openSession } from '../../src/store/session/session.ts'
import { openKeyStore } from '../../src/transports/baileys/key-store.ts'
import { libraryLog } from '../../src/transports/baileys/library-log.ts'
import { redactConsole } from '../../src/transports/baileys/redact-console.ts'
import { freshFolder } from '../fresh-folder.ts'

test('a whole run prints no key, no session, no number and no text', async () => {
  const folder = freshFolder()
  const file = join(folder, 'session.db')
  const script = new URL('./stand-in/loud.ts', import.meta.url).pathname
  const flags = ['--import', 'tsx', script, file]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, flags)
  const printed = stdout + stderr
  // The run has reached the code where libsignal prints its sessions.
  expect(Number(/dumps avoided: (\d+)/.exec(stdout)?.[1])).toBeGreaterThan(0)
  expect(stdout).toContain('WhatsApp closed the link')
  expect(printed).not.toMatch(/SessionEntry|privKey|rootKey|_chains|<Buffer|Closing session/)
  expect(printed).not.toMatch(/900000000101|5511900000001|15550001111/)
  expect(printed).not.toMatch(/words of|token/)
  const session = openSession(file)
  const { creds } = openKeyStore(
    session,
    library,
    () => 0,
    () => {},
  ).state
  const secrets = [
    creds.noiseKey.private,
    creds.signedIdentityKey.private,
    creds.signedPreKey.keyPair.private,
  ]
  for (const secret of secrets) {
    for (const form of ['hex', 'base64'] as const) {
      expect(printed).not.toContain(Buffer.from(secret).toString(form).slice(0, 20))
    }
  }
  session.close()
})

test('the redacted console drops sessions, keeps other output, and is installed once', () => {
  const output: unknown[][] = []
  const record = (...words: unknown[]): void => void output.push(words)
  const target = {
    ...console,
    log: record,
    info: record,
    warn: record,
    error: record,
    debug: record,
  }
  redactConsole(target)
  const { info } = target
  redactConsole(target)
  expect(target.info).toBe(info)
  target.info('Closing session:', { anything: 1 })
  target.log('unknown sentence', { currentRatchet: {} })
  target.error({ privKey: 1 })
  target.error('Session error:Error: Bad MAC', 'stack')
  target.warn('a warning of ours', { order: 42 })
  expect(output).toEqual([['a warning of ours', { order: 42 }]])
})

test('the log of the library keeps sentences, without objects and long numbers', () => {
  const output: unknown[][] = []
  const record = (...words: unknown[]): void => void output.push(words)
  const log = libraryLog({ debug: record, info: record, warn: record, error: record })
  log.child({ class: 'x' }).warn({ key: 'secret' }, 'Invalid mapping: 900000000101@lid, code 463')
  log.error('a bare sentence')
  log.info({ creds: 'secret' }, 'dropped')
  log.trace('dropped')
  expect(output).toEqual([
    [{ library: 'baileys' }, 'Invalid mapping: …@lid, code 463'],
    [{ library: 'baileys' }, 'a bare sentence'],
  ])
})
