// What a killed run of the tests left in memory: the next one removes it, and nothing that is in use.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshFolder } from './model/content.ts'
import { clearAbandoned, owner } from './run.ts'

test('only the folder of a run whose process is gone is removed', () => {
  const gone = spawnSync(process.execPath, ['--version']).pid
  const owners = {
    'aval-tests-gone': owner(gone),
    'aval-tests-alive': owner(process.pid),
    'aval-tests-elsewhere': `${gone} pid:[1]`,
    'aval-tests-empty': '',
    'aval-tests-torn': String(gone),
    'another-program': owner(gone),
  }
  const place = freshFolder()
  for (const [name, text] of Object.entries(owners)) {
    mkdirSync(join(place, name, 'deep'), { recursive: true })
    writeFileSync(join(place, name, 'owner'), text)
  }
  mkdirSync(join(place, 'aval-tests-young'))
  writeFileSync(join(place, 'aval-tests-file'), '')

  clearAbandoned(place)

  const left = [...Object.keys(owners), 'aval-tests-young', 'aval-tests-file'].slice(1)
  expect(readdirSync(place).toSorted()).toEqual(left.toSorted())
  rmSync(place, { recursive: true })
})
