// What `aval doctor` reports about waiting requests that the files on the disk would make void.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { checkDefinitions } from '../../src/environment/doctor/definitions.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { freshFolder } from '../fresh-folder.ts'
import { onBench, request } from '../model/scenes.ts'

let home: string
beforeEach(() => {
  home = freshFolder()
})

const settings = readSettings(shipped, 'dev')

async function found(edit: () => void): Promise<readonly string[]> {
  const open: Command[] = []
  await onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    open.push(...bench.store().commandNamed(name).commands)
  })
  edit()
  const name = open[0]?.name ?? ''
  return checkDefinitions(home, settings, open).map((one) =>
    `${one.level} ${one.what}`.replace(name, 'C-7F3K'),
  )
}

/** The home's copy of a shipped file, with an additional line. */
function edited(folder: string, file: string): void {
  mkdirSync(join(home, 'flows', folder), { recursive: true })
  const text = readFileSync(join(shipped, 'flows', folder, file), 'utf8')
  writeFileSync(join(home, 'flows', folder, file), `${text}\n# edited\n`)
}

it('doctor reports nothing while the files are those under which a command was asked for', async () => {
  expect(await found(() => undefined)).toEqual([])
  const copy = () => cpSync(join(shipped, 'flows'), join(home, 'flows'), { recursive: true })
  expect(await found(copy)).toEqual([])
})

it.each([
  ['commands', 'order.cancel.yaml'],
  ['apis', 'shop.yaml'],
])('doctor names waiting commands under an edited file of %s', async (folder, file) => {
  const [line, ...more] = await found(() => edited(folder, file))
  expect(line).toMatch(/^warning Asked under a flow, .* has changed: C-7F3K\. After the next start/)
  expect(more).toEqual([])
})

it('the check of waiting commands ignores malformed files and files that no waiting command uses', async () => {
  expect(await found(() => edited('units', 'service.yaml'))).toEqual([])
  const broken = () => {
    mkdirSync(join(home, 'flows', 'commands'), { recursive: true })
    writeFileSync(join(home, 'flows', 'commands', 'order.cancel.yaml'), 'command: [')
  }
  expect(await found(broken)).toEqual([])
})
