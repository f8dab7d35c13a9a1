// Two processes on one home: the second names the owner, and starts when the first has ended.

import { spawn } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished, vi } from 'vitest'
import { freshFolder } from '../fresh-folder.ts'
import { chat, homeWith, program, run, runHere, sound } from './program.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

interface News {
  readonly what: string
  readonly pid: number
}

/** `aval start` with its output; `until` resolves with the first match. */
function start(home: string) {
  const args = [program.main, 'start', '--json', '--env', 'dev', '--home', home]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const items: News[] = []
  const logs: string[] = []
  const looks = new Set<() => void>()
  const keep = (line: string, take: () => void) => {
    if (line !== '') take()
    for (const look of looks) look()
  }
  createInterface({ input: child.stdout }).on('line', (line) =>
    keep(line, () => items.push(JSON.parse(line))),
  )
  createInterface({ input: child.stderr }).on('line', (line) => keep(line, () => logs.push(line)))
  const until = <Found>(find: () => Found | undefined) =>
    new Promise<Found>((resolve) => {
      const look = () => {
        const found = find()
        if (found !== undefined) resolve(found)
      }
      looks.add(look)
      look()
    })
  const news = (what: string) => until(() => items.find((one) => one.what === what))
  const logged = (text: string) => until(() => logs.find((one) => one.includes(text)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, told: news, logged, ended }
}

async function stop(started: ReturnType<typeof start>): Promise<void> {
  started.child.kill('SIGTERM')
  expect(await started.ended).toBe(0)
}

async function isSound(home: string): Promise<void> {
  const verified = await runHere(['verify', '--env', 'dev', '--home', home])
  expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/^ok /) })
}

it('start beside a chat names its process, and runs once that was killed', async () => {
  const home = homeWith(sound)
  const session = chat(program, home)
  await session.say({ from: 'ana', text: 'menu' })
  const second = start(home)
  await second.logged(`dev is already running in process ${session.child.pid}; stop that one`)
  await second.told('again')
  session.child.kill('SIGKILL')
  await second.told('ready')
  await stop(second)
  await isSound(home)
})

it('chat beside a start names its process and exits, and a second start takes over when it dies', async () => {
  const home = homeWith(sound)
  const first = start(home)
  const { pid } = await first.told('ready')
  const sentence = `dev is already running in process ${pid}; stop that one`
  const args = ['chat', '--jsonl', '--env', 'dev', '--home', home]
  const refused = await run(program, args)
  expect(refused).toMatchObject({ code: 1, error: expect.stringContaining(sentence) })
  const second = start(home)
  await second.logged(sentence)
  // The first supervisor dies: its environment stops, and the second one's starts.
  first.child.kill('SIGKILL')
  await second.told('ready')
  await stop(second)
  await isSound(home)
})

it('the lock file of a killed process blocks nobody, even if its process id is in use again', async () => {
  const home = homeWith(sound)
  const session = chat(program, home)
  await session.say({ from: 'ana', text: 'menu' })
  session.child.kill('SIGKILL')
  await session.ended
  const note = join(home, 'data', 'dev', 'owner.lock.pid')
  expect(readFileSync(note, 'utf8')).toBe(`${session.child.pid}\n`)
  writeFileSync(note, `${process.pid}\n`)
  const next = start(home)
  await next.told('ready')
  await stop(next)
})

it('a copied home runs beside the original', async () => {
  const home = homeWith(sound)
  const first = start(home)
  const { pid } = await first.told('ready')
  process.kill(pid, 'SIGKILL')
  first.child.kill('SIGKILL')
  await first.ended
  const copy = freshFolder()
  cpSync(home, copy, { recursive: true })
  const both = [start(home), start(copy)]
  for (const one of both) await one.told('ready')
  for (const one of both) await stop(one)
  for (const one of [home, copy]) await isSound(one)
})
