// The connection through the real library: what ends it, what restores it, and that no browser
// process remains.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeBrowser, removeStaleLock } from '../../../src/transports/whatsapp-web/chromium.ts'
import { profileOf } from '../../../src/transports/whatsapp-web/client.ts'
import { createWhatsappWeb } from '../../../src/transports/whatsapp-web/whatsapp-web.ts'
import { RecordingEar } from '../recording-ear.ts'
import { Rig, webTest } from './rig.ts'

let rig: Rig

beforeEach(() => {
  rig = new Rig()
})
afterEach(() => rig.close())

async function greeted() {
  await rig.say('open the chat')
  return await rig.listener.hears('open the chat')
}

function processOf(rig: Rig): ChildProcess {
  const child = rig.browsers.at(-1)?.process()
  if (!child) throw new Error('there is no browser')
  return child
}

const isGone = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

const open = async (): Promise<void> => {
  rig.link()
  await rig.start()
}

webTest(
  'the folder has one owner, the browser is driven by a pipe only, and stop ends it',
  async () => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    const listening = () => signals.map((signal) => process.listenerCount(signal))
    const before = listening()
    await open()
    // Signals stay ours.
    expect(listening()).toEqual(before)
    const child = processOf(rig)
    expect(child.spawnargs.filter((one) => one.startsWith('--remote-debugging'))).toEqual([
      '--remote-debugging-pipe',
    ])
    const second = createWhatsappWeb(rig.options, rig.overrides)
    await expect(second.start(new RecordingEar())).rejects.toThrow('in use by another process')
    await second.stop()
    expect(isGone(child)).toBe(false)
    await rig.stop()
    expect(isGone(child)).toBe(true)
    expect(statSync(rig.folder).mode & 0o777).toBe(0o700)
    expect(statSync(rig.profile).mode & 0o777).toBe(0o700)
  },
)

webTest('the state CONFLICT stops the link, because another browser uses the account', async () => {
  await open()
  const child = processOf(rig)
  const { chat } = await greeted()
  await rig.leaves('state', 'CONFLICT')
  await rig.listener.enters('stopped', 'replaced')
  const later = { state: 'later', reason: 'replaced' }
  expect(await rig.send(chat, 'letter-1', 'words')).toEqual(later)
  await rig.stop()
  expect(isGone(child)).toBe(true)
  expect(rig.browsers).toHaveLength(1)
})

