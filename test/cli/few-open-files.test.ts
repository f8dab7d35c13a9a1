// Under a low limit of open files a command works, or names the limit in one line.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { homeWith, program, sound } from './program.ts'

/** Fewer are not enough for Node itself to load the program. */
const least = 18
const most = 64

function chat(limit: number) {
  const command = `ulimit -n ${limit}; exec "$0" "$@"`
  const args = [program.main, 'chat', '--jsonl', '--env', 'dev', '--home', homeWith(sound)]
  const options = { encoding: 'utf8', input: '{"wait":"1s"}\n', timeout: 50_000 } as const
  return spawnSync('bash', ['-c', command, process.execPath, ...args], options)
}

it.skipIf(!existsSync('/bin/bash'))(
  'with few free open files a first start works, or names the limit',
  () => {
    const refused: string[] = []
    for (let limit = least; limit < most; limit += 1) {
      const { status, stderr } = chat(limit)
      if (status === 0) break
      // Below its own least, Node ends by itself.
      if (stderr.startsWith('aval: ')) refused.push(stderr)
    }
    expect(refused.length).toBeGreaterThan(0)
    for (const one of refused) expect(one).toMatch(/^aval: .*ulimit -n 1024.*\n$/)
    expect(chat(256)).toMatchObject({ status: 0, stderr: '' })
  },
  60_000,
)
