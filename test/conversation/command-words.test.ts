// What people may type, in every language: each has one meaning, in each spelling.

import { describe, expect, test } from 'vitest'
import { messageOf } from '../../src/command/display/label.ts'
import { folded } from '../../src/conversation/normalise.ts'
import { type Pattern, rawText } from '../../src/conversation/words.ts'
import {
  flows,
  locales,
  meaning,
  sampleOf,
  slotQuestion,
  typedBy,
  wordsOf,
} from './shipped-language.ts'

/** Two patterns with the same shape match the same texts. */
function shapeOf(pattern: Pattern): string {
  return pattern.pieces
    .filter((piece) => piece.kind !== 'given')
    .map((piece) => (piece.kind === 'word' ? piece.word : '[]'))
    .join(' ')
}

/** Spellings that must not matter. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  capitals: (text) => text.toUpperCase(),
  'no accents': (text) => text.normalize('NFD').replace(/\p{Mn}/gu, ''),
  'combining accents': (text) => text.normalize('NFD'),
  'many spaces': (text) => `  ${text.replaceAll(' ', ' \u00A0\t ')} \n`,
  'bidi marks': (text) => `\u200F${text.replaceAll(' ', '\u200E \u2067')}\u202C`,
  'full width': (text) =>
    text.replace(/[!-~]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)),
}

describe.each(locales)('typed commands in %s', (locale) => {
  const { patterns, giveUp } = wordsOf(locale)

  test('exist for every flow, with more than 1.4 patterns per flow', () => {
    const typed = new Set(patterns.map((pattern) => pattern.flow))
    expect([...flows.keys()].filter((flow) => !typed.has(flow))).toEqual([])
    expect(patterns.length / flows.size).toBeGreaterThan(1.4)
  })

  test('name in their patterns only slots of the flow, each once', () => {
    for (const { flow, pieces } of patterns) {
      const names = pieces.flatMap((piece) => (piece.kind === 'word' ? [] : [piece.name]))
      expect(new Set(names).size).toBe(names.length)
      for (const name of names) expect(Object.keys(flows.get(flow)?.slots ?? {})).toContain(name)
    }
  })

  test('have no pattern twice', () => {
    const shapes = patterns.map(shapeOf)
    expect(shapes.filter((shape, index) => shapes.indexOf(shape) !== index)).toEqual([])
  })

  test('differ from the words that give up', () => {
    const whole = patterns.map(shapeOf)
    expect(giveUp.length).toBeGreaterThan(2)
    expect(giveUp.filter((word) => whole.includes(word))).toEqual([])
  })

  test('take a text slot at their end only', () => {
    for (const { flow, pieces } of patterns)
      for (const piece of pieces.slice(0, -1))
        if (piece.kind === 'slot') expect(flows.get(flow)?.slots[piece.name]?.kind).not.toBe('text')
  })

  test('are understood with all their slots', () => {
    for (const pattern of patterns) {
      const typed = typedBy(pattern)
      const intent = meaning(typed, locale)
      expect(intent, typed).toMatchObject({ kind: 'ask', flow: pattern.flow })
      expect(intent, typed).not.toHaveProperty('wrong')
      const meant = intent.kind === 'ask' ? Object.keys(intent.slots) : []
      const slots = pattern.pieces.flatMap((piece) => (piece.kind === 'word' ? [] : [piece.name]))
      expect(new Set(meant), typed).toEqual(new Set(slots))
    }
  })

  test('are recognised by the words before their first slot', () => {
    for (const { flow, pieces } of patterns) {
      const first = pieces.findIndex((piece) => piece.kind === 'slot')
      const words = pieces.slice(0, first).flatMap((one) => (one.kind === 'word' ? one.shown : []))
      if (first < 2) continue
      const typed = words.join(' ')
      expect(meaning(typed, locale), typed).toMatchObject({ kind: 'ask', flow })
    }
  })

  test.each(Object.keys(spellings))('are understood with %s', (name) => {
    for (const pattern of patterns) {
      const typed = spellings[name]?.(typedBy(pattern)) ?? ''
      expect(meaning(typed, locale), typed).toMatchObject({ kind: 'ask', flow: pattern.flow })
    }
  })

  test('are understood while a slot is asked for', () => {
    for (const pattern of patterns) {
      const typed = typedBy(pattern)
      const intent = meaning(typed, locale, [slotQuestion('order.show', 'order')])
      expect(intent, typed).toMatchObject({ kind: 'ask', flow: pattern.flow })
    }
  })

  test('can be given up with the words of the language, with the English ones and with STOP', () => {
    const asked = [slotQuestion('order.cancel', 'order')]
    for (const word of [...giveUp, ...wordsOf('en').giveUp, 'STOP'])
      expect(meaning(word, locale, asked), word).toEqual({ kind: 'give_up' })
  })

  test('with one wrong letter get a suggestion that is understood', () => {
    const fixed = patterns.filter(
      ({ flow, pieces }) =>
        flows.get(flow)?.hidden === false &&
        pieces.every((piece) => piece.kind === 'word') &&
        pieces.some((piece) => piece.kind === 'word' && piece.word.length > 5),
    )
    expect(fixed.length).toBeGreaterThan(4)
    for (const pattern of fixed) {
      const typed = typedBy(pattern).split(' ')
      const long = typed.findIndex((word) => folded(word).length > 5)
      const slipped = typed
        .map((word, at) => (at === long ? `${word.slice(0, -1)}x` : word))
        .join(' ')
      const intent = meaning(slipped, locale)
      expect(intent, slipped).toMatchObject({ kind: 'unknown', suggestion: expect.any(String) })
      const suggestion = intent.kind === 'unknown' ? (intent.suggestion ?? '') : ''
      expect(meaning(suggestion, locale), `${slipped}: ${suggestion}`).toMatchObject({
        kind: 'ask',
      })
    }
  })
})

test.each(locales)('in %s a command typed as its card says it is understood', (locale) => {
  for (const { command, slots } of flows.values()) {
    // A ticket is too long to be part of a sentence.
    if (command === 'config.promote') continue
    const given = Object.entries(slots).filter(([, slot]) => !slot.optional)
    const args = Object.fromEntries(given.map(([name, slot]) => [name, sampleOf(slot)]))
    const said = rawText(wordsOf(locale).bundle, messageOf(command), args) ?? ''
    const meant = meaning(said, locale)
    expect(meant, said).toMatchObject({ kind: 'ask', flow: command })
    expect(meant, said).not.toHaveProperty('wrong')
    const read = meant.kind === 'ask' ? Object.keys(meant.slots) : []
    // Whatever the sentence leaves out is asked for, or shown on lines of its own.
    const { bundle } = wordsOf(locale)
    const named = Object.keys(args).filter((name) => {
      const other = { ...args, [name]: 'other' }
      return rawText(bundle, messageOf(command), other) !== said
    })
    expect(read, said).toEqual(expect.arrayContaining(named))
  }
})

test.each([
  ['en', 'pending.list', ['my requests', 'requests', 'open requests']],
  ['en', 'help.show', ['help me', 'Commands']],
  ['en', 'policy.status', ['policy']],
  ['en', 'emergency.status', ['emergency']],
  ['en', 'lockdown.on', ['lock everything', 'LOCK EVERYTHING for 2h: phone lost']],
  ['en', 'lockdown.off', ['unlock', 'unlock everything']],
  ['en', 'order.cancel', ['cancel the order 42', 'cancel the order 42 because they called']],
  ['pt-BR', 'pending.list', ['solicitacoes', 'minhas solicitações']],
  ['pt-BR', 'help.show', ['comandos', 'me ajuda']],
  ['pt-BR', 'order.show', ['mostra o pedido 42']],
  ['es', 'pending.list', ['mis solicitudes', 'SOLICITUDES']],
  ['es', 'report.show', ['reporte', 'reporte 24h']],
  ['es', 'order.show', ['muestra pedido 42']],
  ['es', 'command.cancel', ['anular C-7F3K']],
  ['es', 'order.cancel', ['anular el pedido 42']],
])('%s: other words for %s are understood', (locale, flow, ways) => {
  for (const typed of ways) expect(meaning(typed, locale), typed).toMatchObject({ flow })
})

test('a colon after a slot is no part of its value', () => {
  expect(meaning('lockdown class S2: bad deploy')).toMatchObject({
    slots: { part: 'class', of: 'S2', reason: 'bad deploy' },
  })
  const slots = { span: 2 * 3_600_000, reason: 'phone lost' }
  expect(meaning('lockdown on for 2h: phone lost')).toMatchObject({ slots })
})

test.each(locales)('a reader of %s may type every English command', (locale) => {
  for (const pattern of wordsOf('en').patterns) {
    const typed = typedBy(pattern)
    expect(meaning(typed, locale), typed).toMatchObject({ kind: 'ask', flow: pattern.flow })
  }
})

test.each([
  ['pt-BR', 'cancelar pedido 42', 'order.cancel'],
  ['pt-BR', 'Quem pode aprovar C-7F3K', 'command.approvers'],
  ['pt-BR', 'situacao', 'status.show'],
  ['es', 'cancela el pedido 42', 'order.cancel'],
  ['es', '¿Quién falta C-7F3K?', 'command.missing'],
  ['es', '¡Hola!', 'menu.show'],
  ['en', 'why C-7F3K?', 'command.why'],
  ['en', 'why? C-7F3K', 'command.why'],
  ['en', 'menu.', 'menu.show'],
  ['es', 'Por que C-7F3K', 'command.why'],
  ['en', 'who can approve c-7f3k', 'command.approvers'],
])('%s: “%s” is understood despite accents and punctuation', (locale, typed, flow) => {
  expect(meaning(typed, locale)).toMatchObject(
    flow === null ? { kind: 'unknown' } : { kind: 'ask', flow },
  )
})

test.each([
  ['en', 'resolve C-7F3K done', 'done'],
  ['en', 'resolve C-7F3K undone', 'undone'],
  ['pt-BR', 'resolver C-7F3K feito', 'done'],
  ['pt-BR', 'resolver C-7F3K nao feito', 'undone'],
  ['es', 'Resolver C-7F3K hecho', 'done'],
  ['es', 'resolver C-7F3K no hecho', 'undone'],
  ['es', 'resolve C-7F3K undone', 'undone'],
])('%s: “%s” is read with the result %s', (locale, typed, result) => {
  const slots = { command: 'C-7F3K', result }
  expect(meaning(typed, locale)).toEqual({ kind: 'ask', flow: 'command.resolve', slots })
})

/** It is Monday, 09:00. */
test.each([
  ['en', 'delegate to jose until friday 18:00', Date.UTC(2026, 0, 9, 18)],
  ['en', 'delegate to jose until friday at 18:00', Date.UTC(2026, 0, 9, 18)],
  ['en', 'delegate to jose for 2h', Date.UTC(2026, 0, 5, 11)],
  ['pt-BR', 'delegar a jose até sexta 18:00', Date.UTC(2026, 0, 9, 18)],
  ['pt-BR', 'delegar a José até sexta-feira às 18h', Date.UTC(2026, 0, 9, 18)],
  ['pt-BR', 'delegar para jose até amanhã às 9:30', Date.UTC(2026, 0, 6, 9, 30)],
  ['pt-BR', 'delegar a jose por 2h', Date.UTC(2026, 0, 5, 11)],
  ['pt-BR', 'delegar a jose por 90 minutos', Date.UTC(2026, 0, 5, 10, 30)],
  ['es', 'delegar en jose por 2 horas', Date.UTC(2026, 0, 5, 11)],
  ['es', 'delegate to jose for 2 DAYS', Date.UTC(2026, 0, 7, 9)],
  ['pt-BR', 'delegar a jose até às 18h', Date.UTC(2026, 0, 5, 18)],
  ['es', 'delegar en jose hasta las 18h', Date.UTC(2026, 0, 5, 18)],
  ['en', 'delegate to jose until 36h', Date.UTC(2026, 0, 6, 21)],
  ['pt-BR', 'delegar a jose até sábado', Date.UTC(2026, 0, 10, 23, 59)],
  ['es', 'delegar en jose hasta el viernes a las 18:00', Date.UTC(2026, 0, 9, 18)],
  ['es', 'delegar en José hasta mañana', Date.UTC(2026, 0, 6, 23, 59)],
  ['es', 'delegar en jose durante 2h', Date.UTC(2026, 0, 5, 11)],
  ['es', 'delegate to jose until friday 18:00', Date.UTC(2026, 0, 9, 18)],
])('%s: “%s” is read with its moment', (locale, typed, until) => {
  expect(meaning(typed, locale)).toEqual({
    kind: 'ask',
    flow: 'delegation.on',
    slots: { person: 'jose', until },
  })
})

