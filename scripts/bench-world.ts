// The home, people and shop of the measuring scripts; only network and clock are simulated.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Rules } from '../src/command/facts.ts'
import type { Languages } from '../src/conversation/say.ts'
import type { Connector } from '../src/engine/connector.ts'
import { createEngine, type Engine } from '../src/engine/engine.ts'
import type { StoreClient } from '../src/engine/store-client/store-client.ts'
import type { Letter } from '../src/engine/transport.ts'
import { readFlows, readLanguages } from '../src/environment/content.ts'
import { shipped } from '../src/environment/content-files.ts'
import { environmentFolder } from '../src/environment/environment-folder.ts'
import { readKeys } from '../src/environment/keys.ts'
import { peopleOfFile } from '../src/environment/people.ts'
import { readRules } from '../src/environment/rules.ts'
import { readSettings } from '../src/environment/settings/settings.ts'
import type { Settings } from '../src/environment/settings/settings-schema.ts'
import {
  openStoreHere,
  openStoreOnThread,
  randomHexSource,
  type StoreParts,
} from '../src/environment/threads/open-store.ts'
import { simulatedText, simulatedTransport } from '../src/transports/json-lines.ts'

export const requesters = 12
export const approvers = 3
/** High enough that nothing is refused or expires in a measurement. */
const noLimit = 1_000_000

/** The shipped pack under another name, with limits that are never reached. */
export function roomyPack(name: string): string {
  return readFileSync(join(shipped, 'flows/policies/strong-1.0.0.yaml'), 'utf8')
    .replace('pack: strong', `pack: ${name}`)
    .replace(/open_requests: \d+/, `open_requests: ${noLimit}`)
    .replaceAll(/most: \d+/g, `most: ${noLimit}`)
}

/** The same with approvals that do not expire during a measurement. */
function benchPack(): string {
  return roomyPack('bench').replaceAll(/expires: (?:\d+m)/g, 'expires: 20h')
}

function settingsText(shop: string, pack: string): string {
  const person = (id: string, index: number, role: string) =>
    `  - { id: ${id}, name: ${id}, tenant: acme, phones: ["+55119${10_000_000 + index}"], roles: [${role}], locale: en }`
  const people = [
    ...Array.from({ length: requesters }, (_, index) => person(`r${index}`, index, 'requester')),
    ...Array.from({ length: approvers }, (_, index) =>
      person(`b${index}`, 100 + index, 'approver'),
    ),
    person('dora', 200, 'admin'),
  ]
  return `environment: test
policy: { pack: ${pack}, version: 1.0.0, profile: HAPF-Strong }
transport: { kind: terminal }
tenants: [{ id: acme }]
people:
${people.join('\n')}
connectors:
  shop: { kind: http, base_url: "${shop}", secrets: { token: "secret://env/SHOP_TOKEN" } }
retention: { evidence: 365d, messages: 30d }
`
}

export interface Home {
  readonly home: string
  readonly folder: string
  readonly file: string
  remove(): void
}

/** A port where nothing listens; the measuring scripts start their own shop. */
const nowhere = 'http://127.0.0.1:9'

/**
 * Makes a new home below `parent` (default: the system's temporary folder). It has flows of its own
 * only with the pack `bench`.
 */
