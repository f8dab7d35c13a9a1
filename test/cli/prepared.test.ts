// Content parsed by the build is used for exactly the text that it was parsed from.

import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { flowSchema } from '../../src/command/spec.ts'
import { parseDescription } from '../../src/connectors/description.ts'
import { parseMessages } from '../../src/conversation/words.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { prepare } from '../../src/environment/prepared.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { buildProgram, homeWith, linesOf, type Program, run, sound } from './program.ts'

let program: Program

beforeAll(() => {
  program = buildProgram()
}, 60_000)

const commands = join(shipped, 'flows/commands')
const question = '{"from":"ana","text":"menu","id":"m1"}\n'
const chat = (home: string) => ['chat', '--env', 'dev', '--jsonl', '--home', home]
const prepared = () => join(dirname(program.main), 'parts/prepared')

/** A home with flows of its own, one of them changed. */
function homeWithFlow(name: string, change: (text: string) => string): string {
  const home = homeWith(sound)
  cpSync(join(shipped, 'flows'), join(home, 'flows'), { recursive: true })
  const file = join(home, 'flows/commands', name)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  return home
}

it('the build holds every shipped command as its text parses', () => {
  const kept = JSON.parse(readFileSync(join(prepared(), 'flow.json'), 'utf8'))
  for (const name of readdirSync(commands).filter((one) => one.endsWith('.yaml'))) {
    const text = readFileSync(join(commands, name), 'utf8')
    expect(kept[sha256(text)]).toEqual(parseDescription(flowSchema(), text, name))
  }
})

it('the build holds the words of every shipped language as its file parses', () => {
  for (const name of readdirSync(join(shipped, 'locales'))) {
    const text = readFileSync(join(shipped, 'locales', name), 'utf8')
    const kept = readFileSync(join(prepared(), `words-${sha256(text)}.json`), 'utf8')
    expect(JSON.parse(kept)).toEqual(parseMessages(name, text))
    expect(kept).toMatch(/^[ -~]+$/)
  }
})

it('words that were changed since the build are parsed again', async () => {
  const home = homeWith(sound)
  cpSync(join(shipped, 'locales'), join(home, 'locales'), { recursive: true })
  appendFileSync(join(home, 'locales/es.ftl'), 'broken = {\n')
  const { code, error } = await run(program, chat(home), question)
  expect(code).toBe(1)
  expect(error).toContain('locales/es.ftl: broken does not parse')
})

it('a command file that was changed since the build is parsed again', async () => {
  const home = homeWithFlow('order.cancel.yaml', (text) => `${text}nonsense: 1\n`)
  const { code, error } = await run(program, chat(home), question)
  expect(code).toBe(1)
  expect(error).toMatch(/order\.cancel\.yaml, line \d+: nonsense is not known here/)
})

it('an own command file that the build does not hold is parsed', async () => {
  const home = homeWithFlow('order.cancel.yaml', (text) => `# Another text.\n${text}`)
  const { code, out } = await run(program, chat(home), question)
  expect(code).toBe(0)
  expect(linesOf(out)[0]?.kind).toBe('menu')
})

it('the build refuses values that JSON would not keep', () => {
  expect(() => prepare('flow', 'text', { at: new Date(0) })).toThrow('must not be prepared')
})
