// A temporary copy of one environment for conformance vectors: its rules, invented people, only
// sandbox twins.

import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { factorPlace, secretOf } from '../../command/answered/step-up.ts'
import type { Command, Slots } from '../../command/command.ts'
import { advance } from '../../engine/advance.ts'
import type { Letter } from '../../engine/transport.ts'
import type { Pack } from '../../policy/pack.ts'
import { holds, type Person } from '../../policy/people.ts'
import { simulatedText, simulatedTransport } from '../../transports/json-lines.ts'
import { type OpenEnvironment, openEnvironment } from '../environment.ts'
import { environmentFolder } from '../environment-folder.ts'
import { readKeys } from '../keys.ts'
import type { Settings } from '../settings/settings-schema.ts'
import {
  freshFolder,
  neighbourTenant,
  type StageParts,
  stageTenant,
  writeStageHome,
} from './home.ts'
import { codeMs, openSinkServer, totpAt } from './props.ts'

export interface Stage {
  readonly opened: OpenEnvironment
  readonly pack: Pack | null
  readonly people: readonly Person[]
  /** People with the same roles in another tenant. */
  readonly neighbours: readonly Person[]
  /** The store's file, for code that reads it directly. */
  readonly file: string
  /** All messages sent so far, in order. */
  sent(): readonly Letter[]
  /** Lets a person send a text in their direct chat; returns all messages sent in answer. */
  say(person: Person, text: string, id?: string): Promise<readonly Letter[]>
  /** The same with the words for this command. */
  ask(person: Person, flow: string, slots: Slots, id?: string): Promise<readonly Letter[]>
  wait(milliseconds: number): Promise<void>
  /** The token on this person's card for a command; null if no card came. */
  token(name: string, person: Person): string | null
  /** The current code of the person's authenticator app; waits so that no code repeats. */
  code(person: Person): Promise<string>
  command(name: string): Promise<Command | null>
  /** The number of artifacts of a type: about one command, or all if no name is given. */
  count(type: string, name?: string): Promise<number>
  /** How many connections were made to the stand-in for real systems. */
  connections(): number
}

/** A fixed Monday morning, to avoid weekend freezes of a pack; the real clock is not read. */
const morning = Date.parse('2026-01-05T08:00:00Z')

