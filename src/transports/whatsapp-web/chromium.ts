// The browser that runs WhatsApp Web: found, started in isolation, and reliably ended.

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { withTimeout } from '../../engine/with-timeout.ts'
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

/** The browser to start. Throws a sentence with the fix if there is none. */
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

/** Chromium renders what strangers send, so that it must run in its sandbox. */
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

/** Options for Puppeteer. `profile` is the folder where the browser keeps the account. */
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
    // A pipe, not a port that other programs could use; the browser ends with us, as its pipe does.
    pipe: true,
    // Otherwise Puppeteer would end our process on a signal before anything is closed.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ['--disable-dev-shm-usage', ...extraArguments],
  }
}

/**
 * Chromium refuses a profile last used under another host name, as every new container has. The
 * session's lock shows that nobody else uses it, so that such a mark is stale.
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
 * Puppeteer stops listening to its pipes before they close; a reset after that would be an
 * unhandled error that ends our process. The browser's end is noticed in other ways.
 */
export function ignorePipeErrors(browser: WebBrowser): void {
  for (const pipe of browser.process()?.stdio ?? []) pipe?.on('error', () => {})
}

/** How long the browser may take to write its profile and exit before it is killed. */
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
  await withTimeout(graceMs, Promise.all([gone, closed]))
  if (isGone(child)) return
  kill(child)
  await gone
}

const nothing = (): void => undefined

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** Kills the browser's process group, which Puppeteer creates. */
function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}
