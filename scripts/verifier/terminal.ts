// The verifier in a terminal: node verify.mjs FILE [--key VKEY] [--witness VKEY …].

import { checkPack } from './check.ts'
import type { Line } from './claims.ts'
import { bytesMost, tooLong } from './pack-file.ts'
import { storyOf } from './story.ts'

const usage = 'Usage: node verify.mjs FILE [--key VKEY] [--witness VKEY \u2026]\n'
const marks = { good: 'ok  ', bad: 'BAD ', note: 'note', missing: 'open' } as const
const colours = {
  good: '\u001b[32m',
  bad: '\u001b[31m',
  note: '\u001b[33m',
  missing: '\u001b[33m',
} as const

/**
 * Exit 0: everything is proved. 1: something is wrong. 2: wrong usage. 3: nothing is wrong, but a
 * part of the proof is missing.
 */
export async function verifyInTerminal(args: readonly string[]): Promise<number> {
  // A verdict that cannot be written exits with 1, whatever it is.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE')
      process.stderr.write(`The verdict cannot be written (${error.code}).\n`)
    process.exit(1)
  })
  const asked = readArguments(args)
  if (asked === null) {
    process.stderr.write(usage)
    return 2
  }
  const { readFile, stat } = await import('node:fs/promises')
  const size = await stat(asked.file).then(
    (found) => found.size,
    () => 0,
  )
  if (size > bytesMost) {
    process.stderr.write(`${asked.file} ${tooLong}\n`)
    return 2
  }
  const bytes = await readFile(asked.file).catch(() => null)
  if (bytes === null) {
    process.stderr.write(`${asked.file} cannot be read.\n`)
    return 2
  }
  // As the page reads it: without a byte order mark, which some editors put there.
  const text = new TextDecoder().decode(bytes)
  const verdict = checkPack(text, asked.key, asked.witnesses)
  const story = storyOf(verdict.events, verdict.around).flatMap(({ title, happenings }) => [
    '',
    title,
    ...happenings.flatMap(({ time, actor, type, did, fields }) => [
      `  ${time}  ${actor} ${did === null ? type : `${did} (${type})`}`,
      ...(fields ?? [['body', 'not here'] as const]).map(
        ([key, value]) => `      ${key}: ${value}`,
      ),
    ]),
  ])
  const lines = verdict.lines.map(coloured)
  const { colour } = verdict
  const last = coloured({ state: states[colour], text: verdict.summary })
  process.stdout.write(`${[verdict.title, ...story, '', last, '', ...lines].join('\n')}\n`)
  return exits[colour]
}

const states = { green: 'good', amber: 'missing', red: 'bad' } as const
const exits = { green: 0, amber: 3, red: 1 } as const

function coloured({ state, text }: Line): string {
  const line = `${marks[state]} ${text}`
  const plain = !process.stdout.isTTY || process.env['NO_COLOR'] !== undefined
  return plain ? line : `${colours[state]}${line}\u001b[0m`
}

function readArguments(args: readonly string[]) {
  const files: string[] = []
  const keys: string[] = []
  const witnesses: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    const list = word === '--key' ? keys : word === '--witness' ? witnesses : files
    if (list === files && word.startsWith('--')) return null
    if (list !== files) at += 1
    const value = args[at] ?? ''
    if (value === '') return null
    list.push(value)
  }
  const [file, ...more] = files
  if (file === undefined || more.length > 0 || keys.length > 1) return null
  return { file, key: keys[0] ?? null, witnesses }
}
