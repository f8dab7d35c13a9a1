// A pack from a real environment in which an order is cancelled, with everybody who takes part.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtMain } from '../built.ts'
import { openWorld, type World } from '../world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** Runs Node with these arguments to its end. */
function node(args: readonly string[], cwd = root): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd, timeout: 60_000 }, (_, out, error) =>
      resolve({ code: child.exitCode, out, error }),
    )
  })
}

/** Runs the stand-alone verifier. */
export function verifier(...args: readonly string[]): Promise<Ended> {
  return node([join(root, 'verifier/verify.mjs'), ...args])
}

/** Runs the command line in another folder than its own. */
export function aval(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return node([builtMain, ...args], cwd)
}

export function world(seed: string): Promise<World> {
  return openWorld({
    seed,
    environment: 'dev',
    profile: 'HAPF-Strong',
    policy: 'shipped',
    pack: 'strong',
    people: ['ana', 'beto', 'carla', 'dora'],
    locales: {},
    roles: {},
    enrolled: [],
    onCall: [],
    keeps: { evidence: '7d', messages: '7d' },
  })
}

/** Ana requests, Beto approves; resolves with the command's name. */
export async function cancelOrder(one: World, order: string): Promise<string> {
  let said = 0
  const say = async (from: string, text: string) => {
    said += 1
    const id = `cancel-${order}-${said}`
    await one.hear({ id, from, chat: from, direct: true, form: 'text', text, backlog: false })
    return one.news().flatMap((news) => (news.kind === 'letter' ? [news.letter] : []))
  }
  const asked = await say('ana', `cancel order ${order}`)
  const preview = asked.find((letter) => letter.command !== undefined)
  const cards = await say('ana', '1')
  const token = cards.find((letter) => letter.to === 'beto')?.token
  await say('beto', `1 ${token}`)
  if (preview?.command === undefined) throw new Error('Nobody asked for a confirmation.')
  return preview.command
}

interface LooseArtifact {
  seq: number
  hash: string
  bytes: string
  body: { salt: string; bytes: string } | null
  proof: string[]
}

/** The pack as plain JSON that a test may corrupt. */
export interface LoosePack {
  format: string
  environment: string
  instance: string
  tenant: string
  command: { id: string; name: string }
  verifier_key: string
  checkpoint: string
  artifacts: LooseArtifact[]
  circumstances?: {
    tenant: string
    verifier_key: string
    checkpoint: string
    artifacts: LooseArtifact[]
  }[]
  policies: { pack: string; version: string; digest: string; text: string | null }[]
  definitions: { name: string; digest: string; text: string | null }[]
}

export function readLoosely(file: string): LoosePack {
  return JSON.parse(readFileSync(file, 'utf8'))
}