export function makeHome(parent = tmpdir(), shop = nowhere, pack = 'bench'): Home {
  const home = mkdtempSync(join(parent, 'aval-bench-'))
  const folder = environmentFolder(home, 'test')
  mkdirSync(folder, { recursive: true })
  if (pack === 'bench') {
    mkdirSync(join(home, 'flows/policies'), { recursive: true })
    writeFileSync(join(home, 'flows/policies/bench-1.0.0.yaml'), benchPack())
  }
  writeFileSync(join(folder, 'environment.yaml'), settingsText(shop, pack))
  return {
    home,
    folder,
    file: join(folder, 'aval.db'),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

export interface Ground {
  readonly parts: StoreParts
  readonly settings: Settings
  readonly rules: Rules
  readonly languages: Languages
  readonly randomHex: () => string
}

/** The parts of an environment, read from its home as `openEnvironment` reads them. */
export function readGround({ home, folder }: Pick<Home, 'home' | 'folder'>): Ground {
  const settings = readSettings(home, 'test')
  const flows = readFlows(home)
  const languages = readLanguages(home, flows, settings.time_zone)
  const keys = readKeys(folder)
  const rules = readRules({ home, settings, flows, keys, transport: 'bench' })
  if (rules.failure !== null) throw new Error(rules.failure)
  const parts = { folder, home, version: '0.0.0', rules }
  return { parts, settings, rules, languages, randomHex: randomHexSource() }
}

export interface World {
  readonly ground: Ground
  readonly storeClient: StoreClient
  readonly engine: Engine
  /** Receives one message; resolves when it is durable. */
  hear(from: string, text: string): Promise<void>
  /** Resolves with the next letter that fits. */
  letter(fits: (letter: Letter) => boolean): Promise<Letter>
  /**
   * Runs one command from the request to the outcome: requested, previewed, confirmed, approved,
   * done.
   */
  approve(number: number): Promise<void>
  /** Moves the clock only; `engine.tick` settles what is due by then. */
  wait(milliseconds: number): void
  /** Number of effects that the shop has carried out. */
  acts(): number
  close(): Promise<void>
}

interface Expected {
  readonly fits: (letter: Letter) => boolean
  readonly resolve: (letter: Letter) => void
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * The real engine, store, words and policy. Letters are accepted at once, and the shop answers at
 * once unless another one is given; that one calls `acted` at each effect.
 */
export async function openWorld(
  home: Home,
  way: 'here' | 'aside',
  prefix = 'm',
  shopOf: (acted: () => void) => Connector = benchShop,
): Promise<World> {
  const ground = readGround(home)
  const { languages, rules, randomHex } = ground
  const storeClient: StoreClient =
    way === 'here'
      ? openStoreHere(ground.parts, languages, randomHex)
      : await openStoreOnThread(ground.parts, (error) => {
          throw error
        })
  let expected: Expected[] = []
  const transport = simulatedTransport('bench', (letter) => {
    const met = expected.find((one) => one.fits(letter))
    if (met === undefined) return
    expected = expected.filter((one) => one !== met)
    met.resolve(letter)
  })
  let acts = 0
  const shop = shopOf(() => {
    acts += 1
  })
  let now = Date.UTC(2026, 0, 5)
  const clock = { now: () => now, pause: async () => undefined }
  const engine = createEngine({
    rules,
    languages,
    storeClient,
    transport,
    connectorOf: () => shop,
    clock,
    log: silent,
    randomHex,
  })
  const letter = (fits: Expected['fits']) =>
    new Promise<Letter>((resolve) => expected.push({ fits, resolve }))
  let messages = 0
  const hear = (from: string, text: string) => {
    messages += 1
    return engine.listener.message(simulatedText(from, text, `${prefix}${messages}`, now))
  }
  const enrol = peopleOfFile(ground.settings)
  await engine.notice({ what: 'service.start', aligned: true, enrol })
  await engine.start()
  return {
    ground,
    storeClient,
    engine,
    hear,
    letter,
    async approve(number) {
      now += 1_000
      const from = `r${number % requesters}`
      const [preview] = await Promise.all([
        letter((one) => one.kind === 'preview' && one.to === from),
        hear(from, `cancel order ${number}`),
      ])
      const command = preview.command ?? ''
      const [card] = await Promise.all([
        letter((one) => one.token !== undefined && one.command === command),
        hear(from, `1 ${command}`),
      ])
      await Promise.all([
        letter((one) => one.kind === 'outcome' && one.command === command && one.to === from),
        hear(card.to, `1 ${card.token ?? ''}`),
      ])
    },
    wait(milliseconds) {
      now += milliseconds
    },
    acts: () => acts,
    async close() {
      await engine.idle()
      await engine.stop()
      await storeClient.close()
    },
  }
}

/** Answers at once, so that only Aval is measured. */
export function benchShop(acted: () => void): Connector {
  return {
    name: 'shop',
    plan: async () => ({
      kind: 'planned',
      shows: [
        ['customer', 'Rui'],
        ['total', '120'],
      ],
      changes: [{ field: 'status', before: 'open', after: 'cancelled' }],
    }),
    read: async () => ({ kind: 'done', result: {} }),
    async apply() {
      acted()
      return { kind: 'done', result: {} }
    },
    verify: async () => 'undone',
  }
}
