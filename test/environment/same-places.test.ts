// Checkpoint places of two environments in one git repository are found however it is spelt.

import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { repositoryName } from '../../src/environment/repository-name.ts'
import { samePlaces } from '../../src/environment/same-places.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { furnish, type Home, type Side, sides } from './pair-of-homes.ts'

let home: Home
let outside = ''
const git = (...args: readonly string[]) => execFileSync('git', args, { stdio: 'pipe' })

beforeEach(() => {
  home = furnish('http://127.0.0.1:9')
  outside = join(home.folder, 'outside')
  mkdirSync(outside)
  git('init', '--quiet', '--bare', join(outside, 'log.git'))
  symlinkSync(outside, join(home.folder, 'link'))
  for (const side of sides) git('init', '--quiet', join(outside, side))
})

/** Gives this environment a place in its own clone, which pushes to `remote`. */
function place(side: Side, remote: string, branch = 'main'): void {
  const at = `path: "${join(outside, side)}", remote: "${remote}", branch: ${branch}`
  const text = `checkpoints:\n  - { kind: git, name: history, ${at} }\n`
  appendFileSync(join(home.environment(side), 'environment.yaml'), text)
}

function named(side: Side, name: string, address: string): void {
  git('-C', join(outside, side), 'remote', 'add', name, address)
}

function found() {
  const all = sides.map((side) => readSettings(home.folder, side))
  return samePlaces(home.folder, all, process.env).map((one) => [one.kind, one.where])
}

const both = (where: string) => [
  ['branch', where],
  ['branch', where],
]

describe('two git places with clones of their own', () => {
  it('are the same where names of remotes lead to one address', () => {
    place('dev', 'origin')
    place('prod', 'backup')
    named('dev', 'origin', 'git@Git.example:logs/a.git')
    named('prod', 'backup', 'https://me:secret@git.example/logs/a/')
    expect(found()).toEqual(both('git.example/logs/a main'))
  })

  it('are the same where a name leads to what the other one names as an address', () => {
    place('dev', 'origin')
    place('prod', 'ssh://git@git.example:22/logs/a.git')
    named('dev', 'origin', 'ssh://git@git.example/logs/b')
    git('-C', join(outside, 'dev'), 'remote', 'set-url', '--push', 'origin', 'git.example:logs/a')
    expect(found()).toEqual(both('git.example/logs/a main'))
  })

  it('are the same where paths and links lead to one folder', () => {
    place('dev', '../log.git')
    place('prod', 'origin')
    named('prod', 'origin', `file://${home.folder}/link/log.git`)
    expect(found()).toEqual(both(`${outside}/log main`))
  })

  it('are the same where git replaces the beginning of an address', () => {
    place('dev', 'work:a')
    git('-C', join(outside, 'dev'), 'config', 'url.ssh://git.example/.insteadOf', 'work:')
    place('prod', 'git.example:a')
    expect(found()).toEqual(both('git.example/a main'))
  })

  it('differ where a name leads elsewhere or nowhere', () => {
    place('dev', 'origin')
    place('prod', 'origin')
    expect(found()).toEqual([])
    named('dev', 'origin', 'git.example:a')
    named('prod', 'origin', 'git.example:b')
    expect(found()).toEqual([])
    git('-C', join(outside, 'prod'), 'remote', 'set-url', 'origin', 'git.example:a')
    expect(found()).toHaveLength(2)
  })

  it('differ where no folder is a repository, whatever one around them says', () => {
    git('init', '--quiet', home.folder)
    git('-C', home.folder, 'remote', 'add', 'origin', 'git.example:aval')
    for (const side of sides) {
      rmSync(join(outside, side, '.git'), { recursive: true })
      place(side, 'origin')
    }
    expect(found()).toEqual([])
  })

  it('differ where only the branch differs', () => {
    place('dev', 'git.example:a', 'dev')
    place('prod', 'git.example:a', 'prod')
    expect(found()).toEqual([])
  })
})

it.each([
  ['ssh://git.example:2222/a', 'git.example:2222/a'],
  ['git://git.example:9418/a.git/', 'git.example/a'],
  ['http://127.0.0.1:3000/a', '127.0.0.1:3000/a'],
  ['https://me:secret@git.example:99999/a.git', 'git.example:99999/a'],
  ['https://me:sec/ret@git.example/a', 'git.example/a'],
  ['./a:b', '/srv/clone/a:b'],
  ['../a.git', '/srv/a'],
  ['/srv/a/.git', '/srv/a'],
])('the repository %s is named %s', (address, name) => {
  expect(repositoryName(address, '/srv/clone')).toBe(name)
})
