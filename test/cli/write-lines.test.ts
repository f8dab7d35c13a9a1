// Output to a slow reader is produced as fast as it reads, and not buffered in memory.

import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { writeLines } from '../../src/cli/write-lines.ts'

it('lines for a slow reader are produced as it reads, and all arrive', async () => {
  const stream = new PassThrough({ highWaterMark: 100 })
  let produced = 0
  function* lines() {
    for (produced = 0; produced < 1_000; ) {
      produced += 1
      yield `line ${produced}\n`
    }
  }
  const put = writeLines(stream, lines())
  await turn()
  expect(produced).toBeLessThan(50)
  const parts: string[] = []
  stream.on('data', (part: Buffer) => void parts.push(part.toString()))
  await put
  const read = parts.join('').trimEnd().split('\n')
  expect(read).toHaveLength(1_000)
  expect(read.at(-1)).toBe('line 1000')
})
