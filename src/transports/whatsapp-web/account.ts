// What is stored about the linked account, and what its browser needs to start.

import { z } from 'zod'
import type { SessionStore } from '../../store/session/tables.ts'
import { findChromium, refuseWithoutSandbox } from './chromium.ts'
import type { TestOverrides } from './client.ts'
import { type Library, loadLibrary } from './library.ts'

const account = z.object({
  number: z.string().optional(),
  /**
   * When the link was last opened, epoch milliseconds: older messages were received before, or are
   * history.
   */
  openedAt: z.number(),
})

/** The keys are in the browser's profile; this only says that they exist. */
export type Account = z.infer<typeof account>

export function readAccount(session: SessionStore): Account | undefined {
  const json = session.readCredentials()
  if (json === undefined) return undefined
  const parsed = account.safeParse(JSON.parse(json))
  return parsed.success ? parsed.data : undefined
}

export function writeAccount(session: SessionStore, value: Account): void {
  session.writeCredentials(JSON.stringify(value))
}

export interface BrowserSetup {
  readonly library: Library
  readonly executablePath: string
}

/** Throws a sentence with the fix if the package or the browser is missing or unsafe. */
export async function findBrowserSetup(
  options: { readonly executablePath?: string },
  overrides: TestOverrides,
): Promise<BrowserSetup> {
  const library = await loadLibrary(overrides.loadLibrary)
  const executablePath = findChromium(options.executablePath)
  refuseWithoutSandbox(overrides.extraArguments ?? [])
  return { library, executablePath }
}
