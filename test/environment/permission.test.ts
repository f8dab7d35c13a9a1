// Isolation of a process: what code inside it may read, write, open and start.

import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { permissionFlags, sharedSecrets, variablesFor } from '../../src/environment/isolation.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import {
  canaries,
  furnish,
  type Home,
  other,
  type Side,
  sides,
  variables,
} from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const probe = fileURLToPath(new URL('probe.cjs', import.meta.url))
const reportSchema = z.record(z.string(), z.string())

let home: Home

beforeAll(() => {
  home = furnish('http://127.0.0.1:9')
  for (const side of sides) {
    writeFileSync(join(home.environment(side), 'diary'), `diary of ${side}`)
    new Database(join(home.environment(side), 'notes.db')).exec('CREATE TABLE notes (note)').close()
  }
})

/** The result of each attempt, made inside the isolated process of one environment. */
function attempts(side: Side, as?: number): Readonly<Record<string, string>> {
  const settings = readSettings(home.folder, side)
  const out = execFileSync(
    process.execPath,
    [
      ...permissionFlags(home.folder, settings),
      '-e',
      readFileSync(probe, 'utf8'),
      home.environment(side),
      home.environment(other(side)),
    ],
    {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: variablesFor(settings, { ...process.env, ...variables }),
      encoding: 'utf8',
      ...(as === undefined ? {} : { uid: as, gid: as }),
    },
  )
  return reportSchema.parse(JSON.parse(out))
}

describe.each(sides)('the process of %s', (side) => {
  test('can use its own folder, and nothing of the other environment', () => {
    const report = attempts(side)
    expect(report).toMatchObject({
      'own: read': `diary of ${side}`,
      'own: write': 'done',
      'own: database': 'done',
      'own: through a thread': `diary of ${side}`,
    })
    const others = Object.entries(report).filter(([name]) => name.startsWith('other: '))
    expect(others.length).toBeGreaterThan(10)
    expect(others.filter(([, result]) => result !== 'ERR_ACCESS_DENIED')).toEqual([])
  })

  test('has its own secret, and no other variable', () => {
    const report = attempts(side)
    expect(report['variables']).toBe('SHOP_TOKEN')
    expect(report['token']).toBe(canaries[side].secret)
  })
})

/** Whether another user can reach the program: all folders above it let others through. */
function othersMayEnter(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false
  return dirname(folder) === folder || othersMayEnter(dirname(folder))
}

// Native code is not restricted by Node, so this needs a user for each environment.
test.runIf(
  process.getuid?.() === 0 && othersMayEnter(fileURLToPath(new URL('.', import.meta.url))),
)('separate users keep even native code from opening the database of the other environment', () => {
  const users: Readonly<Record<Side, number>> = { dev: 64_001, prod: 64_002 }
  for (const one of [home.folder, join(home.folder, 'data')]) chmodSync(one, 0o711)
  for (const side of sides) {
    chmodSync(home.environment(side), 0o700)
    for (const name of ['', 'diary', 'notes.db', 'environment.yaml'])
      chownSync(join(home.environment(side), name), users[side], users[side])
  }
  for (const side of sides) {
    const report = attempts(side, users[side])
    expect(report['native: own attached']).toBe('done')
    expect(report['native: other attached']).toBe('SQLITE_CANTOPEN')
  }
})

test('no statement of the store attaches another database file', () => {
  const store = fileURLToPath(new URL('../../src/store/', import.meta.url))
  const grep = (pattern: string) => {
    try {
      return execFileSync('grep', ['-rniE', pattern, store], { encoding: 'utf8' })
    } catch {
      return ''
    }
  }
  expect(grep('(prepare|exec|pragma)\\(')).not.toBe('')
  expect(grep('\\b(ATTACH|VACUUM +INTO|load_extension|loadExtension)\\b')).toBe('')
})

describe('secrets that two environments share', () => {
  const both = () => sides.map((side) => readSettings(home.folder, side))

  test('are found by value and reported by name', () => {
    const shared = sharedSecrets(both(), { SHOP_TOKEN: 'the-same-for-all' })
    expect(shared).toEqual([{ name: 'SHOP_TOKEN', environments: ['dev', 'prod'] }])
  })

  test('are none when each environment has its own', () => {
    expect(sharedSecrets(both(), variables)).toEqual([])
  })
})

test('permissions for a home with missing folders are accepted by the runtime', () => {
  mkdirSync(join(home.folder, 'data', 'dev', 'secrets'), { recursive: true })
  const settings = readSettings(home.folder, 'dev')
  const flags = permissionFlags(home.folder, settings)
  const inside = join(home.folder, 'flows', 'commands')
  const code = `process.stdout.write(String(require('fs').existsSync(${JSON.stringify(inside)})))`
  expect(execFileSync(process.execPath, [...flags, '-e', code], { encoding: 'utf8' })).toBe('false')
})
