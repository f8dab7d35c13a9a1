// A home that is read-only: commands that read work, and commands that write name the path and the
// user that needs access.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildProgram, homeWith, type Program, sound } from './program.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** File modes do not stop root, so another user runs it. */
const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups']
const isRoot = process.getuid?.() === 0
const asOther = isRoot ? ['setpriv', ...nobody] : []
/** Skipped where another user cannot reach this checkout. */
const here = fileURLToPath(new URL('../../package.json', import.meta.url))
const canBeOther = !isRoot || spawnSync('setpriv', [...nobody, 'test', '-r', here]).status === 0

let program: Program
let home = ''

function aval(...args: readonly string[]) {
  const [command = '', ...rest] = [...asOther, process.execPath, program.main, ...args]
  const options = { encoding: 'utf8', input: '', timeout: 50_000 } as const
  const { status, stdout, stderr } = spawnSync(
    command,
    [...rest, '--env', 'dev', '--home', home],
    options,
  )
  return { code: status, out: stdout, error: stderr }
}

beforeAll(() => {
  if (!canBeOther) return
  program = buildProgram()
  home = homeWith(sound)
  for (const folder of [dirname(dirname(program.main)), home]) chmodSync(folder, 0o755)
  if (isRoot) execFileSync('chown', ['-R', '65534:65534', home])
  expect(aval('chat', '--jsonl')).toMatchObject({ code: 0 })
  execFileSync('chmod', ['-R', 'a-w', home])
})
afterAll(() => {
  if (!canBeOther) return
  // A folder that may not be written cannot be removed.
  execFileSync('chmod', ['-R', 'u+w', home])
})

it
  .skipIf(!canBeOther)
  .each([
    [['verify']],
    [['audit']],
    [['people', 'list']],
    [['evidence', 'export']],
    [['policy', 'replay', '--pack', 'careful-1.0.0']],
    [['conform']],
  ])('%j works in a read-only home', (args) => {
  expect(aval(...args)).toMatchObject({ code: 0, error: '' })
})

it
  .skipIf(!canBeOther)
  .each([
    [['chat', '--jsonl']],
    [['attest']],
    [['people', 'enrol', 'dora']],
    [['lockdown', 'on', 'fire', '--as', 'dora']],
  ])('%j in a read-only home exits 1 and names the folder and the fix', (args) => {
  const { code, out, error } = aval(...args)
  expect(error).toMatch(
    /^aval: .*data\/dev cannot be written \(EACCES\); make it belong to the user/,
  )
  expect(error.trim().split('\n')).toHaveLength(1)
  expect({ code, out }).toEqual({ code: 1, out: '' })
})

it.skipIf(!canBeOther)('start in a read-only home exits 1 and names the folder and the fix', () => {
  const { code, out, error } = aval('start')
  expect(error).toMatch(/data\/dev cannot be written \(EACCES\); make it belong to the user/)
  expect({ code, out }).toEqual({ code: 1, out: '' })
})

it.skipIf(!canBeOther)('doctor reports a read-only home as unsafe', () => {
  const { code, out } = aval('doctor')
  expect(out).toMatch(/^UNSAFE {2}database: .*data\/dev cannot be written \(EACCES\)/m)
  expect(code).toBe(1)
})
