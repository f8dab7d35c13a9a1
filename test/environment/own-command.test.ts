// The example of docs/commands.md: its files make a home, and its chat runs as written there.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Door, openDoor } from '../../scripts/kill/door.ts'
import { listen } from '../../src/engine/listen.ts'
import { readPack } from '../../src/environment/content.ts'
import { checkCommands } from '../../src/environment/doctor/commands.ts'
import { checkPreviews } from '../../src/environment/doctor/previews.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { builtMain } from '../built.ts'
import { freshFolder } from '../fresh-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/commands.md'), 'utf8')
const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({
  kind,
  text,
  file: /^# (\S+\/\S+)\n/.exec(text)?.[1],
}))
const chat = blocks.find(({ text }) => text.startsWith('ana: '))?.text ?? ''
const token = 'of-the-flags'

let home: string
let flags: Flags
let door: Door

beforeAll(async () => {
  home = freshFolder()
  flags = await startFlags()
  for (const { file, text } of blocks) {
    if (file === undefined) continue
    mkdirSync(dirname(join(home, file)), { recursive: true })
    writeFileSync(join(home, file), text.replace('http://127.0.0.1:4077', flags.url))
  }
  door = openDoor({
    aval: [process.execPath, builtMain],
    home,
    environment: 'dev',
    variables: { FLAGS_TOKEN: token },
    at: Date.parse('2026-01-05T09:00:00Z'),
    plan: () => null,
    acts: () => flags.keys.length,
    onKilled: () => undefined,
  })
}, 60_000)

afterAll(async () => {
  door.destroy()
  await new Promise((resolve) => flags.server.close(resolve))
})

it('doctor finds nothing in the example of docs/commands.md except the shop that it does not use', () => {
  const settings = readSettings(home, 'dev')
  const reading = readPack(home, settings.policy)
  const pack = reading.kind === 'read' ? reading.pack : null
  const found = [...checkCommands(home, settings, pack, []), ...checkPreviews(home, settings)]
  expect(found.filter((one) => one.level !== 'ok').map((one) => one.what)).toEqual([
    expect.stringMatching(/^connectors lacks shop,/),
  ])
})

it('the chat of docs/commands.md plays as it is written there, with one effect', async () => {
  expect(await playChat()).toEqual(chat.trimEnd().split('\n'))
  await door.end()
  expect(flags.keys).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
})

/** All messages of people, and the answers that the page shows. */
async function playChat(): Promise<readonly string[]> {
  const lines: string[] = []
  const seen = new Set<string>()
  for (const [at, line] of chat.trimEnd().split('\n').entries()) {
    const [, from, text = ''] = /^(\w+): (.+)$/.exec(line) ?? []
    if (from !== undefined) {
      lines.push(line)
      const card = await door.until('a card', () => (from === 'ana' ? null : cardOf(from)))
      door.say({ from, text: text.replace('K7QM2P', card?.token ?? ''), id: `line-${at}` })
    }
    const [, to, kind] = /^bot -> (\w+) \[(\w+)\]/.exec(line) ?? []
    if (to === undefined) continue
    const message = await door.until(line, () =>
      [...door.messages.values()].find(
        (one) => one.to === to && one.kind === kind && !seen.has(one.id),
      ),
    )
    seen.add(message.id)
    const name = kind === 'refusal' ? ` · ${message.command}` : (message.command ?? '')
    const shown = message.text.replaceAll(name, kind === 'refusal' ? '' : 'C-7F3K').split('\n')
    lines.push(`bot -> ${to} [${kind}]: ${shown[0]}`, ...shown.slice(1).map((one) => `    ${one}`))
  }
  return lines
}

function cardOf(person: string) {
  return [...door.messages.values()].find((one) => one.to === person && one.token !== undefined)
}

interface Flags {
  readonly server: Server
  readonly url: string
  /** The idempotency key of each change that arrived. */
  readonly keys: string[]
}

async function startFlags(): Promise<Flags> {
  const keys: string[] = []
  const beta = { name: 'beta', on: false, owner: 'Rui' }
  const server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += String(part)
    })
    request.on('end', () => {
      const known = request.url === '/flags/beta'
      const allowed = request.headers.authorization === `Bearer ${token}`
      if (known && allowed && request.method === 'PUT') {
        keys.push(String(request.headers['idempotency-key']))
        beta.on = body === '{"on":true}'
      }
      response.writeHead(!allowed ? 401 : known ? 200 : 404).end(JSON.stringify(beta))
    })
  })
  return { server, url: `http://127.0.0.1:${await listen(server)}`, keys }
}
