// The browser that carries WhatsApp Web: found, started closed to others, and ended for sure.

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { within } from '../../engine/within.ts'
import type { WebBrowser } from './library.ts'

/** Where systems install Chromium or Chrome. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The browser to start. Throws one sentence with the mend when there is none. */
export function findChromium(
  given: string | undefined,
  exists: (path: string) => boolean = existsSync,
): string {
  if (given !== undefined) {
    if (exists(given)) return given
    throw new Error(
      `there is no Chromium at ${given}: correct that path, or install Chromium there`,
    )
  }
  const found = places.find(exists)
  if (found !== undefined) return found
  throw new Error(
    'transport: { kind: whatsapp-web } needs Chromium or Chrome: install it (on Debian: ' +
      'apt-get install chromium), name its path, or choose transport: { kind: baileys }',
  )
}

/** Chromium renders what strangers send, so that it runs in its sandbox or not at all. */
export function refuseWithoutSandbox(
  extraArguments: readonly string[],
  user: number | undefined = process.getuid?.(),
): void {
  if (user !== 0 || extraArguments.includes('--no-sandbox')) return
  throw new Error(
    'Chromium has no sandbox when root starts it: run Aval as a user of its own, ' +
      'or choose transport: { kind: baileys }',
  )
}

/** Options for Puppeteer. `profile` is the folder in which the browser keeps the account. */
export function launchOptions(
  executablePath: string,
  profile: string,
  extraArguments: readonly string[],
): object {
  return {
    executablePath,
    userDataDir: profile,
    headless: true,
    defaultViewport: null,
    // No port that another program could drive the account through; and the browser ends with us,
    // because its pipe does.
    pipe: true,
    // Puppeteer would end our process on a signal, before anything is closed.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ['--disable-dev-shm-usage', ...extraArguments],
  }
}

/**
 * Chromium refuses a profile that was last used under another host name, as each new container has
 * one. The session's own lock says that nobody else uses it, so that such a mark is stale.
 */
export function removeStaleLock(profile: string, host: string = hostname()): void {
  const lock = join(profile, 'SingletonLock')
  let owner: string
  try {
    owner = readlinkSync(lock)
  } catch {
    return
  }
  if (owner.slice(0, owner.lastIndexOf('-')) === host) return
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
    rmSync(join(profile, name), { force: true })
  }
}

/**
 * Puppeteer stops listening to its pipes before they close; a reset that comes after that would be
 * an error that nobody listens to, and end our process. The browser's end is told in other ways.
 */
export function ignorePipeErrors(browser: WebBrowser): void {
  for (const pipe of browser.process()?.stdio ?? []) pipe?.on('error', () => {})
}

/** A browser that has not written its profile and gone after this time is killed. */
const goodbyeMs = 5_000

/** Resolves once the browser's process is gone. */
export async function closeBrowser(
  browser: WebBrowser,
  graceMs: number = goodbyeMs,
): Promise<void> {
  const child = browser.process()
  const closed = browser.close().catch(nothing)
  if (!child || isGone(child)) return
  const gone = once(child, 'exit').then(nothing)
  await within(graceMs, Promise.all([gone, closed]))
  if (isGone(child)) return
  kill(child)
  await gone
}

const nothing = (): void => undefined

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** Puppeteer starts the browser as the head of its own group, which holds all of its processes. */
function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}
