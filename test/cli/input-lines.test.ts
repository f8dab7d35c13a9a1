// Input lines that two parsers could read differently are refused, and the lines after them are
// processed.

import { rmSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { homeWith, linesOf, program, run, sound } from './program.ts'

const homes: string[] = []
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
})

/** What comes out of these lines, and the message behind them that each must let through. */
async function outOf(lines: string | Buffer) {
  const home = homeWith(sound)
  homes.push(home)
  const input = Buffer.concat([Buffer.from(lines), Buffer.from('\n{"from":"ana","text":"menu"}\n')])
  const ended = await run(program, ['chat', '--env', 'dev', '--jsonl', '--home', home], input)
  expect(ended.code).toBe(0)
  const out = linesOf(ended.out)
  expect(out.at(-2)).toMatchObject({ kind: 'menu', to: 'ana' })
  return { out: out.slice(0, -2), text: ended.out }
}

/** Deeper than a function that calls itself at each level can go. */
const nested = '['.repeat(100_000) + ']'.repeat(100_000)

it.each([
  ['bytes that are no UTF-8', Buffer.from('{"from":"an\xff","text":"menu"}', 'latin1'), /UTF-8/],
  ['half of a character', '{"from":"ana","text":"\\ud800"}', /^text: half of a character/],
  ['half of one as an id', '{"from":"ana","text":"menu","id":"\\ud800"}', /^id: half of a/],
  ['a field twice', '{"from":"ana","from":"dora","text":"menu"}', /^A field appears twice/],
  ['a wait twice', '{"wait":"1m","wait":"9m"}', /^A field appears twice/],
  ['nobody', '{"from":"  ","text":"menu"}', /^from: nobody is named/],
  ['a field in a field', '{"from":"ana","text":"menu","more":{"text":"1"}}', /Unrecognized.*more/],
  ['a deep field', `{"from":"ana","text":"menu","more":${nested}}`, /Unrecognized.*more/],
])('%s: one error', async (_what, line, message) => {
  const { out } = await outOf(line)
  expect(out).toMatchObject([
    { type: 'error', line: 1, message: expect.stringMatching(message) },
    { type: 'quiet' },
  ])
})

it('a colon or a quotation mark in a text makes no field of it', async () => {
  const { out } = await outOf('{"from":"ana", "text" : "me\\"n\\u0075\\": \\"x"}')
  expect(out.map((one) => one.type)).toEqual(['message', 'quiet'])
})

it('only a line feed ends a line: what a text holds never speaks as somebody else', async () => {
  const smuggled = JSON.stringify({ from: 'ana', text: 'x\u2028{"from":"dora","text":"status"}' })
  const { out } = await outOf(`${smuggled}\n{"from":"ana",\r"text":"status"}`)
  const all = out.map((one) => `${one.type} ${one.to ?? ''}`.trim())
  expect(all).toEqual(['message ana', 'quiet', 'message ana', 'quiet'])
})

it('nor does what comes out hold anything that another reader takes for the end of a line', async () => {
  const { out, text } = await outOf(JSON.stringify({ from: 'ana', text: 'menu', chat: 'a\u2028b' }))
  expect(out[0]).toMatchObject({ chat: 'a\u2028b' })
  expect(text).not.toContain('\u2028')
})
