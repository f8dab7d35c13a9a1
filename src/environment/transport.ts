// The transport that an environment's settings name, loaded only when it is used.

import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Clock, LinkState, Transport } from '../engine/ports.ts'
import { openSession } from '../store/session.ts'
import { environmentFolder, type Settings } from './settings.ts'
import type { Variables } from './walls.ts'

export interface OpenTransport {
  readonly transport: Transport
  /** After the transport has stopped. */
  close(): void
}

export interface TransportParts {
  readonly home: string
  readonly settings: Settings
  readonly log: Logger
  readonly clock: Clock
  readonly variables: Variables
}

/** The file of a linked account; whoever holds it is that number. */
export function sessionFile(home: string, settings: Pick<Settings, 'environment'>): string {
  return join(environmentFolder(home, settings.environment), 'session.db')
}

export async function openTransport(parts: TransportParts): Promise<OpenTransport> {
  switch (parts.settings.transport.kind) {
    case 'terminal':
      return { transport: nobodyThere, close: () => undefined }
    case 'baileys':
      return await openBaileys(parts)
    case 'whatsapp-web':
      return await openWhatsappWeb(parts)
  }
}

async function openBaileys({ home, settings, log, clock }: TransportParts): Promise<OpenTransport> {
  const { createBaileys } = await import('../transports/baileys/baileys.ts')
  const session = openSession(sessionFile(home, settings))
  return {
    transport: createBaileys({ session, log, clock }),
    close: () => session.close(),
  }
}

async function openWhatsappWeb(parts: TransportParts): Promise<OpenTransport> {
  const { createWhatsappWeb } = await import('../transports/whatsapp-web/whatsapp-web.ts')
  return { transport: createWhatsappWeb(browserOptions(parts)), close: () => undefined }
}

/** The account lives in a folder of its own, with the browser's profile beside the session. */
export function browserOptions({ home, settings, log, clock, variables }: TransportParts) {
  const folder = join(environmentFolder(home, settings.environment), 'whatsapp-web')
  const executablePath = variables['PUPPETEER_EXECUTABLE_PATH']
  return { folder, log, clock, ...(executablePath === undefined ? {} : { executablePath }) }
}

/** Letters are kept until there is somebody to give them to: `aval chat` is the terminal. */
const nobodyThere: Transport = {
  name: 'terminal',
  simulated: true,
  start: async () => undefined,
  send: async () => ({ state: 'later', reason: 'nobody_here', waitMs: 30_000 }),
  directChat: (person) => person.id,
  stop: async () => undefined,
}

/** The same transport; each change of the link is told to `tell` as well. */
export function watchedTransport(transport: Transport, tell: (link: LinkState) => void): Transport {
  return {
    ...transport,
    start: (ear) =>
      transport.start({
        ...ear,
        link(state) {
          tell(state)
          ear.link(state)
        },
      }),
  }
}
