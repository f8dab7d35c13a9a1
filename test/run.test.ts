// What a killed test run left in memory: the next run removes it, but nothing that is in use.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshFolder } from './fresh-folder.ts'
import { clearAbandoned, nameOf } from './run.ts'

test('a test run removes only folders of runs whose process is gone', () => {
  const endedPid = spawnSync(process.execPath, ['--version']).pid
  const left = [
    `${nameOf(process.pid)}a1b2c3`,
    `aval-tests-${endedPid}-elsewhere-a1b2c3`,
    `aval-tests-${endedPid}`,
    'aval-tests-a1b2c3',
    `another-${nameOf(endedPid)}a1b2c3`,
  ]
  const place = freshFolder()
  for (const name of [`${nameOf(endedPid)}a1b2c3`, ...left])
    mkdirSync(join(place, name, 'deep'), { recursive: true })

  clearAbandoned(place)

  expect(readdirSync(place).toSorted()).toEqual(left.toSorted())
})