/** Runs `play` in a temporary folder that is always deleted afterwards. */
export async function onStage<Result>(
  parts: StageParts,
  play: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const folder = freshFolder()
  const trap = await openSinkServer()
  try {
    writeStageHome(folder, parts, trap.port)
    const stage = await openStage(folder, parts, trap.connections)
    try {
      return await play(stage)
    } finally {
      await stage.opened.close()
    }
  } finally {
    await trap.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Two people for each role of the pack, and one who both requests and approves. */
function madeUp(settings: Settings, pack: Pack): readonly Person[] {
  const roles = Object.keys(pack.roles)
  const asking = roles.filter((role) => pack.roles[role]?.some((one) => one.endsWith('.write')))
  const asked = Object.values(pack.approvals).flatMap((one) => one.ask)
  const both = [...new Set([...asking, ...asked])].filter((role) => roles.includes(role))
  const person = (id: string, held: readonly string[]): Person => ({
    id,
    name: id,
    tenant: `${settings.environment}:${stageTenant}`,
    roles: held,
    grants: [],
    locale: 'en',
    identifiers: [],
    stepUp: 'none',
  })
  return [
    ...roles.flatMap((role) => [person(`${role}-one`, [role]), person(`${role}-two`, [role])]),
    ...(both.length === 0 ? [] : [person('of-every-role', both)]),
  ]
}

async function openStage(
  folder: string,
  { settings, version }: StageParts,
  connections: () => number,
): Promise<Stage> {
  let now = morning
  const clock = {
    now: () => now,
    moveTo: (at: number) => {
      now = Math.max(now, at)
    },
    pause: async () => undefined,
  }
  const letters: Letter[] = []
  const sent: Letter[] = []
  const tokens = new Map<string, string>()
  const opened = await openEnvironment({
    home: folder,
    environment: settings.environment,
    version,
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    transport: simulatedTransport('conformance', (letter) => {
      letters.push(letter)
      sent.push(letter)
      const { command, to, token } = letter
      if (token !== undefined) tokens.set(`${command}/${to}`, token)
    }),
    // Not needed: a letter's text says the same.
    draw: () => Promise.reject(new Error('No picture is drawn for a vector.')),
    variables: { AVAL_CONFORM_CANARY: randomBytes(16).toString('hex') },
  })
  const { pack } = opened.rules
  const people = pack === null ? [] : madeUp(settings, pack)
  const neighbours = people.map((one) => ({
    ...one,
    id: `${one.id}-${neighbourTenant}`,
    name: `${one.id}-${neighbourTenant}`,
    tenant: `${settings.environment}:${neighbourTenant}`,
  }))
  const enrol = [...people, ...neighbours]
  await opened.engine.notice({ what: 'service.start', aligned: pack !== null, enrol })
  const apps = new Map<string, Buffer>()
  const wait = async (milliseconds: number) => {
    await advance(opened.engine, clock, now + milliseconds)
    await opened.engine.idle()
  }
  const say = speaker(opened, clock, letters)
  const stage: Stage = {
    opened,
    pack,
    people,
    neighbours,
    file: join(environmentFolder(folder, settings.environment), 'aval.db'),
    sent: () => sent,
    say,
    wait,
    connections,
    ask: (person, flow, slots, id) => say(person, typed(opened, flow, slots), id),
    token: (name, person) => tokens.get(`${name}/${person.id}`) ?? null,
    async code(person) {
      await wait(2 * codeMs)
      return totpAt(apps.get(person.id) ?? Buffer.alloc(20), now)
    },
    command: async (name) => (await opened.storeClient.commandNamed(name)).commands[0] ?? null,
    async count(type, name) {
      const filter = name === undefined ? { type } : { type, command: name }
      return (await opened.storeClient.audit(filter)).length
    },
  }
  for (const tenant of [people, neighbours]) await enrolApps(stage, tenant, folder, apps)
  return stage
}

function speaker(
  { engine }: OpenEnvironment,
  clock: { now(): number },
  letters: Letter[],
): Stage['say'] {
  let messages = 0
  return async (person, text, id) => {
    messages += 1
    letters.length = 0
    const name = id ?? `conformance-${messages}`
    await engine.listener.message(simulatedText(person.id, text, name, clock.now()))
    await engine.idle()
    return [...letters]
  }
}

/** What a person would type for a command: the first wording with exactly these slots. */
function typed({ languages }: OpenEnvironment, flow: string, slots: Slots): string {
  const names = Object.keys(slots).toSorted().join()
  const pattern = languages.fallback.patterns.find(
    (one) =>
      one.flow === flow &&
      one.pieces.every((piece) => piece.kind !== 'given') &&
      one.pieces
        .flatMap((piece) => (piece.kind === 'slot' ? [piece.name] : []))
        .toSorted()
        .join() === names,
  )
  if (pattern === undefined) throw new Error(`No words are known for ${flow}.`)
  return pattern.pieces
    .map((piece) => (piece.kind === 'word' ? piece.shown : String(slots[piece.name])))
    .join(' ')
}

/**
 * If the pack asks for a second factor, everybody who may approve enrols an app, as real people
 * would.
 */
async function enrolApps(
  stage: Stage,
  people: readonly Person[],
  folder: string,
  apps: Map<string, Buffer>,
): Promise<void> {
  const { pack, opened } = stage
  const { environment } = opened.settings
  if (pack === null || Object.keys(pack.step_up[environment] ?? {}).length === 0) return
  if (!opened.rules.flows.has('people.activate')) return
  const { vault } = readKeys(environmentFolder(folder, environment))
  const scopes = [...new Set(Object.values(pack.approvals).map((one) => one.scope))]
  const approves = people.filter((one) => scopes.some((scope) => holds(pack, one, scope)))
  const admin = approves.find((one) => holds(pack, one, 'admin.people'))
  if (admin === undefined) return
  for (const person of [admin, ...approves.filter((one) => one.id !== admin.id)]) {
    const secret = randomBytes(20)
    apps.set(person.id, secret)
    await opened.engine.ask({
      door: 'cli',
      key: `enrol-${person.id}`,
      requester: person.id,
      flow: 'people.activate',
      slots: { person: person.id },
      factor: { sealed: vault.seal(secretOf(secret), factorPlace(person.id)), recovery: [] },
    })
    await opened.engine.idle()
    if (person.id === admin.id) continue
    const open = await opened.storeClient.openCommands()
    const [name] = open.commands.flatMap((one) => (one.requester === person.id ? [one.name] : []))
    const token = name === undefined ? null : stage.token(name, admin)
    if (token !== null) await stage.say(admin, `1 ${token} ${await stage.code(admin)}`)
    await stage.wait(3_600_000)
  }
}