test.each([
  ['en', 'delegate to jose until 18h', '18h'],
  ['pt-BR', 'delegar a jose até 18h', '18h'],
  ['pt-BR', 'delegar a jose 2 h', '2 h'],
  ['es', 'delegar en jose hasta 9H', '9H'],
  ['pt-BR', 'delegar a jose até 2 horas', '2 horas'],
])('%s: “%s” is asked about, as it may be a time of day or a duration', (locale, typed, text) => {
  expect(meaning(typed, locale)).toMatchObject({
    flow: 'delegation.on',
    wrong: { slot: 'until', why: { id: 'slot-moment-hour', args: { text } } },
  })
})

test.each([
  ['en', 'permitir C-7F3K de novo', { flow: 'denial.lift', slots: { command: 'C-7F3K' } }],
  ['es', 'cancela o pedido 42', { flow: 'order.cancel', slots: { order: '42' } }],
  ['pt-BR', 'delegar en jose por 2 días', { flow: 'delegation.on' }],
  ['en', 'ajuda', { flow: 'help.show' }],
])('%s: a whole command in another language is understood: “%s”', (locale, typed, meant) => {
  expect(meaning(typed, locale)).toMatchObject({ kind: 'ask', ...meant })
})

test('an incomplete command in another language is unknown, or fills the slot that is asked for', () => {
  expect(meaning('cancela o pedido', 'en')).toMatchObject({ kind: 'unknown' })
  const reason = [slotQuestion('lockdown.on', 'reason')]
  expect(meaning('ajuda', 'en', reason)).toMatchObject({ slots: { reason: 'ajuda' } })
})

