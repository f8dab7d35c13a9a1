// A whole kill test: runs conversations while the program dies again and again, then counts
// everything.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Shop, startShop } from '../shop.ts'
import { chanceOf } from './chance.ts'
import { type Door, openDoor } from './door.ts'
import { drawPlan, type Plan } from './plan.ts'
import {
  approvers,
  replicasAt,
  requesters,
  type Statuses,
  type Told,
  tellRound,
} from './stories.ts'

export interface KillOptions {
  readonly aval: readonly [string, ...string[]]
  readonly kills: number
  readonly seed: number
  readonly onProgress?: (kills: number) => void
}

export interface KillFigures {
  readonly kills: Readonly<Record<Plan['kind'], number>>
  readonly commands: number
  readonly acts: number
  readonly verified: number
  readonly artifacts: number
}

const environment = 'test'
const token = 'of-the-kill-test'
const startsAt = Date.parse('2026-01-05T09:00:00Z')

/** Throws at the first violation. */
export async function killRun(options: KillOptions): Promise<KillFigures> {
  const shop = await startShop({ port: 0, token })
  const home = mkdtempSync(join(tmpdir(), 'aval-kill-'))
  try {
    writeHome(home, shop.url)
    return await run(options, shop, home)
  } finally {
    await shop.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function run(options: KillOptions, shop: Shop, home: string): Promise<KillFigures> {
  const chance = chanceOf(options.seed)
  const kills = { start: 0, line: 0, act: 0 }
  const count = () => kills.start + kills.line + kills.act
  let verified = 0
  const door = openDoor({
    aval: options.aval,
    home,
    environment,
    variables: { SHOP_TOKEN: token },
    at: startsAt,
    acts: shop.acts,
    plan: () => (count() < options.kills ? drawPlan(chance) : null),
    onKilled(plan) {
      kills[plan.kind] += 1
      options.onProgress?.(count())
      // A kill within the first start may leave no database: then there is nothing to verify.
      if (door.messages.size === 0) return
      verify(options, home)
      verified += 1
    },
  })
  try {
    const teller = { door, chance, freshId: countedIds() }
    const told: Told[] = []
    let statuses: Statuses = new Map()
    let rounds = 0
    while (rounds === 0 || count() < options.kills) {
      const round = await tellRound(teller, statuses, rounds)
      told.push(...round.told)
      statuses = round.statuses
      rounds += 1
    }
    await checkWorld(door, shop, statuses, rounds, told)
    await door.end()
    const artifacts = checkEvidence(options, home, told)
    verify(options, home)
    return { kills, commands: told.length, acts: shop.acts(), verified: verified + 1, artifacts }
  } finally {
    door.destroy()
  }
}

function countedIds(): () => string {
  let count = 0
  return () => {
    count += 1
    return `m${count}`
  }
}

/**
 * The shop changed exactly once for each command that should change it, and the unit has its last
 * value.
 */
async function checkWorld(
  door: Door,
  shop: Shop,
  statuses: Statuses,
  rounds: number,
  told: readonly Told[],
): Promise<void> {
  const wanted = told.filter((one) => one.shop).length
  same('acts of the shop', shop.acts(), wanted)
  for (const { order } of requesters)
    same(`status of order ${order}`, shop.status(order), statuses.get(order) ?? 'open')
  if (rounds < 2) return
  door.say({ from: 'ivo', text: 'show config checkout', id: 'last' })
  const answer = await door.until('the unit', () =>
    [...door.messages.values()].find((one) => one.to === 'ivo' && one.kind === 'answer'),
  )
  const replicas = /^replicas: (\d+)$/m.exec(answer.text)?.[1]
  same('replicas of the unit', Number(replicas), replicasAt(rounds - 1))
}

const artifactSchema = z.object({
  type: z.string(),
  command: z.object({ command_id: z.string() }).optional(),
  body: z.record(z.string(), z.unknown()).nullable(),
})

/** Each command was proposed, granted, started and concluded once, and there are no others. */
function checkEvidence(options: KillOptions, home: string, told: readonly Told[]): number {
  const artifacts = aval(options, home, 'audit')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => artifactSchema.parse(JSON.parse(line)))
  const count = (type: string) => artifacts.filter((one) => one.type === type).length
  const of = (kind: Told['kind']) => told.filter((one) => one.kind === kind).length
  // The question at the end is a command too, of class S0.
  const effects = of('granted') + of('ordinary')
  same('effect.applied', count('effect.applied'), effects)
  same('approval.granted', count('approval.granted'), of('granted'))
  same('command.rejected', count('command.rejected'), of('denied'))
  same('command.confirmed', count('command.confirmed'), told.length)
  same('command.failed', count('command.failed'), 0)
  same('distinct names', new Set(told.map((one) => one.command)).size, told.length)
  const starts = artifacts.filter((one) => one.type === 'command.started')
  const started = new Set(starts.map((one) => one.command?.command_id))
  same('commands that started once', started.size, starts.length)
  return artifacts.length
}

function same(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: ${String(found)} instead of ${String(wanted)}`)
}

function verify(options: KillOptions, home: string): void {
  const lines = aval(options, home, 'verify').trim().split('\n')
  const broken = lines.find((line) => !/^ok \d+ artifacts /.test(line))
  if (broken !== undefined) throw new Error(`aval verify: ${broken}`)
}

function aval(options: KillOptions, home: string, command: string): string {
  const [program, ...first] = options.aval
  const args = [...first, command, '--env', environment, '--home', home]
  try {
    return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30 })
  } catch (error) {
    throw new Error(`aval ${command} failed: ${error instanceof Error ? error.message : ''}`)
  }
}

function writeHome(home: string, shopUrl: string): void {
  const people = [
    ...requesters.map(({ id }) => [id, 'requester']),
    ['ivo', 'requester'],
    ...approvers.map((id) => [id, 'approver']),
  ].map(([id, role]) => `  - { id: ${id}, name: ${id}, tenant: acme, roles: [${role}] }`)
  mkdirSync(join(home, 'data', environment), { recursive: true })
  writeFileSync(
    join(home, 'data', environment, 'environment.yaml'),
    `environment: ${environment}
policy: { pack: strong, version: 1.0.0, profile: HAPF-Strong }
transport: { kind: terminal }
tenants: [{ id: acme }]
people:
${people.join('\n')}
connectors:
  shop: { kind: http, base_url: "${shopUrl}", secrets: { token: "secret://env/SHOP_TOKEN" } }
retention: { evidence: 3650d, messages: 3650d }
`,
  )
}