webTest('a lost connection that is found again keeps its browser', async () => {
  await open()
  const { chat } = await greeted()
  await rig.does('state', 'TIMEOUT')
  await rig.listener.enters('waiting', 'network')
  const away = { state: 'later', reason: 'network' }
  expect(await rig.send(chat, 'letter-1', 'words')).toEqual(away)
  const since = rig.listener.told.items.length
  await rig.does('state', 'CONNECTED')
  await rig.listener.enters('open', undefined, since)
  expect(await rig.send(chat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  expect(rig.browsers).toHaveLength(1)
})

webTest('a device removed on the phone ends the session until it is paired again', async () => {
  await open()
  await rig.leaves('removeDevice')
  await rig.listener.enters('stopped', 'logged_out')
  await rig.stop()
  await rig.begin()
  expect(rig.listener.links).toEqual([{ state: 'stopped', cause: 'logged_out' }])
  expect(rig.browsers).toHaveLength(1)
})

webTest('a page that asks for a code ends the session', async () => {
  rig.wishes = {}
  rig.link()
  await rig.begin()
  await rig.listener.enters('stopped', 'logged_out')
})

webTest('without a linked account no browser is started', async () => {
  await rig.begin()
  expect(rig.listener.links).toEqual([{ state: 'stopped', cause: 'not_paired' }])
  expect(rig.browsers).toEqual([])
})

webTest('a browser that dies is replaced, and the new one receives', async () => {
  await open()
  const since = rig.listener.told.items.length
  processOf(rig).kill('SIGKILL')
  await rig.listener.enters('waiting', 'browser', since)
  await rig.listener.enters('open', undefined, since)
  expect(rig.pauses).toEqual([2_000])
  await rig.say('still there?')
  await rig.listener.hears('still there?')
})

webTest('a page that reloads connects again in the same browser', async () => {
  await open()
  const since = rig.listener.told.items.length
  await rig.inPage('location.reload()')
  await rig.listener.enters('connecting', undefined, since)
  await rig.listener.enters('open', undefined, since)
  await rig.say('still there?')
  await rig.listener.hears('still there?')
  expect(rig.browsers).toHaveLength(1)
})

webTest('a page that reloads without its program is replaced by a new browser', async () => {
  rig.link()
  await rig.start({ loadWithinMs: 200 })
  await rig.inPage('sessionStorage.broken = true, location.reload()')
  const since = rig.listener.told.items.length
  await rig.listener.enters('waiting', 'browser')
  await rig.listener.enters('open', undefined, since)
  expect(rig.browsers).toHaveLength(2)
})

webTest('a page that never gets ready is retried after longer and longer waits', async () => {
  rig.wishes = { linked: true, neverReady: true }
  rig.link()
  await rig.begin({ readyWithinMs: 300 })
  await rig.listener.enters('waiting', 'never_ready')
  const since = rig.listener.told.items.length
  await rig.listener.enters('waiting', 'never_ready', since)
  rig.wishes = { linked: true }
  await rig.stop()
  expect(rig.pauses.slice(0, 2)).toEqual([2_000, 4_000])
})

webTest('a browser that does not start is retried, and the log says why', async () => {
  rig.link()
  const options = { ...rig.options, executablePath: '/bin/false' }
  const listener = new RecordingEar()
  const paused: (() => void)[] = []
  const transport = createWhatsappWeb(options, {
    ...rig.overrides,
    pause: () => new Promise((resolve) => paused.push(resolve)),
  })
  await transport.start(listener)
  await listener.enters('waiting', 'browser')
  for (const resume of paused) queueMicrotask(resume)
  await transport.stop()
  expect(rig.lines.find(({ facts }) => 'why' in facts)).toBeDefined()
})

webTest('stop while the browser starts leaves no browser process', async () => {
  rig.link()
  await rig.begin()
  await rig.stop()
  for (const browser of rig.browsers) {
    const child = browser.process()
    expect(child === null || isGone(child)).toBe(true)
  }
  expect(existsSync(join(rig.profile, 'SingletonLock'))).toBe(false)
})

webTest('a browser that does not answer is killed', async () => {
  await open()
  const [browser] = rig.browsers
  const child = processOf(rig)
  if (!browser) throw new Error('there is no browser')
  child.kill('SIGSTOP')
  await closeBrowser(browser, 50)
  expect(child.signalCode).toBe('SIGKILL')
})

webTest('a browser ends when its process is killed', async () => {
  rig.link()
  const flags = ['--import', 'tsx', '--input-type=module', '--eval', killedSource(rig.folder)]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  if (!child.stdout) throw new Error('the child has no output')
  await once(child.stdout, 'data')
  const lock = join(rig.profile, 'SingletonLock')
  const browser = Number(readlinkSync(lock).split('-').at(-1))
  expect(isRunning(browser)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => isRunning(browser), { interval: 20, timeout: 10_000 }).toBe(false)
})

function killedSource(folder: string): string {
  const source = (path: string) =>
    JSON.stringify(new URL(`../../../src/${path}`, import.meta.url).href)
  const standIn = { folder: new URL('.', import.meta.url).pathname, version: 'stand-in' }
  return `
    const { createWhatsappWeb } = await import(${source('transports/whatsapp-web/whatsapp-web.ts')})
    const { openSession: open } = await import(${source('store/session/session.ts')})
    const openSession = async (file) => ({ session: open(file), close: async () => {} })
    const quiet = () => {}
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
    const clock = { now: () => 0, pause: async () => {} }
    const transport = createWhatsappWeb({ folder: ${JSON.stringify(folder)}, log, clock, openSession }, {
      standIn: ${JSON.stringify(standIn)},
      extraArguments: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND'],
      onPage: (page) => page.evaluateOnNewDocument('window.standInWishes = { linked: true }'),
    })
    const link = ({ state }) => { if (state === 'open') process.stdout.write('open') }
    await transport.start({ link, receipt: quiet, message: async () => {}, identity: async () => {} })`
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

/** A zombie no longer runs. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const status = `/proc/${pid}/stat`
  return !existsSync(status) || !readFileSync(status, 'latin1').includes(') Z ')
}

test('a profile lock of another host name is removed, one of this host is not', () => {
  const profile = profileOf(rig.folder)
  mkdirSync(profile, { recursive: true })
  const lock = join(profile, 'SingletonLock')
  symlinkSync(`${hostname()}-1`, lock)
  removeStaleLock(profile)
  expect(readlinkSync(lock)).toBe(`${hostname()}-1`)
  removeStaleLock(profile, 'a-new-container')
  expect(isLink(lock)).toBe(false)
  removeStaleLock(profile)
})
