// `aval audit --since 24h` on homes whose clock was moved by their input, before and after today.

import { expect, it } from 'vitest'
import { z } from 'zod'
import { homeWith, program, run, runHere, sound } from './program.ts'

const homes: string[] = []

/** A home in which `status` was requested at each of these times. */
async function homeWithRequests(...moments: readonly string[]): Promise<string> {
  const home = homeWith(sound)
  homes.push(home)
  const line = `${JSON.stringify({ from: 'ana', text: 'status', id: 'm' })}\n`
  for (const at of moments) {
    const args = ['chat', '--env', 'dev', '--jsonl', '--home', home, '--at', at]
    const { code } = await run(program, args, line.replace('"m"', `"${at}"`))
    expect(code).toBe(0)
  }
  return home
}

const since = (home: string, span: string) =>
  runHere(['audit', '--env', 'dev', '--home', home, '--since', span])

const artifactSchema = z.looseObject({ time: z.string() })

function timesOf(out: string): readonly string[] {
  const lines = out.split('\n').filter((line) => line !== '')
  return lines.map((line) => artifactSchema.parse(JSON.parse(line)).time)
}

const ahead = '2091-01-05T09:00:00.000Z'

it('audit --since counts back from the newest artifact where the clock is ahead, and says so', async () => {
  const { code, out, error } = await since(
    await homeWithRequests('2091-01-01T09:00:00Z', ahead),
    '24h',
  )
  expect(code).toBe(0)
  const times = timesOf(out)
  expect(times.length).toBeGreaterThan(0)
  expect(times.filter((time) => !time.startsWith('2091-01-05'))).toEqual([])
  expect(error).toContain(`counted back from ${ahead}`)
})

it('audit --since says when the newest artifact was written if none is that new', async () => {
  const { code, out, error } = await since(await homeWithRequests('2020-01-05T09:00:00Z'), '24h')
  expect([code, out]).toEqual([0, ''])
  expect(error).toContain('the newest artifact is of 2020-01-05T09:00:00.000Z')
})

it('audit says when there is no artifact at all of a person or of a command', async () => {
  const home = await homeWithRequests('2020-01-05T09:00:00Z')
  const audit = (...args: readonly string[]) =>
    runHere(['audit', '--env', 'dev', '--home', home, ...args])
  const mistyped = await audit('--actor', 'Betto', '--command', 'c-zzzz')
  expect([mistyped.code, mistyped.out]).toEqual([0, ''])
  expect(mistyped.error).toContain('No artifact is by betto')
  expect(mistyped.error).toContain('No artifact is of C-ZZZZ')
  const there = await audit('--actor', 'aval', '--type', 'command.failed')
  expect([there.code, there.out, there.error]).toEqual([0, '', ''])
})

it('audit refuses an impossible id of a person or name of a command, with the fix', async () => {
  const home = await homeWithRequests('2020-01-05T09:00:00Z')
  const audit = (...args: readonly string[]) =>
    runHere(['audit', '--env', 'dev', '--home', home, ...args])
  for (const [flag, typed, fix] of [
    ['--command', 'C-1', 'one looks like C-7F3K'],
    ['--command', '7F3K', 'one looks like C-7F3K'],
    ['--command', '', '--command needs a value'],
    ['--actor', '+5511911110000', 'aval people list'],
    ['--actor', 'Ana Maria', 'aval people list'],
    ['--actor', '', '--actor needs a value'],
  ] as const) {
    const { code, out, error } = await audit(flag, typed)
    expect([code, out], `${flag} ${typed}`).toEqual([2, ''])
    expect(error).toContain(fix)
  }
  expect((await audit('--actor', 'agents')).error).toBe('No artifact is by an agent.\n')
  for (const actor of ['aval', 'stranger-0a1b2c3d4e5f', 'agent:claude-code-1', 'agents', 'ANA'])
    expect((await audit('--actor', actor)).code, actor).toBe(0)
})

it('audit --since accepts a moment', async () => {
  const home = await homeWithRequests('2091-01-01T09:00:00Z', ahead)
  const { out, error } = await since(home, '2091-01-01T00:00Z')
  const days = timesOf(out).map((time) => time.slice(0, 10))
  expect([...new Set(days)]).toEqual(['2091-01-01', '2091-01-05'])
  expect(error).toBe('')
})
