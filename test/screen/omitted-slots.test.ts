// A preview shows all that goes into the effect: what the sentence of a command leaves out has a
// line of its own.

import { expect, it } from 'vitest'
import { summary } from '../../src/command/display/command-lines.ts'
import { slotLines } from '../../src/command/display/slot-lines.ts'
import { type Flow, flowSchema } from '../../src/command/spec.ts'
import { type Languages, wordMessage } from '../../src/conversation/say.ts'
import { parseMessages, readWords } from '../../src/conversation/words.ts'
import { flows } from '../conversation/shipped-language.ts'

const flow: Flow = {
  ...flowSchema().parse({
    command: 'money.send',
    version: 1,
    risk: 'S1',
    does: 'bank.send',
    slots: {
      to: { kind: 'id' },
      how: { kind: 'choice', options: ['fast', 'slow'] },
      amount: { kind: 'number' },
      pause: { kind: 'span' },
    },
  }),
  digest: 'd',
}
const slots = { to: 'Rui', how: 'fast', amount: 1.5, pause: 7_200_000 }

/** The lines below the sentence; `words` overrides messages of pt-BR. */
function linesBelow(words: string, given: typeof slots = slots, item?: string): readonly string[] {
  const read = (locale: string, text: string) => readWords(locale, parseMessages(locale, text), [])
  const english = read('en', 'shows = { $name }: { $value }\nmoney-send = send to { $to }\n')
  const languages: Languages = {
    byLocale: new Map([['pt-BR', () => read('pt-BR', words)]]),
    fallback: english,
  }
  const said = summary({ flow: flow.command, slots: given })
  const lines = slotLines(null, flow, { slots: given, preview: null }, said, item)
  return wordMessage(languages, 'pt-BR', lines).split('\n')
}

it('the sentence of a command writes a number with the decimal sign of its language', () => {
  const words = readWords('pt-BR', parseMessages('pt-BR', 'money-send = envia { $amount }'), [])
  const languages: Languages = { byLocale: new Map([['pt-BR', () => words]]), fallback: words }
  const said = summary({ flow: flow.command, slots: { amount: 1.234 } })
  expect(wordMessage(languages, 'pt-BR', [said])).toBe('envia 1,234')
})

const whole = 'money-send = envia { $amount } a { $to } em { $how } por { $pause }'

it.each([
  ['all are said, and the duration still gets a line', whole, ['pause: 2 h']],
  ['two are said', 'money-send = envia { $to } { $how }', ['amount: 1,5', 'pause: 2 h']],
  [
    'the wide form says fewer',
    `${whole}\n    .wide = envia { $amount } a { $to }`,
    ['how: fast', 'pause: 2 h'],
  ],
  [
    'the value has its own words',
    'money-send = { $how ->\n    [fast] voa\n   *[other] vai\n  } { $to } { $amount }',
    ['pause: 2 h'],
  ],
  [
    'only another value has its own words',
    'money-send = { $how ->\n    [slow] vai\n   *[other] voa\n  } { $to } { $amount }',
    ['how: fast', 'pause: 2 h'],
  ],
  [
    'only some variants say it',
    'money-send = { $how ->\n    [fast] voa\n   *[other] a { $to }\n  } { $amount }',
    ['to: Rui', 'pause: 2 h'],
  ],
  [
    'the sentence fails and the English one is used',
    'money-send = { $to } { $how } { $amount } { $never }',
    ['how: fast', 'amount: 1,5', 'pause: 2 h'],
  ],
  ['none is said', 'money-send = manda', ['to: Rui', 'how: fast', 'amount: 1,5', 'pause: 2 h']],
])('a slot gets its own line unless the sentence says it: %s', (_what, words, lines) => {
  expect(linesBelow(words)).toEqual(lines)
})

it('a slot line names its act when there are several', () => {
  expect(
    linesBelow('item-field = { $name } { $field }\nmoney-send = { $to } { $how }', slots, 'C-7F3K'),
  ).toEqual(['C-7F3K amount: 1,5', 'C-7F3K pause: 2 h'])
})

it('a slot that the changes show, or a ticket, gets no line', () => {
  const create = flows.get('config.create')
  const preview = { shows: [], changes: [{ field: 'owner', before: null, after: 'core' }] }
  const said = summary({ flow: 'config.create', slots: {} })
  const lines = (owner: string) =>
    slotLines(null, create, { slots: { owner }, preview }, said).length
  expect([lines('core'), lines('Core')]).toEqual([0, 1])
  const promote = flows.get('config.promote')
  expect(slotLines(null, promote, { slots: { ticket: 'e30' }, preview: null }, said)).toEqual([])
})
