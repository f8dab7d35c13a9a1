// The V8 code cache of the build is used for exactly the source that it was compiled from, and only
// by `aval chat`.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { programDigest } from '../../src/environment/attestation/digests.ts'
import { buildProgram, homeWith, linesOf, type Program, run, sound } from './program.ts'

let program: Program
let files: ReadonlyMap<string, Buffer>

beforeAll(() => {
  program = buildProgram()
  const names = ['main.js', 'yaml.js', '.main.compiled', '.yaml.compiled']
  files = new Map(names.map((name) => [name, readFileSync(part(name))]))
}, 60_000)

beforeEach(() => {
  for (const [name, bytes] of files) writeFileSync(part(name), bytes)
})

const part = (name: string) => join(dirname(program.main), 'parts', name)
const bytesOf = (name: string) => files.get(name) ?? Buffer.alloc(0)

/** As `aval chat` seals it. */
function sealed(text: Buffer, code: Buffer, version = process.version): Buffer {
  const whole = ['(function (exports, require, module, __filename, __dirname) {', text, '\n})']
  const hash = createHash('sha256').update(`${version} ${process.platform} ${process.arch}\n`)
  for (const piece of [...whole, code]) hash.update(piece)
  return Buffer.concat([hash.digest(), code])
}

/** The build breaks lines anywhere, in sentences too. */
const brokenLine = '(?:\\\\\n)?'

/** A program with another text of the same length than the one that was compiled. */
function changeText(): Buffer {
  const text = bytesOf('main.js').toString('latin1')
  const sentence = [...'There is no environment'].join(brokenLine)
  const other = text.replace(new RegExp(sentence), (found) => found.toUpperCase())
  expect(other).not.toBe(text)
  writeFileSync(part('main.js'), other, 'latin1')
  return Buffer.from(other, 'latin1')
}

const codeOfMain = () => bytesOf('.main.compiled').subarray(32)
const nowhere = async (...args: string[]) => (await run(program, [...args, '--env', 'x'])).error

async function chatWorks(): Promise<void> {
  const home = homeWith(sound)
  const chat = ['chat', '--env', 'dev', '--jsonl', '--home', home]
  const { code, out, error } = await run(program, chat, '{"from":"ana","text":"status"}\n')
  expect({ code, error }).toEqual({ code: 0, error: '' })
  expect(linesOf(out)[0]?.text).toContain('No request is open')
}

it('the code cache is used by chat, and by no other command', async () => {
  await chatWorks()
  const text = changeText()
  writeFileSync(part('.main.compiled'), sealed(text, codeOfMain()))
  expect(await nowhere('chat')).toContain('There is no environment x')
  expect(await nowhere('audit')).toContain('THERE IS NO ENVIRONMENT x')
})

it('the code cache is not used for another source of the same length', async () => {
  changeText()
  expect(await nowhere('chat')).toContain('THERE IS NO ENVIRONMENT x')
  await chatWorks()
})

it('the code cache is not used when another Node version compiled it', async () => {
  const text = changeText()
  writeFileSync(part('.main.compiled'), sealed(text, codeOfMain(), 'v20.0.0'))
  expect(await nowhere('chat')).toContain('THERE IS NO ENVIRONMENT x')
  await chatWorks()
})

it('the program works when the code cache is damaged, cut short, empty or missing', async () => {
  for (const name of ['.main.compiled', '.yaml.compiled']) {
    const bytes = bytesOf(name)
    const damaged = Buffer.from(bytes)
    damaged.fill(0, bytes.length >> 1, (bytes.length >> 1) + 4_096)
    for (const broken of [damaged, bytes.subarray(0, bytes.length - 512), Buffer.alloc(0)]) {
      writeFileSync(part(name), broken)
      await chatWorks()
    }
    rmSync(part(name))
    await chatWorks()
    writeFileSync(part(name), bytes)
  }
})

it('the code cache is not used with other V8 options or with source maps', () => {
  const text = changeText()
  writeFileSync(part('.main.compiled'), sealed(text, codeOfMain()))
  for (const option of ['--no-opt', '--enable-source-maps']) {
    const args = [option, program.main, 'chat', '--env', 'x']
    const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(stderr).toContain('THERE IS NO ENVIRONMENT x')
  }
})

it('a stack trace names the same lines with and without the code cache', () => {
  const trap = join(homeWith(sound), 'trap.cjs')
  const broken = '() => { throw new TypeError("trapped") }'
  writeFileSync(trap, `require('node:fs').readdirSync = ${broken}`)
  const env = { ...process.env, NODE_OPTIONS: `--require ${trap}` }
  const stackLines = () => {
    const args = [program.main, 'chat', '--env', 'dev', '--jsonl', '--home', dirname(trap)]
    const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
    return stderr.split('\n').flatMap((line) => /at (\w+) \(.*main\.js:(\d+)/.exec(line) ?? [])
  }
  const compiled = stackLines()
  rmSync(part('.main.compiled'))
  expect(compiled).toContain('readFlows')
  expect(stackLines().map(inDist)).toEqual(compiled.map(inDist))
})

/** What was compiled is called by its place in the program, wherever that lies. */
const inDist = (line: string) => line.replace(/\(.*dist\//, '(dist/')

it('the bundled source has no dynamic import, which cached code does not support', () => {
  // Only in the text of a thread that runs from its source, which names what it imports later.
  expect(bytesOf('main.js').toString('latin1')).not.toMatch(/\bimport\((?!\$)/)
})

it('the digest of the program in an attestation does not cover the code cache', () => {
  const dist = dirname(program.main)
  const digest = programDigest(dist)
  for (const name of readdirSync(dirname(part('main.js'))).filter((one) => one.startsWith('.')))
    rmSync(part(name))
  expect(programDigest(dist)).toBe(digest)
})
