// `aval chat`: one terminal where you play everybody, with hints for what to type next.

import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { styleText } from 'node:util'
import { knownSecrets } from '../../connectors/known-secrets.ts'
import type { Letter } from '../../engine/transport.ts'
import { identifier, simulatedText, simulatedTransport } from '../../transports/json-lines.ts'
import {
  type Context,
  contextLog,
  openConfiguredProgramApi,
  openForCommandLine,
} from '../context.ts'
import { onFirstEndSignal } from '../end-signals.ts'
import { runSchedule } from '../run-schedule.ts'
import { escapeControls } from '../terminal.ts'
import { systemClock } from './clock.ts'

const colours = ['cyan', 'magenta', 'green', 'yellow', 'blue', 'red'] as const
type Colour = (typeof colours)[number]

/** Runs until the input ends, Ctrl-C is pressed, or a signal asks for the end. */
export async function chatTerminal(context: Context): Promise<number> {
  const painted = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined
  const paint = (style: Colour | 'bold' | 'dim', text: string) =>
    painted ? styleText(style, text) : text
  const colourOf = new Map<string, Colour>()
  const name = (id: string) => {
    const colour = colourOf.get(id) ?? colours[colourOf.size % colours.length] ?? 'cyan'
    colourOf.set(id, colour)
    return paint(colour, id)
  }
  const round: Letter[] = []
  const transport = simulatedTransport('terminal', (letter) => {
    round.push(letter)
    const lines = letter.text.split('\n').map((line) => `      ${escapeControls(line)}`)
    const head = `  ${paint('bold', 'aval')} → ${name(letter.to)} ${paint('dim', letter.kind.replace('_', ' '))}`
    process.stdout.write(`${head}\n${lines.join('\n')}\n`)
  })
  const known = knownSecrets()
  const opened = await openForCommandLine(context, systemClock, transport, known)
  const people = await opened.storeClient.people()
  for (const one of people) name(one.id)
  greet(context.environment, people, (text) => paint('dim', text), name)
  const programs = await openConfiguredProgramApi(context, opened, known)
  if (programs !== null) process.stdout.write(`  Programs ask at port ${programs.port}.\n`)
  const stopTime = runSchedule(opened, contextLog(context, opened.settings, known))
  const input = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  const hint = (text: string) =>
    process.stdout.write(`${paint('dim', `  next: ${text}   (Ctrl-C leaves)`)}\n`)
  let isOpen = true
  input.once('close', () => {
    isOpen = false
  })
  // The input may have ended meanwhile; Node 24 then throws on `prompt`.
  const prompt = () => isOpen && input.prompt()
  input.on('SIGINT', () => input.close())
  onFirstEndSignal(() => input.close())
  hint('ana: cancel order 42')
  prompt()
  for await (const line of input) {
    const spoken = /^\s*([^:\s]+)\s*:\s*(.*)$/.exec(line)
    if (spoken?.[1] === undefined || spoken[2] === undefined) {
      if (line.trim() !== '') hint('a line is who speaks and what: ana: menu')
    } else {
      round.length = 0
      const from = identifier(spoken[1])
      const said = simulatedText(from, spoken[2], randomUUID(), systemClock.now())
      await opened.engine.listener.message(said)
      await opened.engine.idle()
      hint(nextHint(round))
    }
    prompt()
  }
  process.stdout.write('\n')
  stopTime()
  await programs?.close()
  await opened.close()
  return 0
}

function greet(
  environment: string,
  people: readonly { readonly id: string; readonly roles: readonly string[] }[],
  dim: (text: string) => string,
  name: (id: string) => string,
): void {
  const who = people.map((one) => `${name(one.id)} ${dim(`(${one.roles.join(', ')})`)}`).join('  ')
  process.stdout.write(
    `\nAval · ${environment.toUpperCase()} · you play everybody: type who speaks and what they say.\n  ${who}\n`,
  )
}

/** What a person would most likely type after these messages. */
function nextHint(round: readonly Letter[]): string {
  const card = round.find((one) => one.kind === 'approval_request' && one.token !== undefined)
  if (card !== undefined)
    return `${card.to}: 1 ${card.token}   (or: ${card.to}: 2 ${card.token} why not)`
  const preview = round.find((one) => one.kind === 'preview')
  if (preview !== undefined)
    return `${preview.to}: ${/^(1\s[A-Z]+) - /m.exec(preview.text)?.[1] ?? '1'}`
  const outcome = round.find((one) => one.kind === 'outcome' && one.command !== undefined)
  if (outcome !== undefined)
    return `${outcome.to}: why ${outcome.command}   or   dora: verify evidence`
  return 'ana: menu   or   ana: cancel order 42   or   dora: audit 24h'
}
