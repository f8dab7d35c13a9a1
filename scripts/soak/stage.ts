// The environment of a WhatsApp measurement: stand-in server, shop, home, and a linked number.

import { join } from 'node:path'
import { systemClock } from '../../src/cli/simulated/clock.ts'
import { claimSession } from '../../src/store/session/owner.ts'
import { openSession } from '../../src/store/session/session.ts'
import { pair } from '../../src/transports/baileys/pair.ts'
import { Mailbox } from '../../test/transports/stand-in/mailbox.ts'
import type { Phone } from '../../test/transports/stand-in/phone.ts'
import { Resends } from '../../test/transports/stand-in/resend.ts'
import { StandIn } from '../../test/transports/stand-in/stand-in.ts'
import { type BigShop, type Member, makeHome, membersOf, startBigShop } from './home.ts'

export interface Scenery {
  readonly server: StandIn
  readonly shop: BigShop
  readonly members: readonly Member[]
  readonly home: string
  /** The file of the linked account. */
  readonly session: string
  phone(member: Member): Phone
  close(): Promise<void>
}

const silence = () => undefined
const silentLog = { debug: silence, info: silence, warn: silence, error: silence }

/** Without this the first login waits twenty seconds for a history that never comes. */
const recentHistory = 3

export async function openScenery(teams: number): Promise<Scenery> {
  const server = await StandIn.start()
  server.claimedKeys = 100
  const shop = await startBigShop()
  const members = membersOf(teams)
  const home = makeHome(members, shop.url)
  const file = join(home, 'data', 'test', 'session.db')
  const session = openSession(file)
  claimSession(session, 'test')
  const shouldSyncHistoryMessage = ({ syncType }: { syncType?: unknown }) =>
    syncType !== recentHistory
  await pair(
    { session, log: silentLog, clock: systemClock, onQr: (qr) => server.scan(qr) },
    { socketUrl: server.url, socket: { shouldSyncHistoryMessage } },
  )
  session.close()
  server.mailbox = new Mailbox()
  server.resends = new Resends()
  return {
    server,
    shop,
    members,
    home,
    session: file,
    phone: ({ number }) => server.person(number, `9${number.slice(-10)}`),
    async close() {
      await server.close()
      shop.close()
    },
  }
}
