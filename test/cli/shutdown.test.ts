// How the program ends: at the end of its input, by a signal, or killed. Nothing accepted is lost.

import { spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { amount } from '../case-count.ts'
import { chat, homeWith, linesOf, program, run, runHere, sound } from './program.ts'

let home = ''

/** Requests a deletion that needs approval; resolves with its name and Beto's token. */
async function requestDeletion(session: ReturnType<typeof chat>) {
  for (const text of ['create config web for payments', '1', 'delete config web'])
    await session.say({ from: 'ana', text })
  const out = await session.say({ from: 'ana', text: '1' })
  const card = out.find((one) => one.to === 'beto' && one.token !== undefined)
  if (card?.token === undefined || card.command === undefined)
    throw new Error(`No card for Beto: ${JSON.stringify(out)}`)
  return { token: card.token, command: card.command }
}

async function approvedAfterwards(token: string, command: string): Promise<void> {
  const again = chat(program, home)
  const out = await again.say({ from: 'beto', text: `1 ${token}` })
  expect(out.filter((one) => one.kind === 'outcome').map((one) => one.command)).toContain(command)
  const shown = await again.say({ from: 'ana', text: 'list configs' })
  expect(shown).toMatchObject([{ to: 'ana', kind: 'answer' }])
  expect(shown[0]?.text).not.toContain('web')
  again.child.stdin?.end()
  expect(await again.ended).toBe(0)
  const verified = await runHere(['verify', '--env', 'dev', '--home', home])
  expect(verified.out).toMatch(/^ok /)
  expect(verified.code).toBe(0)
}

describe('an open request', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'can be approved after the process ended by %s',
    async (signal) => {
      home = homeWith(sound)
      const session = chat(program, home)
      const { token, command } = await requestDeletion(session)
      session.child.kill(signal)
      await session.ended
      await approvedAfterwards(token, command)
    },
    30_000,
  )

  it('can be approved after the end of the input', async () => {
    home = homeWith(sound)
    const session = chat(program, home)
    const { token, command } = await requestDeletion(session)
    session.child.stdin?.end()
    expect(await session.ended).toBe(0)
    await approvedAfterwards(token, command)
  }, 30_000)
})

