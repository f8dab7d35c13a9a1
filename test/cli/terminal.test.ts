// Text that people typed, in chat or at the prompt, cannot control the terminal that shows it.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { escapeControls } from '../../src/cli/terminal.ts'
import { buildProgram, homeWith, type OwnProgram, run, sound } from './program.ts'

/** Erases the screen, sets the window's title, returns the cursor, and a C1 control sequence. */
const spell = '\u001b[2J\u001b]0;T\u0007\r\u009b31m\u202e'
const steers = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u

let program: OwnProgram
let home: string
beforeAll(() => {
  program = buildProgram()
  home = homeWith(sound.replace('name: Beto', `name: "${escapeControls(`Be\nto${spell}`)}"`))
}, 60_000)
afterAll(() => {
  program.remove()
  rmSync(home, { recursive: true, force: true })
})

const aval = (...args: readonly string[]) => run(program, [...args, '--env', 'dev', '--home', home])

it('shows what steers as what it is, in one line, and leaves everything else alone', () => {
  expect(escapeControls('a\u001b[31mb\nc')).toBe('a\\u001b[31mb\\u000ac')
  for (const text of ['não — 你好 👩‍👩‍👧 \u05d0\u05d1', 'a\tb', ''])
    expect(escapeControls(text)).toBe(text)
  const json = JSON.stringify({ text: `x${spell}` })
  expect(JSON.parse(escapeControls(json))).toEqual(JSON.parse(json))
})

it('asks for no further line behind the last one, and ends', () => {
  const shop =
    'shop: { kind: http, base_url: "http://127.0.0.1:9", secrets: { token: "secret://env/T" } }'
  const own = homeWith(sound.replace('connectors: {}', `connectors:\n  ${shop}`))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program.main, 'chat', '--env', 'dev', '--home', own],
    { input: 'ana: cancel order 42\n', encoding: 'utf8', env: { ...process.env, T: 't' } },
  )
  rmSync(own, { recursive: true, force: true })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('shop cannot be reached')
  // The input ends while the shop is asked, and on Node 24 a prompt behind its end throws.
  expect(stdout.match(/(?<=\n)> /g)).toHaveLength(1)
})

it('shows reasons, names and artifacts with everything that steers spelt out', async () => {
  const lines = [{ from: 'dora', text: `lockdown class S2 it was ${spell} me` }]
  const text = lines.map((line) => `${JSON.stringify(line)}\n{"from":"dora","text":"1"}\n`).join('')
  await run(program, ['chat', '--jsonl', '--env', 'dev', '--home', home], text)
  const locked = await aval(
    'lockdown',
    'on',
    `x\nDEV: open${spell}`,
    '--as',
    'dora',
    '--class',
    'S3',
  )
  expect(locked.code).toBe(0)
  expect(locked.out.split('\n').filter((line) => line === 'DEV: open')).toHaveLength(1)
  const all = [
    locked,
    await aval('lockdown', 'status'),
    await aval('people', 'list'),
    await aval('audit'),
    await aval('doctor'),
  ]
  for (const { out, error } of all) {
    expect(out).not.toBe('')
    expect(out).not.toMatch(steers)
    expect(error).toBe('')
  }
  expect(all[2]?.out).toContain('Be\\u000ato\\u001b[2J')
  const records = all[3]?.out.trim().split('\n') ?? []
  expect(records.some((line) => line.includes('\\u009b31m'))).toBe(true)
  for (const line of records) expect(JSON.parse(line)).toHaveProperty('hash')
}, 60_000)

it.each([
  [spell, 2],
  [['audit', '--type', spell], 2],
  [['evidence', 'export', '--from', spell], 2],
  [['people', 'enrol', `x${spell}`], 1],
  [['verify', '--checkpoint', `x${spell}`], 1],
  [['evidence', 'export', '--out', `/nowhere/${spell}`], 1],
] as const)(
  'shows a wrong word of the command line: %j',
  async (words, code) => {
    const ended = await aval(...[words].flat())
    expect(ended.code).toBe(code)
    expect(ended.error).toMatch(/^aval: /)
    expect(ended.error + ended.out).not.toMatch(steers)
  },
  60_000,
)

it('shortens a word that would hide the mend behind it', async () => {
  const { code, error } = await aval('people', 'enrol', 'x'.repeat(100_000))
  expect(code).toBe(1)
  expect(error).toBe(`aval: ${'x'.repeat(60)}… is not enrolled in dev; see aval people list.\n`)
}, 60_000)

it('is printed by one file, but for pictures, progress, defects and what is for programs', () => {
  const folder = fileURLToPath(new URL('../../src/cli/', import.meta.url))
  const own = [
    'command-line.ts',
    'people/enrol.ts',
    'people/pair.ts',
    'simulated/chat-terminal.ts',
    'terminal.ts',
  ]
  const files = readdirSync(folder, { encoding: 'utf8', recursive: true })
  const writing = files.filter(
    (file) =>
      file.endsWith('.ts') &&
      /process\.std(out|err)\.write/.test(readFileSync(join(folder, file), 'utf8')),
  )
  expect(writing.sort()).toEqual(own)
})
