// Another file in place of the store: every command names it and the fix in one sentence, and none
// takes it for an environment that never ran.

import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { homeWith, program, run, runHere, sound } from './program.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let ran = ''
let home = ''
const file = () => join(home, 'data', 'dev', 'aval.db')
const withHome = (args: readonly string[]) => [...args, '--env', 'dev', '--home', home]
const aval = (...args: readonly string[]) =>
  args[0] === 'chat' ? run(program, withHome(args)) : runHere(withHome(args))

beforeAll(async () => {
  ran = homeWith(sound)
  home = ran
  expect(await aval('chat', '--jsonl')).toMatchObject({ code: 0 })
})
beforeEach(() => {
  home = homeWith(null)
  cpSync(ran, home, { recursive: true })
})

const commands = [
  ['verify'],
  ['audit'],
  ['people', 'list'],
  ['evidence', 'export'],
  ['policy', 'replay', '--pack', 'careful-1.0.0'],
  ['conform'],
  ['attest'],
  ['lockdown', 'status'],
  ['chat', '--jsonl'],
]

/** The first pages are intact, the rest is not. */
function damage(): void {
  const bytes = readFileSync(file())
  writeFileSync(file(), bytes.fill('torn', 4_096, 65_536))
}

it.each<[string, () => void, RegExp]>([
  ['a folder', () => mkdirSync(file()), /aval\.db is a folder; put the database there/],
  [
    'a link to itself',
    () => symlinkSync(file(), file()),
    /broken link|missing or empty|does not exist/,
  ],
  ['no file', () => undefined, /missing or empty, but existed before: restore|does not exist/],
  ['an empty file', () => writeFileSync(file(), ''), /missing or empty|is empty/],
  ['a text', () => writeFileSync(file(), 'text '.repeat(9_999)), /is not a database/],
  ['a damaged database', damage, /database is damaged .*restore one from a copy/],
])(
  'every command reports %s in place of the database in one sentence',
  async (what, put, sentence) => {
    if (what !== 'a damaged database') rmSync(file())
    put()
    for (const args of commands) {
      const { code, error, out } = await aval(...args)
      expect(error, args.join(' ')).toMatch(sentence)
      expect(error.trim().split('\n'), args.join(' ')).toHaveLength(1)
      expect({ args, code, out }).toEqual({ args, code: 1, out: '' })
    }
    const { code, out } = await aval('doctor')
    expect(out).toMatch(/^UNSAFE {2}database: /m)
    expect(code).toBe(1)
  },
)