/** Whoever is asked for one slot, and types this. */
test.each([
  ['lockdown.lift', 'of', 'lockdown on', { flow: 'lockdown.on', slots: {} }],
  ['command.cancel', 'command', 'cancel order', { flow: 'order.cancel', slots: {} }],
  ['order.cancel', 'order', 'undo', { flow: 'order.cancel', slots: { order: 'undo' } }],
  ['report.show', 'span', 'soon', { wrong: { slot: 'span' } }],
])(
  'asked by %s for %s, the start of another command counts if it cannot be the answer',
  (flow, slot, typed, meant) => {
    expect(meaning(typed, 'en', [slotQuestion(flow, slot)])).toMatchObject({
      kind: 'ask',
      ...meant,
    })
  },
)

test('a number sign is left off a target, a question mark too, and both are kept in a reason', () => {
  expect(meaning('cancel order #42')).toMatchObject({ slots: { order: '42' } })
  expect(meaning('cancel order ##42')).toMatchObject({ wrong: { slot: 'order' } })
  expect(meaning('lockdown on #42')).toMatchObject({ slots: { reason: '#42' } })
  expect(meaning('cancel order 42?')).toMatchObject({ slots: { order: '42' } })
  expect(meaning('lockdown on are we hacked?')).toMatchObject({
    flow: 'lockdown.on',
    slots: { reason: 'are we hacked?' },
  })
})

test('a suggestion is in one language and would be understood', () => {
  for (const [typed, suggestion] of [
    ['cancl pedido 42', 'cancela pedido 42'],
    ['cancle pedido 42', 'cancela pedido 42'],
    ['cancle order 42', 'cancel order 42'],
    ['shw pedido', null],
    ['cancelar pedido42', 'cancelar pedido 42'],
  ])
    expect(meaning(typed ?? '', 'pt-BR')).toEqual({ kind: 'unknown', suggestion })
})

test('a suggestion is written with accents', () => {
  expect(meaning('situaçao da politca', 'pt-BR')).toEqual({
    kind: 'unknown',
    suggestion: 'situação da política',
  })
  expect(meaning('mostrar pedixo 42', 'es')).toEqual({
    kind: 'unknown',
    suggestion: 'mostrar pedido 42',
  })
})

test('a region without its own locale is understood in its language', () => {
  expect(meaning('cancela el pedido 42', 'es-MX')).toMatchObject({ flow: 'order.cancel' })
  expect(meaning('cancelar o pedido 42', 'pt')).toMatchObject({ flow: 'order.cancel' })
  expect(meaning('cancelar o pedido', 'fr')).toMatchObject({ kind: 'unknown' })
})
