// Two processes that append to one file at the same time: every line is complete, in order, and
// with nothing in between.

import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { freshFolder } from '../fresh-folder.ts'

const place = fileURLToPath(new URL('../../src/places/ship-file.ts', import.meta.url))
const batches = 80
const lines = 200

/** A process that waits for a word, and then sends batch after batch. */
const writer = (file: string, name: string) => `
  import { filePlace } from ${JSON.stringify(place)}
  const place = filePlace({ name: 'x', bodies: false, tenants: null, path: ${JSON.stringify(file)} })
  process.stdout.write('ready')
  process.stdin.once('data', async () => {
    for (let batch = 0; batch < ${batches}; batch += 1) {
      const line = (_, at) => ({
        line: JSON.stringify({ from: '${name}', number: batch * ${lines} + at, fill: 'x'.repeat(4_000) }),
      })
      const sent = await place.send(Array.from({ length: ${lines} }, line))
      if (sent.state !== 'sent') process.exit(1)
    }
    process.exit(0)
  })`

it('two processes append to one file without lost, mixed or empty lines', {
  timeout: 60_000,
}, async () => {
  const folder = freshFolder()
  const file = join(folder, 'evidence.jsonl')
  const children = ['one', 'other'].map((name) => {
    const script = join(folder, `${name}.ts`)
    writeFileSync(script, writer(file, name))
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script])
    const ready = new Promise((resolve) => child.stdout.once('data', resolve))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    return { child, ready, ended }
  })
  await Promise.all(children.map((one) => one.ready))
  for (const { child } of children) child.stdin.write('go')
  expect(await Promise.all(children.map((one) => one.ended))).toEqual([0, 0])
  const read = readFileSync(file, 'utf8').split('\n')
  expect(read.pop()).toBe('')
  const found = read.map((line): { from: string; number: number } => JSON.parse(line))
  const all = Array.from({ length: batches * lines }, (_, at) => at)
  for (const name of ['one', 'other'])
    expect(found.filter((one) => one.from === name).map((one) => one.number)).toEqual(all)
})
