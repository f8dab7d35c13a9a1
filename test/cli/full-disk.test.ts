// A full disk (a limit of file size) and a low limit of open files, for real: the errors come from
// the operating system.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { homeWith, linesOf, program, run, runHere, sound } from './program.ts'

let home = ''
beforeAll(() => {
  home = homeWith(sound)
}, 60_000)

/** Runs a chat in which no file may become larger than this. */
function chatWithin(kilobytes: number, input: string): Promise<string> {
  const command = 'ulimit -f "$1"; exec "$2" "$3" chat --env dev --jsonl --home "$4"'
  const args = ['-c', command, 'bash', String(kilobytes), process.execPath, program.main, home]
  const child = spawn('/bin/bash', args, { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.end(input)
  return new Promise((resolve) => {
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.once('close', () => resolve(out))
  })
}

const chat = () => ['chat', '--env', 'dev', '--jsonl', '--home', home]

it.skipIf(!existsSync('/bin/bash'))(
  'chat on a full disk refuses in words, writes nothing partially, and works with space again',
  async () => {
    await run(program, chat())
    const kilobytes = statSync(join(home, 'data', 'dev', 'aval.db')).size / 1024
    const asks = Array.from({ length: 60 }, (_, order) =>
      JSON.stringify({ from: order % 2 === 0 ? 'ana' : 'dora', text: 'status' }),
    )
    const out = linesOf(await chatWithin(Math.ceil(kilobytes) + 60, `${asks.join('\n')}\n`))
    const messages = out.filter((one) => one.type === 'message')
    expect(out.filter((one) => one.type === 'quiet')).toHaveLength(60)
    const refused = messages.filter((one) => one.kind === 'refusal')
    expect(refused.length).toBeGreaterThan(10)
    for (const one of refused)
      expect(one.text).toMatch(/Not done: the evidence could not be written/)
    expect(messages.at(-1)?.kind).toBe('refusal')

    const verified = await runHere(['verify', '--env', 'dev', '--home', home])
    expect(verified.out).toMatch(/^ok /)
    expect(verified.code).toBe(0)
    const again = await run(program, chat(), '{"from":"ana","text":"status"}\n')
    expect(again.code).toBe(0)
    expect(linesOf(again.out).findLast((one) => one.kind === 'answer')).toMatchObject({ to: 'ana' })
  },
  60_000,
)

it.skipIf(!existsSync('/bin/bash'))(
  'with too few open files allowed, every error of the program names the fix',
  async () => {
    const script = 'ulimit -n "$1"; exec "$2" "$3" chat --env dev --jsonl --home "$4"'
    let told = 0
    for (const most of [20, 22, 24, 26]) {
      const args = ['-c', script, 'bash', String(most), process.execPath, program.main, home]
      const { stderr } = spawnSync('/bin/bash', args, { input: '', encoding: 'utf8' })
      // Errors of Node itself before Aval starts are not Aval's.
      const own = stderr.split('\n').filter((line) => line.startsWith('aval: '))
      for (const line of own) expect(line).toContain('ulimit -n 1024')
      told += own.length
    }
    expect(told).toBeGreaterThan(0)
  },
  60_000,
)

it.skipIf(!existsSync('/bin/bash')).each([
  // No room for SQLite's own index, and then hardly any for its log.
  [16, /^aval: .*aval\.db cannot be used \(disk I\/O error\): free space on its disk.*\n$/],
  [40, /^aval: The disk of .* cannot be written \(.*\): free some space.*\n$/],
])(
  'lockdown with %i KiB of free space exits 1 in one sentence',
  async (kilobytes, sentence) => {
    await run(program, chat())
    const command = 'ulimit -f "$1"; exec "$2" "$3" lockdown on x --as dora --env dev --home "$4"'
    const args = ['-c', command, 'bash', String(kilobytes), process.execPath, program.main, home]
    const ended = spawnSync('/bin/bash', args, { encoding: 'utf8' })
    expect(ended.stderr).toMatch(sentence)
    expect(ended.status).toBe(1)
  },
  60_000,
)

it.skipIf(!existsSync('/bin/bash'))(
  'a full disk is not taken for another process that has the environment',
  async () => {
    await run(program, chat())
    const command = 'ulimit -f 0; exec "$1" "$2" chat --env dev --jsonl --home "$3"'
    const args = ['-c', command, 'bash', process.execPath, program.main, home]
    const ended = spawnSync('/bin/bash', args, { encoding: 'utf8', input: '' })
    expect(ended.stderr).toMatch(
      /^aval: .*owner\.lock cannot be used \(.*\): free space on its disk/,
    )
    expect(ended.status).toBe(1)
  },
  60_000,
)
