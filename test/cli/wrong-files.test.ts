// Files with unexpected content: every command names the file and the fix in one sentence.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { homeWith, program, run, runHere, sound } from './program.ts'

let home: string
let folder: string

async function startHome(): Promise<void> {
  home = homeWith(sound)
  folder = join(home, 'data', 'dev')
  const args = ['chat', '--jsonl', '--env', 'dev', '--home', home]
  expect(await run(program, args, '{"from":"ana","text":"menu"}\n')).toMatchObject({ code: 0 })
}

const aval = (...args: readonly string[]) => {
  const whole = [...args, '--env', 'dev', '--home', home]
  return args[0] === 'chat' ? run(program, whole) : runHere(whole)
}

/** Exit 1, and one matching sentence. */
async function expectRefusal(args: readonly string[], sentence: RegExp): Promise<void> {
  const { code, error, out } = await aval(...args)
  expect({ args, code, lines: error.trim().split('\n').length, out }).toEqual({
    ...{ args, code: 1, lines: 1, out: '' },
  })
  expect(error).toMatch(sentence)
}

describe('damaged keys', () => {
  const rsa = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VuBCIEIHB2G5SIMl4TfXVLo6TCBhSpRTpYqRmQRmTaC8Sbzmdf
-----END PRIVATE KEY-----
`
  it.each([
    ['checkpoint.pem', 'junk'],
    ['checkpoint.pem', ''],
    ['checkpoint.pem', rsa],
    ['environment.key', 'junk'],
    ['environment.key', `${'ab'.repeat(31)}zz`],
  ])(
    'are refused: %s with the content %j',
    async (name, text) => {
      await startHome()
      writeFileSync(join(folder, 'keys', name), text)
      const sentence = new RegExp(
        `^aval: .*keys/${name} is damaged; restore it from a copy\\.$`,
        'm',
      )
      await expectRefusal(['lockdown', 'status'], sentence)
      await expectRefusal(['chat', '--jsonl'], sentence)
      if (name === 'checkpoint.pem') await expectRefusal(['verify'], sentence)
      const { code, out } = await aval('doctor')
      expect(code).toBe(1)
      expect(out).toMatch(new RegExp(`^UNSAFE  keys: .*${name} is damaged`, 'm'))
    },
    60_000,
  )
})

describe('a folder in place of a file', () => {
  it('of settings is refused with the fix', async () => {
    await startHome()
    rmSync(join(folder, 'environment.yaml'))
    mkdirSync(join(folder, 'environment.yaml'))
    for (const args of [['people', 'list'], ['chat', '--jsonl'], ['attest']])
      await expectRefusal(args, /environment\.yaml cannot be read \(EISDIR\); put a file there/)
  }, 60_000)

  it('of the lock is refused with the fix, as is a lock file with other content', async () => {
    await startHome()
    const lock = join(folder, 'owner.lock')
    rmSync(lock)
    mkdirSync(lock)
    await expectRefusal(
      ['chat', '--jsonl'],
      /owner\.lock is a folder; remove it: Aval makes this file/,
    )
    rmSync(lock, { recursive: true })
    writeFileSync(lock, 'text '.repeat(99))
    await expectRefusal(['chat', '--jsonl'], /owner\.lock is not a lock of Aval; if nothing runs/)
  }, 60_000)

  it('of input is refused with the fix', async () => {
    await startHome()
    const input = openSync(home, 'r')
    for (const more of [[], ['--jsonl']]) {
      const args = ['chat', '--env', 'dev', '--home', home, ...more]
      const ended = spawnSync(process.execPath, [program.main, ...args], {
        stdio: [input, 'pipe', 'pipe'],
      })
      expect({ code: ended.status, out: String(ended.stdout) }).toEqual({ code: 2, out: '' })
      expect(String(ended.stderr)).toMatch(/^aval: The input is a folder; give a file \(<\) or/)
    }
    closeSync(input)
  }, 60_000)

  it('of an attestation is refused with the fix, for reading and writing', async () => {
    await startHome()
    const there = join(home, 'there')
    mkdirSync(there)
    await expectRefusal(
      ['attest', '--check', there],
      /there cannot be read \(EISDIR\); name an attest/,
    )
    const { code, error } = await aval('attest', '--out', there)
    expect(code).toBe(1)
    expect(error).toMatch(/^aval: .*there cannot be written \(EISDIR\); name another .*--out\.\n$/)
    expect(existsSync(`${there}.new`)).toBe(false)
  }, 60_000)
})

it('keys that others can read are refused and not changed', async () => {
  await startHome()
  const file = join(folder, 'keys', 'environment.key')
  const text = readFileSync(file, 'utf8')
  chmodSync(file, 0o644)
  await expectRefusal(
    ['lockdown', 'status'],
    /environment\.key can be read by others; chmod 600 it/,
  )
  expect(readFileSync(file, 'utf8')).toBe(text)
}, 60_000)
