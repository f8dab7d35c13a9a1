// Under a low limit of open files a command works, or names the limit in one line.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { homeWith, program, sound } from './program.ts'

/** From the least with which Node 20 loads the program to one with which all works. */
const limits = Array.from({ length: 10 }, (_, index) => 18 + index)

function chat(limit: number) {
  const command = `ulimit -n ${limit}; exec "$0" "$@"`
  const args = [program.main, 'chat', '--jsonl', '--env', 'dev', '--home', homeWith(sound)]
  const options = { encoding: 'utf8', input: '{"wait":"1s"}\n', timeout: 50_000 } as const
  return spawnSync('bash', ['-c', command, process.execPath, ...args], options)
}

it.skipIf(!existsSync('/bin/bash'))(
  'with few free open files a first start works, or names the limit',
  () => {
    const refused = limits.flatMap((limit) => {
      const { status, stderr } = chat(limit)
      // Below its own least, Node ends by itself.
      const isOurs = stderr.startsWith('aval: ')
      return status === 0 || !isOurs ? [] : [stderr]
    })
    expect(refused.length).toBeGreaterThan(0)
    for (const one of refused) expect(one).toMatch(/^aval: .*ulimit -n 1024.*\n$/)
    expect(chat(256)).toMatchObject({ status: 0, stderr: '' })
  },
  60_000,
)
