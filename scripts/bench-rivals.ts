// Downloads DBOS on PostgreSQL and Restate into their own folder on request, starts them, and runs
// our work on them.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { listen } from '../src/engine/listen.ts'
import { sentenceOf } from '../src/store/error-text.ts'
import { warmUpMs } from './bench-warm.ts'

const packages: Readonly<Record<string, readonly string[]>> = {
  dbos: ['@dbos-inc/dbos-sdk@5.3.0'],
  restate: [
    '@restatedev/restate-server@1.7.12',
    '@restatedev/restate-sdk@1.17.2',
    '@restatedev/restate-sdk-clients@1.17.2',
  ],
}
const flowFile = 'flow.mjs'
const answerSchema = z.object({ flowsPerSecond: z.number() })

export interface Rival {
  readonly name: string
  /** Approved commands per second, with so many in flight. */
  measure(seconds: number, inFlight: number): Promise<number>
  stop(): Promise<void>
}

/** Rivals that started, and a sentence for each that did not. */
export interface Rivals {
  readonly started: readonly Rival[]
  readonly missing: readonly string[]
  stop(): Promise<void>
}

export async function startRivals(): Promise<Rivals> {
  const folder = mkdtempSync(join(tmpdir(), 'aval-rivals-'))
  const started: Rival[] = []
  const missing: string[] = []
  for (const [name, start] of [
    ['DBOS 5.3.0 with PostgreSQL', startDbos],
    ['Restate 1.7.12', startRestate],
  ] as const)
    try {
      started.push(await start(folder, name))
    } catch (error) {
      const [sentence] = sentenceOf(error).split('\n')
      missing.push(`${name} could not be run: ${sentence}`)
    }
  return {
    started,
    missing,
    async stop() {
      for (const one of started) await one.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes a folder with the packages of one rival and its flow. */
function install(parent: string, rival: string): string {
  const folder = join(parent, rival)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}\n')
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', [...args, ...(packages[rival] ?? [])], { cwd: folder, stdio: 'ignore' })
  for (const name of [flowFile, `${rival}.mjs`])
    cpSync(fileURLToPath(new URL(`rivals/${name}`, import.meta.url)), join(folder, name))
  return folder
}

function flows(folder: string, rival: string, words: readonly (string | number)[]): number {
  const output = execFileSync(process.execPath, [`${rival}.mjs`, ...words.map(String)], {
    cwd: folder,
    env: {
      ...process.env,
      AVAL_BENCH_WARM_MS: String(warmUpMs),
      RESTATE_LOGGING: 'ERROR',
      NODE_OPTIONS: '--no-deprecation',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: 120_000,
  })
  return answerSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? '')).flowsPerSecond
}

async function startDbos(parent: string, name: string): Promise<Rival> {
  const folder = install(parent, 'dbos')
  const data = join(parent, 'postgres')
  mkdirSync(data)
  const asOther = otherUser(parent, data)
  execFileSync('initdb', ['-D', data, '-U', 'bench', '-A', 'trust'], {
    ...asOther,
    stdio: 'ignore',
  })
  const port = await freePort()
  const args = ['-D', data, '-k', data, '-h', '127.0.0.1', '-p', String(port)]
  const server = spawn('postgres', args, { ...asOther, stdio: 'ignore' })
  const address = `postgresql://bench@127.0.0.1:${port}/bench`
  return {
    name,
    async measure(seconds, inFlight) {
      await answering(port, server)
      return flows(folder, 'dbos', [address, seconds, inFlight])
    },
    stop: () => end(server),
  }
}

/** PostgreSQL refuses to run as root; it then runs as the user that its package created. */
function otherUser(parent: string, data: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (which: string) =>
    Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }))
  const [uid, gid] = [id('-u'), id('-g')]
  execFileSync('chmod', ['711', parent])
  chownSync(data, uid, gid)
  return { uid, gid }
}

async function startRestate(parent: string, name: string): Promise<Rival> {
  const folder = install(parent, 'restate')
  const [node, ingress, admin] = [await freePort(), await freePort(), await freePort()]
  const at = (port: number) => `127.0.0.1:${port}`
  const log = openSync(join(folder, 'server.log'), 'w')
  const data = join(parent, 'restate-data')
  mkdirSync(data)
  const binary = `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}`
  const server = spawn(join(folder, binary, 'bin/restate-server'), ['--base-dir', data], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_ADDRESS: at(node),
      RESTATE_INGRESS__BIND_ADDRESS: at(ingress),
      RESTATE_ADMIN__BIND_ADDRESS: at(admin),
    },
  })
  server.on('error', () => undefined)
  return {
    name,
    async measure(seconds, inFlight) {
      await Promise.all([answering(ingress, server), answering(admin, server)])
      const own = await freePort()
      const doors = [`http://${at(ingress)}`, `http://${at(admin)}`, own]
      return flows(folder, 'restate', [...doors, seconds, inFlight])
    },
    stop: () => end(server),
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A server that has just started may not have opened its port yet. */
async function answering(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null || server.pid === undefined)
      throw new Error('its server ended at once; is it installed for this machine?')
    const open = await fetch(`http://127.0.0.1:${port}/health`).then(
      () => true,
      (error: unknown) => !/ECONNREFUSED/.test(causeOf(error)),
    )
    if (open) return
    await pause(100)
  }
  throw new Error('its server did not open its port within 30 s.')
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
}
