// Thousands of random texts: none throws, and none approves by accident.

import { expect, test } from 'vitest'
import { plain } from '../../src/conversation/normalise.ts'
import { understand } from '../../src/conversation/understand.ts'
import { amount } from '../case-count.ts'
import {
  confirmQuestion,
  expired,
  flows,
  languages,
  locales,
  menuQuestion,
  scene,
  slotQuestion,
  typedBy,
  wordsOf,
} from './shipped-language.ts'

const texts = amount(25_000, 100_000)
const seed = 20_260_105

/** Mulberry32: numbers from 0 to below `below`, deterministic per seed. */
function randomBelow(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const marks = [
  '\u200F',
  '\u202E',
  '\u2067',
  '\uFE0F\u20E3',
  '\u200D',
  '\u0301',
  '\u0000',
  '\n',
  '\u00A0',
]
const tokens = [
  'K7QM2P',
  'k7qm2p',
  'Ｋ７ＱＭ２Ｐ',
  'К7QМ2Р',
  'K7QM2PX',
  'K7QM2',
  'ABCDEF',
  'PLEASE',
]
const bare = ['1', '2', '3', '7', '12', '٣', '3️⃣', 'stop', 'déjalo', 'DEIXA']
const tails = ['492013', '492 013', 'no', 'not now', '- Approve', 'too risky', 'ABCD-EFGH', 'ß']
const digits = ['1', '2', '１', '٢', '२', '1️⃣', 'l', '3', '12', '-1', '1.']
const names = ['C-7F3K', 'c-7f3k', 'C-', 'PROD', 'prod', 'STAGING']
const typed = locales.flatMap((locale) => wordsOf(locale).patterns.map(typedBy))
const words = [...new Set(typed.flatMap((text) => text.split(' ')))]
const pools = [bare, bare, marks, tokens, tails, digits, names, words, typed]

/** From random Unicode to texts that are nearly an answer. */
function textOf(draw: (below: number) => number): string {
  const pick = (pool: readonly string[]): string => pool[draw(pool.length)] ?? ''
  const glue = () => pick([' ', ' ', ' ', '', '\u200E ', '\n'])
  const any = () => String.fromCodePoint(draw(0x110000))
  switch (draw(5)) {
    case 0:
      return Array.from({ length: draw(12) }, any).join('')
    case 1:
      return pick(digits) + glue() + pick(tokens) + (draw(2) === 0 ? '' : glue() + pick(tails))
    case 2:
      return Array.from({ length: draw(6) }, () => pick(pools[draw(pools.length)] ?? [])).join(
        glue(),
      )
    case 3: {
      const text = [...pick(typed)]
      text[draw(text.length)] = draw(2) === 0 ? any() : ''
      return text.join('')
    }
    default:
      return glue() + pick(typed) + glue() + pick(tails)
  }
}

const scenes = locales.flatMap((locale) =>
  [
    [],
    [confirmQuestion],
    [menuQuestion],
    [slotQuestion('order.cancel', 'order')],
    [slotQuestion('lockdown.on', 'reason'), confirmQuestion],
    [slotQuestion('audit.show', 'span'), menuQuestion],
    [expired(slotQuestion('order.show', 'order')), expired(menuQuestion)],
  ].map((questions) => scene(locale, questions)),
)

/** The only three forms of an answer with a token, in plain text. */
const withToken =
  /^(?:([12]) ([0-9A-Z]{6})|1 ([0-9A-Z]{6}) (\d{3} ?\d{3}|(?=\S*[\d-])[0-9A-Z-]{6,24})|2 ([0-9A-Z]{6}) .+)$/i
const surelyToken = /^[12] [23456789A-HJKMNP-TV-Z]{6}$/

test(`random texts never throw, and only exact answers give a token or choice (${texts}, seed ${seed})`, {
  timeout: 60_000,
}, () => {
  const draw = randomBelow(seed)
  const seen = { choice: 0, ask: 0, pick: 0, give_up: 0, reply: 0, unknown: 0 }
  let withTokens = 0
  for (let count = 0; count < texts; count += 1) {
    const text = textOf(draw)
    const here = scenes[draw(scenes.length)] ?? scene('en')
    const intent = understand(languages, text, here)
    seen[intent.kind] += 1
    const line = plain(text)
    const token = intent.kind === 'choice' ? intent.token : undefined
    if (token !== undefined) {
      withTokens += 1
      if (!withToken.test(line) || line.split(' ')[1]?.toUpperCase() !== token)
        expect.unreachable(`${JSON.stringify(text)} gave the token ${token}`)
    } else if (surelyToken.test(line.toUpperCase()) && /^[ -~]*$/.test(line)) {
      expect.unreachable(`${JSON.stringify(text)} gave no token`)
    }
    if (intent.kind === 'choice' && !/^[12]( |$)/.test(line))
      expect.unreachable(`${JSON.stringify(text)} gave a choice`)
    if (intent.kind === 'ask' && !flows.has(intent.flow))
      expect.unreachable(`${JSON.stringify(text)} asked for ${intent.flow}`)
  }
  // A kind that hardly comes is hardly tried.
  expect(withTokens).toBeGreaterThan(texts / 100)
  for (const [kind, count] of Object.entries(seen))
    expect(count, kind).toBeGreaterThan(texts / 2_000)
})

test('texts of up to 4,000 characters are understood in under 20 ms on average', () => {
  const long = [
    'x'.repeat(4_000),
    'cancel '.repeat(570),
    '1 '.repeat(2_000),
    '\u0301'.repeat(4_000),
  ]
  const begun = performance.now()
  for (const text of long) for (const here of scenes) understand(languages, text, here)
  expect((performance.now() - begun) / (long.length * scenes.length)).toBeLessThan(20)
})
