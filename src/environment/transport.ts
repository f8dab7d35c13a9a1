// Opens the transport that the settings name; loaded only when used.

import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Clock } from '../engine/clock.ts'
import type { Transport } from '../engine/transport.ts'
import type { OpenedSession } from '../store/session/journal.ts'
import { claimSession } from '../store/session/owner.ts'
import type { SessionStore } from '../store/session/tables.ts'
import { environmentFolder } from './environment-folder.ts'
import type { Variables } from './secrets.ts'
import { SetUpError } from './set-up-error.ts'
import type { Settings } from './settings/settings-schema.ts'
import { openSessionOnThread } from './threads/session.ts'

export interface OpenTransport {
  readonly transport: Transport
  /** Call after the transport has stopped; resolves when its session is on disk. */
  close(): Promise<void>
}

export interface TransportParts {
  readonly home: string
  readonly settings: Settings
  readonly log: Logger
  readonly clock: Clock
  readonly variables: Variables
}

/** The session file of a linked account; whoever has it can act as that number. */
export function sessionFile(
  home: string,
  { environment, transport }: Pick<Settings, 'environment' | 'transport'>,
): string {
  const folder = environmentFolder(home, environment)
  return transport.kind === 'whatsapp-web'
    ? join(browserFolder(folder), 'session.db')
    : join(folder, 'session.db')
}

/** The browser's profile, with the session beside it. */
function browserFolder(folder: string): string {
  return join(folder, 'whatsapp-web')
}

/** `lost` is called if the session file can no longer be written until a restart. */
export async function openTransport(
  parts: TransportParts,
  lost: (error: Error) => void,
): Promise<OpenTransport> {
  switch (parts.settings.transport.kind) {
    case 'terminal':
      return { transport: nobodyThere, close: nothingToClose }
    case 'baileys':
      return await openBaileys(parts, lost)
    case 'whatsapp-web':
      return await openWhatsappWeb(parts, lost)
  }
}

const nothingToClose = async (): Promise<void> => undefined

async function openBaileys(
  parts: TransportParts,
  lost: (error: Error) => void,
): Promise<OpenTransport> {
  const { home, settings, log, clock } = parts
  const { createBaileys } = await import('../transports/baileys/baileys.ts')
  const { session, close } = await aside(parts, lost)(sessionFile(home, settings))
  return { transport: createBaileys({ session, log, clock }), close }
}

async function openWhatsappWeb(
  parts: TransportParts,
  lost: (error: Error) => void,
): Promise<OpenTransport> {
  const { createWhatsappWeb } = await import('../transports/whatsapp-web/whatsapp-web.ts')
  const options = { ...browserOptions(parts), openSession: aside(parts, lost) }
  return { transport: createWhatsappWeb(options), close: nothingToClose }
}

function aside(
  { settings, log, clock }: TransportParts,
  lost: (error: Error) => void,
): (file: string) => Promise<OpenedSession> {
  const refused = (error: unknown): void =>
    log.error({ err: error }, 'The session cannot be written; until it can, nothing goes out.')
  const pause = (milliseconds: number) => clock.pause(milliseconds)
  return async (file) => {
    const opened = await openSessionOnThread(file, { refused, lost, pause })
    try {
      refuseForeign(opened.session, file, settings)
    } catch (error) {
      await opened.close()
      throw error
    }
    return opened
  }
}

/** Refuses a session of another environment: both would receive the same messages (DESR VII.A). */
export function refuseForeign(
  session: SessionStore,
  file: string,
  { environment }: Pick<Settings, 'environment'>,
): void {
  const owner = claimSession(session, environment)
  const mend = `move it away, and link a number of its own: aval pair --env ${environment}.`
  if (owner === null)
    throw new SetUpError(`${file} holds an account, but does not name its environment; ${mend}`)
  if (owner !== environment)
    throw new SetUpError(
      `${file} is the account of the environment ${owner}, not of ${environment}; ${mend}`,
    )
}

export function browserOptions({ home, settings, log, clock, variables }: TransportParts) {
  const folder = browserFolder(environmentFolder(home, settings.environment))
  const executablePath = variables['PUPPETEER_EXECUTABLE_PATH']
  const own = (session: SessionStore, file: string) => refuseForeign(session, file, settings)
  return { folder, log, clock, own, ...(executablePath === undefined ? {} : { executablePath }) }
}

/** Leaves all messages in the outbox until somebody opens `aval chat`, which is the terminal. */
const nobodyThere: Transport = {
  name: 'terminal',
  start: async () => undefined,
  send: async () => ({ state: 'later', reason: 'nobody_here', waitMs: 30_000 }),
  directChat: (person) => person.id,
  stop: async () => undefined,
}
