// Access to an environment for the command line: store and rules, without transport and engine.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Noticed } from '../command/event.ts'
import type { Rules } from '../command/facts.ts'
import { eventId } from '../engine/decide.ts'
import { askedArrival, type ProgramRequest } from '../engine/receive.ts'
import type { StoreClient } from '../engine/store-client/store-client.ts'
import type { Environment } from '../policy/names.ts'
import { newestSchema } from '../store/file/migrations.ts'
import { lockedForMigration } from '../store/file/owner-lock.ts'
import { readFlows, readLanguages } from './content.ts'
import { definitionsNow } from './definitions.ts'
import { environmentFolder } from './environment-folder.ts'
import { refuseRootUnlessOwner } from './folder-owner.ts'
import { type Keys, readKeys } from './keys.ts'
import { newestTime } from './newest-time.ts'
import { peopleOfFile } from './people.ts'
import { readRules } from './rules.ts'
import { readRunState } from './run-state.ts'
import { readSettings } from './settings/settings.ts'
import { openStoreHere, randomHexSource } from './threads/open-store.ts'

export interface StoreAccess {
  /**
   * The time of what is asked and recorded: the machine's, but never before what the environment
   * itself has reached, for which a lockdown of 30 minutes would be over otherwise.
   */
  readonly now: () => number
  readonly storeClient: StoreClient
  readonly rules: Rules
  readonly keys: Keys
  /** Requests a command on a person's behalf; resolves once it is durable. */
  ask(asked: ProgramRequest): Promise<void>
  /** Records as evidence what the command line did; resolves once it is durable. */
  notice(notice: Noticed): Promise<void>
  close(): Promise<void>
}

export interface StoreAccessOptions {
  readonly home: string
  readonly environment: Environment
  readonly version: string
  readonly now: () => number
}

/**
 * Opens beside a running environment, whose process then finds the request and sends the cards; or
 * alone, and the cards are sent at the next start.
 */
export async function openStoreAccess(options: StoreAccessOptions): Promise<StoreAccess> {
  const { home, environment, version } = options
  const settings = readSettings(home, environment)
  const folder = environmentFolder(home, environment)
  refuseRootUnlessOwner(folder)
  const flows = readFlows(home)
  const keys = readKeys(folder)
  const tellsReceipts = settings.transport.kind !== 'terminal'
  const rules = readRules({ home, settings, flows, keys, transport: 'cli', tellsReceipts })
  const randomHex = randomHexSource()
  const isNew = !existsSync(join(folder, 'aval.db'))
  const languages = readLanguages(home, flows, settings.time_zone)
  const storeClient = lockedForMigration(folder, environment, () =>
    openStoreHere({ folder, home, version, rules }, languages, randomHex, keys),
  )
  const running = readRunState(home, environment, options.now())
  const reached = Math.max(await newestTime(storeClient), running?.reached ?? 0)
  const now = () => Math.max(options.now(), reached)
  const notice = async (what: Noticed) => {
    const at = now()
    const id = eventId(at, randomHex())
    await storeClient.submit({ event: { kind: 'noticed', id, at, notice: what } })
  }
  if (isNew || (await storeClient.people()).length === 0)
    await notice({
      what: 'service.start',
      aligned: rules.pack !== null,
      enrol: peopleOfFile(settings),
      schema: newestSchema(),
      definitions: definitionsNow(home, settings, rules),
    })
  return {
    now,
    storeClient,
    rules,
    keys,
    notice,
    async ask(asked) {
      const at = now()
      await storeClient.submit(askedArrival(asked, at, eventId(at, randomHex())))
    },
    close: () => storeClient.close(),
  }
}
