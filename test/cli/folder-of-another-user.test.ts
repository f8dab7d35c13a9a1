// An environment of another user, as when root forgets `sudo -u`: commands that write refuse and
// leave no file, and commands that read leave none either.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, lstatSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { refuseRootUnlessOwner } from '../../src/environment/folder-owner.ts'
import { buildProgram, homeWith, program, run, runHere, sound } from './program.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const isRoot = process.getuid?.() === 0
/** A user who has nothing to do with this machine; only root can give files away. */
const owner = 4711

let home = ''
const folder = () => join(home, 'data', 'dev')
const chown = (user: number, path: string) => execFileSync('chown', ['-R', `${user}:${user}`, path])
const flags = () => ['--env', 'dev', '--home', home]
const chatAsRoot = () => run(program, ['chat', '--jsonl', ...flags()], '{"wait":"1s"}\n')

/** Files of the environment that are not its owner's. */
function strange(): readonly string[] {
  return readdirSync(folder(), { recursive: true, encoding: 'utf8' }).filter(
    (name) => lstatSync(join(folder(), name)).uid !== owner,
  )
}

beforeEach(() => {
  home = homeWith(sound)
})

it.skipIf(!isRoot)('root is refused where another user runs it', () => {
  const refuse = (user: number) => () => refuseRootUnlessOwner(folder(), user)
  expect(refuse(0)).not.toThrow()
  writeFileSync(join(folder(), 'aval.db'), '')
  chown(owner, folder())
  expect(refuse(0)).toThrow(
    `${folder()} belongs to user ${owner}, who could not use the files that root would leave there; ` +
      `run aval as that user (sudo -u '#${owner}' aval …), or give it to root (chown -R 0).`,
  )
  expect(refuse(owner)).not.toThrow()
  expect(refuse(owner + 1)).not.toThrow()
  // As on a mount that gives all files to one user, who may not look into the folders above.
  const before = process.cwd()
  process.chdir(folder())
  process.seteuid?.(owner)
  try {
    expect(() => refuseRootUnlessOwner('.', 0)).not.toThrow()
  } finally {
    process.seteuid?.(0)
    process.chdir(before)
  }
  expect(readdirSync(folder())).not.toContainEqual(expect.stringContaining('.owner'))
})

it.skipIf(!isRoot)(
  'root may begin an environment in a folder of another user, as in a container',
  async () => {
    chown(owner, home)
    expect(await chatAsRoot()).toMatchObject({ code: 0 })
    expect(await chatAsRoot()).toMatchObject({ code: 0 })
  },
)

describe.skipIf(!isRoot)('root, in an environment of another user', () => {
  beforeEach(async () => {
    expect(await chatAsRoot()).toMatchObject({ code: 0 })
    chown(owner, home)
  })

  it.each([
    [['attest']],
    [['people', 'enrol', 'dora']],
    [['people', 'restore', 'dora']],
    [['people', 'admin', 'carla']],
    [['lockdown', 'on', 'fire', '--as', 'dora']],
    [['lockdown', 'status']],
    [['checkpoints', 'push']],
  ])('%j is refused, and leaves no file', async (args) => {
    const { code, error } = await runHere([...args, ...flags()])
    expect(error).toContain(`data/dev belongs to user ${owner}, who`)
    expect(code).toBe(1)
    expect(strange()).toEqual([])
  })

  it.each(['chat', 'start', 'pair', 'unpair'])(
    '%s is refused, and leaves no file',
    async (command) => {
      if (command.endsWith('pair')) {
        const settings = sound.replace('kind: terminal', 'kind: baileys')
        writeFileSync(join(folder(), 'environment.yaml'), settings)
      }
      const ended = command === 'chat' ? chatAsRoot() : run(program, [command, ...flags()])
      const { code, error } = await ended
      expect(error).toContain(`data/dev belongs to user ${owner}, who`)
      expect(code).toBe(1)
      expect(strange()).toEqual([])
    },
  )

  it.each([[['verify']], [['audit']], [['people', 'list']], [['checkpoints', 'list']]])(
    '%j leaves no file of root',
    async (args) => {
      await runHere([...args, ...flags()])
      expect(strange()).toEqual([])
    },
  )

  it('doctor warns that the folder belongs to another user', async () => {
    const { out } = await runHere(['doctor', ...flags()])
    expect(out).toMatch(/^warning user: This runs as root, but .* belongs to user 4711:/m)
    expect(strange()).toEqual([])
  })
})

const asOwner = ['--reuid', `${owner}`, '--regid', `${owner}`, '--clear-groups']
/** Skipped where that user cannot reach this checkout, whose modules a build links to. */
const canBeOwner =
  isRoot && spawnSync('setpriv', [...asOwner, 'test', '-r', import.meta.filename]).status === 0

it.skipIf(!canBeOwner)('keys that root left are named with the fix', async () => {
  const { main } = buildProgram()
  for (const one of [dirname(dirname(main)), home]) chmodSync(one, 0o755)
  await chatAsRoot()
  chown(owner, folder())
  chown(0, join(folder(), 'keys'))
  const args = [...asOwner, process.execPath, main, 'chat', '--jsonl', ...flags()]
  const { status, stderr } = spawnSync('setpriv', args, { encoding: 'utf8', input: '' })
  expect(stderr).toBe(
    `aval: ${folder()}/keys belongs to another user; make it and what is in it belong to the user that runs aval (chown -R).\n`,
  )
  expect(status).toBe(1)
})
