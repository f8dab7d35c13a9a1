// Every golden chat on a narrow phone: the environment first, the options last, no line too wide.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { screenWidth } from '../../src/conversation/say.ts'

interface Message {
  readonly place: string
  readonly kind: string
  readonly lines: readonly string[]
  /** Words that people typed before: these may be of any length. */
  readonly typed: ReadonlySet<string>
}

const folder = fileURLToPath(new URL('../chats/', import.meta.url))

/** The messages of one chat, each with the people's texts before it. */
function messagesOf(file: string): readonly Message[] {
  const [chat = ''] = readFileSync(folder + file, 'utf8').split('\nevidence\n')
  const messages: Message[] = []
  const typed = new Set<string>()
  for (const [index, line] of chat.split('\n').entries()) {
    const [, kind, first = ''] = /^bot -> \w+(?: in \w+)? \[(\w+)\]: (.*)$/.exec(line) ?? []
    const last = messages.at(-1)
    if (kind !== undefined)
      messages.push({ place: `${file}:${index + 1}`, kind, lines: [first], typed: new Set(typed) })
    else if (line.startsWith('    ') && last !== undefined)
      messages[messages.length - 1] = { ...last, lines: [...last.lines, line.slice(4)] }
    else for (const word of line.split(' ').slice(1)) typed.add(word)
  }
  return messages
}

const messages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.chat'))
  .toSorted()
  .flatMap(messagesOf)

/** `1 - Confirm`, `2 K7QM2P - Deny …`, `1 C-7F3K PROD - Confirm`, `12 - show C-…`. */
const option = /^\d{1,2}(?: [A-Z0-9-]+)*(?: (?:CODE|CÓDIGO))? - /

/** The width of a line without words that people typed. */
function ownWidth(line: string, typed: ReadonlySet<string>): number {
  const own = line.split(' ').filter((word) => !typed.has(word))
  return [...own.join(' ')].length
}

/** Hashes and texts that an error brought along are as long as they are. */
function isOurs(line: string): boolean {
  return !/…|policies\/[\w.-]+\.yaml/.test(line)
}

function placesOf(kinds: readonly string[], faultsOf: (one: Message) => readonly string[]) {
  return messages
    .filter((one) => kinds.includes(one.kind))
    .flatMap((one) => faultsOf(one).map((line) => `${one.place}: ${line}`))
}

const cards = ['preview', 'approval_request']
const all = [...new Set(messages.map((one) => one.kind))]

describe('the messages of the golden chats', () => {
  it('are of every kind, and many have options', () => {
    expect(all.toSorted()).toEqual([
      ...['answer', 'approval_request', 'approval_update', 'menu', 'notice', 'outcome'],
      ...['preview', 'prompt', 'refusal'],
    ])
    expect(messages.length).toBeGreaterThan(1_000)
    expect(
      messages.filter((one) => one.lines.some((line) => option.test(line))).length,
    ).toBeGreaterThan(300)
  })

  it('have no line of a card wider than the screen', () => {
    const wide = placesOf(cards, ({ lines, typed }) =>
      lines.filter((line) => ownWidth(line, typed) > screenWidth),
    )
    expect(wide).toEqual([])
  })

  it('have no option wider than the screen', () => {
    const wide = placesOf(all, ({ lines, typed }) =>
      lines.filter((line) => option.test(line) && ownWidth(line, typed) > screenWidth),
    )
    expect(wide).toEqual([])
  })

  it('have no line longer than three screen lines', () => {
    const long = placesOf(all, ({ lines, typed }) =>
      lines.filter((line) => isOurs(line) && ownWidth(line, typed) > 3 * screenWidth),
    )
    expect(long).toEqual([])
  })

  it('end with their options', () => {
    const early = placesOf(all, ({ lines, kind }) => {
      const first = lines.findIndex((line) => option.test(line))
      if (first < 0) return []
      // Several requests in one message: each with its own options behind it.
      const several = lines.filter((line) => option.test(line) && /^1\b/.test(line)).length > 1
      const after = several && kind !== 'menu' ? lines.slice(-1) : lines.slice(first)
      return after.filter((line) => !option.test(line))
    })
    expect(early).toEqual([])
  })

  it('begin with the environment if they show, change or report a request', () => {
    const kinds = [...cards, 'approval_update', 'outcome', 'menu', 'notice']
    const lost = placesOf(kinds, ({ lines: [first = ''] }) =>
      /^(DEV|TEST|STAGING|PROD) · /.test(first) ? [] : [first],
    )
    expect(lost).toEqual([])
  })
})
