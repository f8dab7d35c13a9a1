// The parts of README.md that are generated from the code: the chat, the commands, the help and the
// lifecycle.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type State, states, transitions } from '../src/command/lifecycle.ts'
import { type Flow, flowSchema } from '../src/command/spec.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** README.md with each generated part as the code has it now. */
export function readmeWith(text: string): string {
  const parts = { chat: chatPart, commands: commandsPart, help: helpPart, lifecycle: lifecyclePart }
  return Object.entries(parts).reduce((whole, [name, part]) => {
    const marked = new RegExp(`(<!-- generated: ${name} -->)[\\s\\S]*?(<!-- end -->)`)
    if (!marked.test(whole)) throw new Error(`README.md has no part for ${name}.`)
    return whole.replace(marked, (_, start: string, end: string) => `${start}\n${part()}\n${end}`)
  }, text)
}

/** What people type for a command in one language: the variants of `.typed`. */
export function typedIn(locale: string, command: string): readonly string[] {
  const id = command.replaceAll('.', '-')
  const message = new RegExp(`^${id} =.*\\n((?: +.*\\n|\\n(?= +\\.))*)`, 'm').exec(locale)?.[1]
  const typed = /^ +\.typed =(.*(?:\n {6,}.*)*)/m.exec(message ?? '')?.[1] ?? ''
  // `[part=class]` annotates the words beside it, and nobody types it.
  const words = typed.replace(/\[\w+=[^\]]+\]/g, '')
  return words.split('|').flatMap((one) => one.trim() || [])
}

function fenced(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, '```'].join('\n')
}

const chatFile = 'test/chats/approve/whole-path.chat'

/** The golden chat up to its outcome, without the updates in between. */
function chatPart(): string {
  const lines = readFileSync(join(root, chatFile), 'utf8').split('\n')
  const first = lines.findIndex((line) => line.startsWith('ana: '))
  const last = lines.findIndex((line, at) => at > first && line === '')
  const shown: string[] = []
  let wanted = true
  for (const line of lines.slice(first, last)) {
    if (!line.startsWith(' '))
      wanted = !/ \[approval_update\]: |^bot -> beto \[outcome\]/.test(line)
    if (wanted) shown.push(line)
  }
  return fenced('text', shown)
}

function readFlows(): readonly Omit<Flow, 'digest'>[] {
  const folder = join(root, 'flows/commands')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => flowSchema().parse(parse(readFileSync(join(folder, file), 'utf8'))))
}

/** One row per command: what is typed, its class, and the scopes of which one is enough. */
function commandsPart(): string {
  const words = readFileSync(join(root, 'locales/en.ftl'), 'utf8')
  const rows = readFlows().map(({ command, risk, risk_in, scopes }) => {
    const typed = typedIn(words, command)[0] ?? ''
    const shown = typed.replace(/\[(\w+)\]/g, (_, slot: string) => slot.toUpperCase())
    const who =
      scopes.length === 0 ? 'everybody enrolled' : scopes.map((one) => `\`${one}\``).join(' or ')
    const there = Object.entries(risk_in).map(([where, one]) => `; ${where}: ${one}`)
    return `| \`${shown}\` | ${risk}${there.join('')} | ${who} |`
  })
  return ['| Typed | Class | Who may ask |', '|---|---|---|', ...rows].join('\n')
}

function helpPart(): string {
  const main = join(root, 'src/main.ts')
  const args = ['--import', 'tsx', main, '--help']
  const help = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  return fenced('text', help.trimEnd().split('\n'))
}

function lifecyclePart(): string {
  const arrows = states.flatMap((from: State) =>
    transitions[from].length === 0
      ? [`    ${from} --> [*]`]
      : transitions[from].map((to) => `    ${from} --> ${to}`),
  )
  return fenced('mermaid', ['stateDiagram-v2', '    [*] --> proposed', ...arrows])
}
