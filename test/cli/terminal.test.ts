// Text that people typed, in chat or on the command line, cannot control the terminal that shows
// it.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { escapeControls } from '../../src/cli/terminal.ts'
import { buildProgram, homeWith, type Program, run, sound } from './program.ts'

/** Erases the screen, sets the window's title, returns the cursor, and a C1 control sequence. */
const controls = '\u001b[2J\u001b]0;T\u0007\r\u009b31m\u202e'
const isControl = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u

let program: Program
let home: string
beforeAll(() => {
  program = buildProgram()
  home = homeWith(sound.replace('name: Beto', `name: "${escapeControls(`Be\nto${controls}`)}"`))
}, 60_000)

const aval = (...args: readonly string[]) => run(program, [...args, '--env', 'dev', '--home', home])

it('control characters are escaped, and all other text stays as it is', () => {
  expect(escapeControls('a\u001b[31mb\nc')).toBe('a\\u001b[31mb\\u000ac')
  for (const text of ['não — 你好 👩‍👩‍👧 \u05d0\u05d1', 'a\tb', ''])
    expect(escapeControls(text)).toBe(text)
  const json = JSON.stringify({ text: `x${controls}` })
  expect(JSON.parse(escapeControls(json))).toEqual(JSON.parse(json))
})

it('the chat prompt is not shown again after the end of the input', () => {
  const shop =
    'shop: { kind: http, base_url: "http://127.0.0.1:9", secrets: { token: "secret://env/T" } }'
  const own = homeWith(sound.replace('connectors: {}', `connectors:\n  ${shop}`))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program.main, 'chat', '--env', 'dev', '--home', own],
    { input: 'ana: cancel order 42\n', encoding: 'utf8', env: { ...process.env, T: 't' } },
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('shop cannot be reached')
  // The input ends while the shop is asked, and on Node 24 a prompt behind its end throws.
  expect(stdout.match(/(?<=\n)> /g)).toHaveLength(1)
})

it('names, reasons and artifacts are printed with control characters escaped', async () => {
  const lines = [{ from: 'dora', text: `lockdown class S2 it was ${controls} me` }]
  const text = lines.map((line) => `${JSON.stringify(line)}\n{"from":"dora","text":"1"}\n`).join('')
  await run(program, ['chat', '--jsonl', '--env', 'dev', '--home', home], text)
  const locked = await aval(
    'lockdown',
    'on',
    `x\nDEV: open${controls}`,
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
    expect(out).not.toMatch(isControl)
    expect(error).toBe('')
  }
  expect(all[2]?.out).toContain('Be\\u000ato\\u001b[2J')
  const records = all[3]?.out.trim().split('\n') ?? []
  expect(records.some((line) => line.includes('\\u009b31m'))).toBe(true)
  for (const line of records) expect(JSON.parse(line)).toHaveProperty('hash')
}, 60_000)

it.each([
  [controls, 2],
  [['audit', '--type', controls], 2],
  [['evidence', 'export', '--from', controls], 2],
  [['people', 'enrol', `x${controls}`], 1],
  [['verify', '--checkpoint', `x${controls}`], 1],
  [['evidence', 'export', '--out', `/nowhere/${controls}`], 1],
] as const)(
  'a wrong argument is printed with control characters escaped: %j',
  async (words, code) => {
    const ended = await aval(...[words].flat())
    expect(ended.code).toBe(code)
    expect(ended.error).toMatch(/^aval: /)
    expect(ended.error + ended.out).not.toMatch(isControl)
  },
  60_000,
)

it('a long argument is shortened in an error, so that the fix remains visible', async () => {
  const { code, error } = await aval('people', 'enrol', 'x'.repeat(100_000))
  expect(code).toBe(1)
  expect(error).toBe(`aval: ${'x'.repeat(60)}… is not enrolled in dev; see aval people list.\n`)
}, 60_000)

it('standard output and error are written to by a known list of files only', () => {
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
