// Pairing through the real library: codes that are shown, renewed and abandoned, what is kept and
// what is deleted.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { openSession } from '../../../src/store/session/session.ts'
import { pairWhatsappWeb, unpairWhatsappWeb } from '../../../src/transports/whatsapp-web/pair.ts'
import { Happenings } from '../stand-in/waiting.ts'
import { Rig, webTest } from './rig.ts'

let rig: Rig
let codes: Happenings<string>

beforeEach(() => {
  rig = new Rig({})
  codes = new Happenings('the codes')
})
afterEach(() => rig.close())

const begin = (more: { phoneNumber?: string } = {}) => {
  const show = (code: string) => codes.add(code)
  return pairWhatsappWeb({ ...rig.options, ...more, onQr: show, onCode: show }, rig.overrides)
}
const linked = { kind: 'linked', number: '+15550001111', lid: undefined }

webTest('pairing by QR code links the account, and the next start uses it', async () => {
  const paired = begin()
  expect(await codes.until((code) => code.startsWith('ref-1,'), 'code')).toContain('secret')
  await rig.does('refresh')
  await codes.until((code) => code.startsWith('ref-2,'), 'second code')
  await rig.does('state', 'UNPAIRED')
  await rig.leaves('scan')
  expect(await paired).toEqual(linked)
  // The page itself remembers, in the profile: no wish of the test makes it linked.
  await rig.start()
  await rig.say('hello')
  await rig.listener.hears('hello')
})

webTest('a stale code restarts the client, which shows a new one', async () => {
  const paired = begin()
  await codes.until(() => true, 'code')
  await rig.leaves('state', 'UNPAIRED_IDLE')
  await codes.until(() => true, 'code of the second client', 1)
  expect(rig.browsers).toHaveLength(2)
  await rig.leaves('scan')
  expect(await paired).toEqual(linked)
})

webTest('pairing times out when no code is scanned, and leaves no profile', async () => {
  const paired = begin()
  for (const round of [0, 1, 2]) {
    await codes.until(() => true, `code ${round}`, round)
    await rig.leaves('state', 'UNPAIRED_IDLE')
  }
  expect(await paired).toEqual({ kind: 'failed', cause: 'timed_out' })
  expect(existsSync(rig.profile)).toBe(false)
  await rig.begin()
  expect(rig.listener.links).toEqual([{ state: 'stopped', cause: 'not_paired' }])
})

webTest('pairing by a code typed on the phone links the account', async () => {
  const paired = begin({ phoneNumber: '+1 555 000-1111' })
  expect(await codes.until(() => true, 'code')).toBe('CODE1111')
  await rig.leaves('scan')
  expect(await paired).toEqual(linked)
})

webTest('a refused code is not requested again', async () => {
  rig.wishes = { noCode: true }
  expect(await begin({ phoneNumber: '+15550001111' })).toEqual({
    kind: 'failed',
    cause: 'refused',
  })
  expect(rig.browsers).toHaveLength(1)
})

webTest('pairing is refused when an account is already linked', async () => {
  rig.link()
  expect(await begin()).toEqual({ kind: 'failed', cause: 'already_paired' })
  expect(rig.browsers).toEqual([])
})

webTest('a session that was logged out can be paired again', async () => {
  rig.link()
  const session = openSession(join(rig.folder, 'session.db'))
  session.end('logged_out')
  session.close()
  const paired = begin()
  await codes.until(() => true, 'code')
  await rig.leaves('scan')
  expect(await paired).toEqual(linked)
})

webTest('unpairing tells WhatsApp and deletes the profile', async () => {
  rig.wishes = { linked: true }
  rig.link()
  expect(await unpairWhatsappWeb(rig.options, rig.overrides)).toEqual({ told: true })
  expect(rig.told.items.map(({ what }) => what)).toContain('logout')
  expect(existsSync(rig.profile)).toBe(false)
  expect(await unpairWhatsappWeb(rig.options, rig.overrides)).toEqual({ told: false })
})
