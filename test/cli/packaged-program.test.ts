// A program that npm installed as a package: its folder is no home, because an update replaces it.

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { built } from '../built.ts'
import { freshFolder } from '../fresh-folder.ts'
import { homeWith, type Program, run, sound } from './program.ts'

let folder = ''
let program: Program

beforeAll(() => {
  folder = join(freshFolder(), 'node_modules', 'aval')
  cpSync(built, folder, { recursive: true })
  program = { main: join(folder, 'dist', 'main.js') }
  mkdirSync(join(folder, 'data', 'dev'), { recursive: true })
  writeFileSync(join(folder, 'data', 'dev', 'environment.yaml'), sound)
})

it.each([[['chat', '--jsonl', '--env', 'dev']], [['people', 'list', '--env', 'dev']], [['start']]])(
  '%j of a package needs --home, and writes nothing without',
  async (args) => {
    const { code, out, error } = await run(program, args)
    expect(error).toBe(
      `aval: Give --home DIR: Aval is installed as a package, and an update would remove all that is in ${folder}/.\n`,
    )
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(existsSync(join(folder, 'data', 'dev', 'keys'))).toBe(false)
  },
)

it('a package works with --home, and compares packs without', async () => {
  const chat = await run(program, ['chat', '--jsonl', '--env', 'dev', '--home', homeWith(sound)])
  expect(chat).toMatchObject({ code: 0, error: '' })
  expect(await run(program, ['policy', 'diff', 'strong-1.0.0', 'careful-1.0.0'])).toMatchObject({
    error: '',
  })
})
