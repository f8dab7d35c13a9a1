// Input lines that two parsers could read differently are refused, and later lines are processed.

import { expect, it } from 'vitest'
import { homeWith, linesOf, program, run, sound } from './program.ts'

/** What comes out of these lines, and the message behind them that each must let through. */
async function outOf(lines: string | Buffer) {
  const home = homeWith(sound)
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
  ['a lone surrogate in a text', '{"from":"ana","text":"\\ud800"}', /^text: half of a character/],
  ['a lone surrogate in an id', '{"from":"ana","text":"menu","id":"\\ud800"}', /^id: half of a/],
  ['a repeated field', '{"from":"ana","from":"dora","text":"menu"}', /^A field appears twice/],
  ['a repeated wait', '{"wait":"1m","wait":"9m"}', /^A field appears twice/],
  ['an empty sender', '{"from":"  ","text":"menu"}', /^from: nobody is named/],
  [
    'an unknown field with a nested one',
    '{"from":"ana","text":"menu","more":{"text":"1"}}',
    /Unrecognized.*more/,
  ],
  [
    'an unknown deeply nested field',
    `{"from":"ana","text":"menu","more":${nested}}`,
    /Unrecognized.*more/,
  ],
])('an input line with %s gives one error', async (_what, line, message) => {
  const { out } = await outOf(line)
  expect(out).toMatchObject([
    { type: 'error', line: 1, message: expect.stringMatching(message) },
    { type: 'quiet' },
  ])
})

it('a colon or a quotation mark within a text makes no field', async () => {
  const { out } = await outOf('{"from":"ana", "text" : "me\\"n\\u0075\\": \\"x"}')
  expect(out.map((one) => one.type)).toEqual(['message', 'quiet'])
})

it('only a line feed ends an input line, so that a text cannot speak as somebody else', async () => {
  const withSeparator = JSON.stringify({
    from: 'ana',
    text: 'x\u2028{"from":"dora","text":"status"}',
  })
  const { out } = await outOf(`${withSeparator}\n{"from":"ana",\r"text":"status"}`)
  const all = out.map((one) => `${one.type} ${one.to ?? ''}`.trim())
  expect(all).toEqual(['message ana', 'quiet', 'message ana', 'quiet'])
})

it('output lines escape characters that another parser takes for a line end', async () => {
  const { out, text } = await outOf(JSON.stringify({ from: 'ana', text: 'menu', chat: 'a\u2028b' }))
  expect(out[0]).toMatchObject({ chat: 'a\u2028b' })
  expect(text).not.toContain('\u2028')
})
