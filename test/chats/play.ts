// Plays a chat: performs each line of the script and records what the program answers.

import type { News, World } from '../world.ts'
import { editApi, editFlow } from './home.ts'
import type { StandIns } from './placeholders.ts'
import type { Line } from './script.ts'
import { ticketFor } from './tickets.ts'

export interface Played {
  readonly text: readonly string[]
  /** A message of an enrolled person that got no answer. */
  readonly silences: readonly string[]
}

export async function play(
  world: World,
  lines: Iterable<readonly [string, Line]>,
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

/**
 * `CODE` is replaced by the current code of the speaker's authenticator app, `CODE-1` by the one
 * before; `RECOVERY3` by the speaker's third recovery code, `RECOVERY3 HALVES` by the same with a
 * space in place of its hyphen; `TICKET` by the available ticket.
 */
async function hear(
  world: World,
  line: Extract<Line, { kind: 'said' }>,
  id: string,
  names: StandIns,
): Promise<void> {
  const { from, form, lateMs } = line
  const text = names
    .typed(line.text)
    .replace(/\bCODE(?:-(\d))?\b/, (_, steps?: string) => world.code(from, Number(steps ?? 0)))
    .replace(/\bTICKET\b/, await ticketIn(world))
    .replace(/\bRECOVERY(\d)( HALVES)?\b/, (_, number: string, halves?: string) => {
      const code = world.recoveryCode(from, Number(number))
      return halves === undefined ? code : code.replace('-', ' ')
    })
  const chat = line.chat ?? from
  const sentAt = world.now() - lateMs
  await world.hear({
    id, from, form, chat, text, sentAt, direct: chat === from, backlog: lateMs > 0,
    ...(line.repliesTo === undefined ? {} : { quotes: letterTo(world, from, names.typed(line.repliesTo)) }),
  }) // biome-ignore format: one message
}

async function ticketIn({ options, began: at }: World): Promise<string> {
  const { environment, ticket: says } = options
  return says === undefined ? 'TICKET' : ticketFor({ environment, says, at })
}

/** The newest letter to this person about this command, or of this kind. */
function letterTo(world: World, person: string, what: string): string {
  const found = world
    .sent()
    .findLast((one) => one.to === person && (one.command === what || one.kind === what))
  if (found === undefined) throw new Error(`Nothing about ${what} was sent to ${person}.`)
  return found.id
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
    case 'pack_edited':
      return world.editPack()
    case 'pack_put_back':
      return world.putPackBack()
    case 'flow_edited':
      return editFlow(world.home())
    case 'api_edited':
      return editApi(world.home())
    case 'enrols':
      return world.enrol(line.person)
    case 'alone':
      return world.alone(line.act, line.person)
    case 'identity':
      return world.identity(line.person, line.what)
    case 'receipt':
      return world.receipt(line.person, line.state, line.error)
    case 'trouble':
      return world.shop.trouble(line.trouble, line.count, line.after)
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
  // A digest has several, one per line.
  if (kind === 'approval_request')
    for (const [, one = ''] of text.matchAll(/^1 ([2-9A-HJ-KMNP-TV-Z]{6})\b/gm)) names.meet(one)
  const place = chat === to ? '' : ` in ${chat}`
  const [first = '', ...more] = masked(names.shown(text)).split('\n')
  return [`bot -> ${to}${place} [${kind}]: ${first}`, ...more.map((line) => `    ${line}`)]
}

function counted(news: readonly News[], names: StandIns): readonly string[] {
  const lines = news.map((one) => newsLines(one, names))
  return [`bot: ${lines.length} message${lines.length === 1 ? '' : 's'}`]
}

/** Every message gets an answer; strangers get one an hour. */
function answered(
  world: World,
  line: Extract<Line, { kind: 'said' }>,
  news: readonly News[],
): boolean {
  const known = world.options.people.some((one) => one === line.from)
  return !known || news.some((one) => one.kind === 'letter' && one.letter.to === line.from)
}

/** Digests, ids, instances, ports and tickets differ in every process. */
export function masked(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '…')
    .replace(/\b[0-9a-f]{12,64}\b/g, '…')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:…')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'TICKET')
}
