// Golden chats: each file is a conversation and its evidence; what people say is played again.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { evidenceLines, type Remains, readRemains, unproven } from './chats/evidence.ts'
import { type Line, readScript } from './chats/script.ts'
import { type StandIns, standIns } from './chats/stand-ins.ts'
import { type News, openWorld, type World } from './world.ts'

const folder = fileURLToPath(new URL('chats/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.chat'))
  .toSorted()

it.each(files)(
  '%s',
  async (file) => {
    const { options, lines } = readScript(readFileSync(folder + file, 'utf8'))
    const world = await openWorld({ ...options, seed: file })
    try {
      const names = standIns()
      const played = await play(world, lines, names)
      const shop = world.shop.summary()
      await world.close()
      const remains = readRemains(world.home(), options.environment)
      const proved = evidenceLines(remains).map((line) => masked(names.shown(line)))
      const text = written([...played.text, '', 'evidence', ...proved, `shop: ${shop}`])
      await expect(text).toMatchFileSnapshot(folder + file)
      holds(remains, names, played)
    } finally {
      world.remove()
    }
  },
  20_000,
)

interface Played {
  readonly text: readonly string[]
  /** What an enrolled person said and got no word back for. */
  readonly silences: readonly string[]
}

async function play(
  world: World,
  lines: readonly (readonly [string, Line])[],
  names: StandIns,
): Promise<Played> {
  const text: string[] = []
  const silences: string[] = []
  const said = new Map<string, Extract<Line, { kind: 'said' }>>()
  let fresh = 0
  const opening = world.news().flatMap((one) => newsLines(one, names))
  for (const [written, line] of lines) {
    if (line.kind !== 'kept') text.push(...opening.splice(0))
    text.push(written)
    if (line.kind === 'kept') continue
    if (line.kind === 'said') {
      fresh += 1
      const id = line.id ?? `message-${fresh}`
      if (!said.has(id)) said.set(id, line)
      await hear(world, line, id, names)
    } else if (line.kind === 'again') {
      const first = said.get(line.id)
      if (first === undefined) throw new Error(`Nobody said ${line.id} yet.`)
      await hear(world, first, line.id, names)
    } else await happen(world, line)
    const news = world.news()
    const quietly = line.kind === 'said' && line.quietly
    text.push(...(quietly ? counted(news, names) : news.flatMap((one) => newsLines(one, names))))
    if (line.kind === 'said' && !answered(world, line, news)) silences.push(written)
  }
  return { text, silences }
}

/** `CODE` stands for what the speaker's authenticator app shows. */
async function hear(
  world: World,
  line: Extract<Line, { kind: 'said' }>,
  id: string,
  names: StandIns,
): Promise<void> {
  const { from, form, lateMs } = line
  const text = names.typed(line.text).replace(/\bCODE\b/, () => world.code(from))
  const chat = line.chat ?? from
  const sentAt = world.now() - lateMs
  await world.hear({
    id, from, form, chat, text, sentAt, direct: chat === from, backlog: lateMs > 0,
  }) // biome-ignore format: one message
}

type Happening = Exclude<Line, { kind: 'kept' | 'said' | 'again' }>

async function happen(world: World, line: Happening): Promise<void> {
  switch (line.kind) {
    case 'wait':
      return world.wait(line.milliseconds)
    case 'restart':
      return world.restart()
    case 'kill':
      return world.kill()
    case 'kill_when':
      return world.killAt(line.moment)
    case 'start':
      return world.start()
    case 'policy_changes':
      return world.changePolicy()
    case 'trouble':
      return world.shop.trouble(line.trouble, line.count)
    case 'gone':
      return world.shop.gone()
    case 'back':
      return world.shop.back()
  }
}

function newsLines(news: News, names: StandIns): readonly string[] {
  if (news.kind === 'log') return [`log: ${news.message}`]
  const { to, chat, kind, text, token } = news.letter
  if (token !== undefined) names.meet(token)
  const place = chat === to ? '' : ` in ${chat}`
  const [first = '', ...more] = masked(names.shown(text)).split('\n')
  return [`bot -> ${to}${place} [${kind}]: ${first}`, ...more.map((line) => `    ${line}`)]
}

function counted(news: readonly News[], names: StandIns): readonly string[] {
  const lines = news.map((one) => newsLines(one, names))
  return [`bot: ${lines.length} message${lines.length === 1 ? '' : 's'}`]
}

/** Nothing typed is ever met with silence; strangers have their one answer an hour. */
function answered(
  world: World,
  line: Extract<Line, { kind: 'said' }>,
  news: readonly News[],
): boolean {
  const known = world.options.people.some((one) => one === line.from)
  return !known || news.some((one) => one.kind === 'letter' && one.letter.to === line.from)
}

/** Digests, ids, instances and ports are others in every life. */
function masked(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '…')
    .replace(/\b[0-9a-f]{12,64}\b/g, '…')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:…')
}

function written(lines: readonly string[]): string {
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** What must be true after every chat, whatever it shows. */
function holds(remains: Remains, names: StandIns, played: Played): void {
  expect(remains.reports.flatMap((one) => one.breaks)).toEqual([])
  expect(remains.reports.length).toBeGreaterThan(0)
  expect(unproven(remains)).toEqual([])
  const evidence = JSON.stringify(remains.found)
  expect(names.tokens().filter((token) => evidence.includes(token))).toEqual([])
  expect(played.silences).toEqual([])
  const defects = played.text.filter((line) => /^log: (?!Locked: )/.test(line))
  expect(defects).toEqual([])
  const wordless = played.text.filter((line) => /\[[a-z]+(-[a-z]+)+(\.[a-z-]+)?\]/.test(line))
  expect(wordless).toEqual([])
}
