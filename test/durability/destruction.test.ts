// The scripts that destroy an environment, on a small scale: each must find what it claims to find.

import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { diskFaults } from '../../scripts/disk-faults.ts'
import { powerCuts } from '../../scripts/power-cut.ts'
import { createDisk } from '../../scripts/power-cut-states.ts'
import { parseTrace } from '../../scripts/power-cut-trace.ts'
import { tamper } from '../../scripts/tamper.ts'
import { amount } from '../case-count.ts'

function has(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const text = (content: Buffer | undefined) => content?.toString()
const always = (number: number) => () => number

describe('the model of a disk', () => {
  const path = '/e/aval.db'
  const create = { call: 'create', path } as const
  const write = (at: number, data: string) =>
    ({ call: 'write', path, at, data: Buffer.from(data) }) as const

  it('loses a file whose folder was never flushed, though its content was', () => {
    const disk = createDisk()
    for (const call of [create, write(0, 'abc'), { call: 'flush', path } as const]) disk.play(call)
    expect(disk.cut('dropped', always(0)).size).toBe(0)
    disk.play({ call: 'flush', path: '/e' })
    expect(text(disk.cut('dropped', always(0)).get(path))).toBe('abc')
  })

  it('keeps, drops or tears what was written since the last flush', () => {
    const disk = createDisk()
    for (const call of [create, write(0, 'a'.repeat(1024)), { call: 'flush', path } as const])
      disk.play(call)
    disk.play({ call: 'flush', path: '/e' })
    disk.play(write(0, 'b'.repeat(1024)))
    expect(text(disk.cut('kept', always(0)).get(path))).toBe('b'.repeat(1024))
    expect(text(disk.cut('dropped', always(0)).get(path))).toBe('a'.repeat(1024))
    const drawn = [0, 1]
    const torn = disk.cut('torn', () => drawn.shift() ?? 1).get(path)
    expect(text(torn)).toBe('b'.repeat(512) + 'a'.repeat(512))
  })

  it('restores a removed file until its folder is flushed', () => {
    const disk = createDisk()
    for (const call of [create, write(0, 'abc'), { call: 'flush', path } as const]) disk.play(call)
    disk.play({ call: 'flush', path: '/e' })
    disk.play({ call: 'remove', path })
    expect(disk.cut('dropped', always(0)).has(path)).toBe(true)
    expect(disk.cut('kept', always(0)).has(path)).toBe(false)
  })

  it('truncates a file and fills gaps with zeros', () => {
    const disk = createDisk()
    for (const call of [create, write(0, 'abcdef')]) disk.play(call)
    disk.play({ call: 'truncate', path, size: 2 })
    disk.play(write(4, 'z'))
    disk.play({ call: 'flush', path: '/e' })
    expect(text(disk.cut('kept', always(0)).get(path))).toBe('ab\0\0z')
  })

  it('reads strace output, also of two interleaved threads, and refuses calls it does not know', () => {
    const hex = (word: string) =>
      [...word].map((one) => `\\x${one.charCodeAt(0).toString(16)}`).join('')
    const lines = [
      `7 openat(AT_FDCWD, "${hex('/e/f')}", O_RDWR|O_CREAT, 0600) = 3<${hex('/e/f')}>`,
      `7 pwrite64(3<${hex('/e/f')}>, "${hex('hi')}", 2, 5 <unfinished ...>`,
      '8 write(1<\\x2f\\x78>, "\\x21", 1) = 1',
      `8 writev(18<${hex('socket:[7]')}>, [{iov_base="\\x21", iov_len=1}], 1) = 1`,
      '7 <... pwrite64 resumed>) = 2',
      `7 fdatasync(3<${hex('/e/f')}>) = 0`,
      '7 unlink("\\x2f\\x71") = -1 ENOENT (No such file or directory)',
      '+++ exited with 0 +++',
    ]
    expect(parseTrace(lines.join('\n'))).toEqual([
      { call: 'create', path: '/e/f' },
      { call: 'append', path: '/x', data: Buffer.from('!') },
      { call: 'write', path: '/e/f', at: 5, data: Buffer.from('hi') },
      { call: 'flush', path: '/e/f' },
    ])
    expect(() => parseTrace('7 linkat(1, 2) = 0')).toThrow('does not know')
    for (const data of ['"\\x21"..., 2', '"!", 1', '0x7f, 1'])
      expect(() => parseTrace(`8 write(1<\\x2f>, ${data}) = 1`)).toThrow('has cut the data')
  })
})

describe('tampering', () => {
  it('of every class is found with a checkpoint kept outside', async () => {
    const figures = await tamper(3, 6, 7)
    const classes = figures.filter((one) => one.what !== 'random bit flipped')
    expect(classes.length).toBeGreaterThanOrEqual(9)
    for (const one of classes) expect(one, one.what).toMatchObject({ tries: 3, found: 3 })
    // The checkpoint is what finds these: without it the harness would prove nothing about it.
    const alone = new Map(figures.map((one) => [one.what, one.foundAlone]))
    expect(alone.get('file rolled back')).toBe(0)
    // But for those in which the one rewritten is an asker or an approver: a command remembers them.
    expect(alone.get('chain rewritten')).toBeLessThan(3)
  }, 60_000)
})

describe.skipIf(!has('strace'))('a power cut', () => {
  it('loses nothing acknowledged with synchronous=FULL, and does with NORMAL', () => {
    const states = amount(50, 150)
    const full = powerCuts('FULL', states, 3)
    expect(full.states).toBeGreaterThan(states - 10)
    expect(full.losses).toEqual({ unopenable: 0, damaged: 0, broken: 0, lost: 0, keys: 0 })
    expect(powerCuts('NORMAL', amount(20, 60), 3).lossy).toBeGreaterThan(0)
  }, 240_000)
})

describe.skipIf(!has('cc'))('a failing disk', () => {
  it('causes no effect without evidence, and approvals succeed afterwards, in all ten faults', async () => {
    const findings = await diskFaults()
    expect(findings.map(({ fault, problems }) => ({ fault, problems }))).toEqual(
      findings.map(({ fault }) => ({ fault, problems: [] })),
    )
    expect(findings).toHaveLength(10)
  }, 120_000)
})
