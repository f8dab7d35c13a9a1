// Output to a slow reader is produced as fast as it reads, and not buffered in memory.

import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { writeLines } from '../../src/cli/write-lines.ts'

it('makes no more lines than its reader takes, and all of them in the end', async () => {
  const stream = new PassThrough({ highWaterMark: 100 })
  let made = 0
  function* lines() {
    for (made = 0; made < 1_000; ) {
      made += 1
      yield `line ${made}\n`
    }
  }
  const put = writeLines(stream, lines())
  await turn()
  expect(made).toBeLessThan(50)
  const parts: string[] = []
  stream.on('data', (part: Buffer) => void parts.push(part.toString()))
  await put
  const read = parts.join('').trimEnd().split('\n')
  expect(read).toHaveLength(1_000)
  expect(read.at(-1)).toBe('line 1000')
})