describe.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('a chat that is sent %s', (signal) => {
  it('reads no further line, writes a checkpoint of all its evidence, and exits 0', async () => {
    home = homeWith(sound)
    const session = chat(program, home)
    await requestDeletion(session)
    session.child.kill(signal)
    expect(await session.ended).toBe(0)
    expect(uncovered(home)).toEqual([])
  }, 30_000)

  it('does so on a terminal, too', async () => {
    home = homeWith(sound)
    const args = ['chat', '--env', 'dev', '--home', home]
    const child = spawn(process.execPath, [program.main, ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const ended = once(child, 'exit')
    child.stdin.write('ana: create config web for payments\n')
    const lines = createInterface({ input: child.stdout })
    for await (const [line] of on(lines, 'line')) if (line.includes('next: ana: 1')) break
    child.kill(signal)
    expect(await ended).toEqual([0, null])
    expect(uncovered(home)).toEqual([])
  }, 30_000)
})

/** The chains with evidence that no checkpoint covers. */
function uncovered(of: string): readonly unknown[] {
  const db = new Database(join(of, 'data', 'dev', 'aval.db'), { readonly: true })
  try {
    expect(db.prepare('SELECT count(*) FROM chains').pluck().get()).toBeGreaterThan(0)
    return db
      .prepare(
        `SELECT tenant, size FROM chains
         WHERE size > coalesce((SELECT max(size) FROM checkpoints c WHERE c.tenant = chains.tenant), 0)`,
      )
      .all()
  } finally {
    db.close()
  }
}

describe('a process killed in the middle of a burst', () => {
  it('has kept every command that it had answered, and verifies', async () => {
    home = homeWith(sound)
    const session = chat(program, home)
    for (let count = 0; count < 5; count += 1) {
      const out = await session.say({ from: 'ana', text: `create config u${count} for payments` })
      expect(out.map((one) => one.kind)).toEqual(['preview'])
      await session.say({ from: 'ana', text: '1' })
    }
    const burst = 2_000
    for (let count = 0; count < burst; count += 1)
      session.child.stdin?.write('{"from":"ana","text":"status"}\n')
    // Answers of the first are read, so that it is killed in the middle of the others.
    let answered = 0
    for (const text of Array<string>(20).fill('status')) {
      const out = await session.say({ from: 'ana', text })
      answered += out.filter((one) => one.kind === 'answer').length
    }
    expect(answered).toBe(20)
    session.child.kill('SIGKILL')
    expect(await session.ended).toBe('SIGKILL')
    const verified = await runHere(['verify', '--env', 'dev', '--home', home])
    expect(verified.out).toMatch(/^ok /)
    expect(verified.code).toBe(0)
    const about = ['--env', 'dev', '--home', home, '--type', 'command.proposed']
    const proposed = await runHere(['audit', ...about])
    const kept = proposed.out.split('\n').filter((one) => one.includes('"status.show"')).length
    expect(kept).toBeGreaterThanOrEqual(answered)
    expect(kept).toBeLessThan(burst)
    const again = chat(program, home)
    const shown = await again.say({ from: 'ana', text: 'list configs' })
    const listed = shown.filter((one) => one.kind === 'answer').map((one) => one.text ?? '')
    expect(listed.at(-1)?.match(/\bu\d\b/g)).toEqual(['u0', 'u1', 'u2', 'u3', 'u4'])
    again.child.stdin?.end()
    await again.ended
  }, 30_000)
})

describe('a second process', () => {
  it('is refused while the first one runs, and does not disturb it', async () => {
    home = homeWith(sound)
    const session = chat(program, home)
    await session.say({ from: 'ana', text: 'menu' })
    const second = await run(program, ['chat', '--env', 'dev', '--jsonl', '--home', home])
    expect(second.error).toContain(`dev is already running in process ${session.child.pid}; stop`)
    expect(second.code).toBe(1)
    const verified = await runHere(['verify', '--env', 'dev', '--home', home])
    expect(verified.code).toBe(0)
    expect(await session.say({ from: 'ana', text: 'status' })).toHaveLength(1)
    session.child.stdin?.end()
    expect(await session.ended).toBe(0)
  }, 30_000)
})

describe('a burst', () => {
  const count = amount(500, 10_000)

  it(`of ${count} messages gets ${count} answers, in order`, async () => {
    home = homeWith(sound)
    const burst = Array.from({ length: count }, (_, index) =>
      JSON.stringify({ from: index % 2 === 0 ? 'ana' : 'dora', text: 'menu', id: `m${index}` }),
    )
    const begun = performance.now()
    const args = ['chat', '--env', 'dev', '--jsonl', '--home', home]
    const ended = await run(program, args, `${burst.join('\n')}\n`)
    const seconds = (performance.now() - begun) / 1_000
    process.stdout.write(
      `${count} messages in ${seconds.toFixed(1)} s: ${Math.round(count / seconds)} a second\n`,
    )
    const out = linesOf(ended.out)
    expect(ended.code).toBe(0)
    expect(out.filter((one) => one.type === 'quiet')).toHaveLength(count)
    expect(out.filter((one) => one.type === 'error')).toEqual([])
    const menus = out.filter((one) => one.kind === 'menu').map((one) => one.to)
    // Each line is answered before the next one is read, to whoever wrote it.
    expect(menus).toEqual(Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 'ana' : 'dora')))
    expect(out.at(-1)?.type).toBe('quiet')
  }, 120_000)
})

describe('an output that cannot be written', () => {
  /** Evidence goes to `output`; what is said on standard error, and the exit code. */
  async function auditInto(output: 'pipe' | number) {
    home = homeWith(sound)
    const session = chat(program, home)
    await session.say({ from: 'ana', text: 'menu' })
    session.child.stdin?.end()
    expect(await session.ended).toBe(0)
    const args = [program.main, 'audit', '--env', 'dev', '--home', home]
    const child = spawn(process.execPath, args, { stdio: ['ignore', output, 'pipe'] })
    child.stdout?.destroy()
    let said = ''
    child.stderr?.on('data', (part) => {
      said += String(part)
    })
    const [code] = await once(child, 'close')
    return { code, said }
  }

  it('ends audit with exit 1 and no message when the reader has closed the pipe', async () => {
    expect(await auditInto('pipe')).toEqual({ code: 1, said: '' })
  })

  it.runIf(process.platform === 'linux')(
    'does not stop aval start, which still stops cleanly at a signal',
    async () => {
      home = homeWith(sound)
      const full = openSync('/dev/full', 'w')
      const args = [program.main, 'start', '--env', 'dev', '--home', home]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', full] })
      closeSync(full)
      child.stdout?.destroy()
      const running = join(home, 'data', 'dev', 'running.json')
      await expect.poll(() => existsSync(running), { timeout: 20_000 }).toBe(true)
      child.kill('SIGTERM')
      expect(await once(child, 'exit')).toEqual([0, null])
      const { out } = await runHere(['audit', '--env', 'dev', '--home', home])
      expect(out).toContain('"type":"service.stop"')
    },
    30_000,
  )

  it.runIf(process.platform === 'linux')(
    'ends audit with one sentence when the disk is full',
    async () => {
      const full = openSync('/dev/full', 'w')
      const { code, said } = await auditInto(full)
      closeSync(full)
      expect(said).toMatch(/^aval: The output cannot be written: .*no space left.*\n$/)
      expect(code).toBe(1)
    },
  )
})
