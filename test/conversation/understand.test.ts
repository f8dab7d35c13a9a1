// Understanding of messages: choices and tokens match exactly, slots are filled, and an old
// question expires.

import { describe, expect, test } from 'vitest'
import {
  confirmQuestion,
  expired,
  meaning,
  menuQuestion,
  scene,
  slotQuestion,
} from './shipped-language.ts'

const choice = (option: 1 | 2, more = {}) => ({ kind: 'choice', option, ...more })
const whichOrder = slotQuestion('order.cancel', 'order')
const why = slotQuestion('lockdown.on', 'reason')

describe('choices and tokens', () => {
  test.each([
    ['1', choice(1)],
    [' 2 ', choice(2)],
    ['1️⃣', choice(1)],
    ['1 prod', choice(1, { rest: 'prod' })],
    ['1 C-7f3k', choice(1, { name: 'C-7F3K' })],
    ['1 c-7F3K PROD', choice(1, { name: 'C-7F3K', rest: 'PROD' })],
    ['1 k7qm2p', choice(1, { token: 'K7QM2P' })],
    ['1 K7QM2P 492013', choice(1, { token: 'K7QM2P', code: '492013' })],
    ['1 K7QM2P 492 013', choice(1, { token: 'K7QM2P', code: '492013' })],
    ['1 K7QM2P ABCD-EFGH', choice(1, { token: 'K7QM2P', code: 'ABCD-EFGH' })],
    ['1 K7QM2P 7KQM 2P9D', choice(1, { token: 'K7QM2P', code: '7KQM-2P9D' })],
    ['1 K7QM2P 7kqm2p9d', choice(1, { token: 'K7QM2P', code: '7kqm-2p9d' })],
    ['1 K7QM2P 7KQM–2P9D', choice(1, { token: 'K7QM2P', code: '7KQM-2P9D' })],
    ['1 K7QM2P 7KQM - 2P9D', choice(1, { token: 'K7QM2P', code: '7KQM-2P9D' })],
    ['1 K7QM2P 7KQM\u20112P9D', choice(1, { token: 'K7QM2P', code: '7KQM-2P9D' })],
    ['2 K7QM2P', choice(2, { token: 'K7QM2P' })],
    ['2 K7QM2P 492013', choice(2, { token: 'K7QM2P', code: '492013' })],
    ['2 K7QM2P 492 013 no', choice(2, { token: 'K7QM2P', code: '492013', rest: 'no' })],
    ['2 K7QM2P - Deny (reason optional)', choice(2, { token: 'K7QM2P' })],
    ['2 K7QM2P — Negar (motivo opcional)', choice(2, { token: 'K7QM2P' })],
    ['2 K7QM2P - too late', choice(2, { token: 'K7QM2P', rest: '- too late' })],
    ['2 K7QM2P too risky, 492013!', choice(2, { token: 'K7QM2P', rest: 'too risky, 492013!' })],
  ])('“%s” is read exactly', (typed, expected) => {
    expect(meaning(typed)).toEqual(expected)
    expect(meaning(typed, 'pt-BR', [confirmQuestion])).toEqual(expected)
  })

  test.each(['1 please', '1 por favor', '1 pedido', '1 492013', '1 ABCDEL', '2 cancel'])(
    '“%s” is a choice without a token',
    (typed) => {
      expect(meaning(typed)).toEqual(
        choice(typed.startsWith('1') ? 1 : 2, { rest: typed.slice(2) }),
      )
    },
  )

  test.each(['1 K7QM20', '1 k7qmI2', '1 ABC123'])(
    '“%s” is read as a token though it cannot be one',
    (typed) => {
      expect(meaning(typed)).toEqual(choice(1, { token: typed.slice(2).toUpperCase() }))
    },
  )

  test.each([
    '1 K7QM2P no',
    '1 K7QM2P no wait',
    '1 K7QM2P not now',
    '1 K7QM2P reject',
    '1 K7QM2P - Approve',
    '1 K7QM2P 49 2013',
    '1 K7QM2P 49201',
    '1 K7QM2P no-wait',
    '1 K7QM2P C-9M2D',
    '1 K7QM2P 3HXT9W',
    '1 K7QM2P order-43',
    '1 K7QM2P ABCD EFGH',
    '1 K7QM2P that card',
    '1 K7QM2P next - week',
    '1 K7QM2P 7KQM2 P9D',
    '1 K7QM2P 7KQM 2P9D no',
  ])('“%s” carries no token: after a token only a code may follow', (typed) => {
    expect(meaning(typed)).toEqual(choice(1, { rest: typed.slice(2) }))
  })

  test.each(['3 K7QM2P', 'K7QM2P', 'ok', 'yes', '11', '1K7QM2P', '1,', 'approve 1', '👍', '-1'])(
    '“%s” is not a choice',
    (typed) => {
      expect(meaning(typed, 'en', [confirmQuestion]).kind).not.toBe('choice')
    },
  )
})

describe('an open question for a slot', () => {
  test('is answered by the value alone', () => {
    expect(meaning('42', 'en', [whichOrder])).toEqual({
      kind: 'ask',
      flow: 'order.cancel',
      slots: { order: '42' },
    })
  })

  test('takes 1 and 2 as values unless a confirmation is open too', () => {
    expect(meaning('2', 'en', [whichOrder])).toMatchObject({ slots: { order: '2' } })
    expect(meaning('2', 'en', [whichOrder, confirmQuestion])).toEqual(choice(2))
  })

  test('takes words that begin with a digit unless a confirmation is open too', () => {
    const typed = '2 customers were charged twice'
    expect(meaning(typed, 'en', [why])).toMatchObject({ slots: { reason: typed } })
    expect(meaning(typed, 'en', [why, confirmQuestion])).toMatchObject({ kind: 'choice' })
  })

  test('does not take a choice with a token or a command name as its value', () => {
    expect(meaning('2 K7QM2P too risky', 'en', [why])).toMatchObject({ token: 'K7QM2P' })
    expect(meaning('1 C-7F3K', 'en', [why])).toMatchObject({ name: 'C-7F3K' })
  })

  test.each([
    ['en', 'undone', 'undone'],
    ['pt-BR', 'não feito', 'undone'],
    ['pt-BR', 'NAO FEITO', 'undone'],
    ['pt-BR', 'undone', 'undone'],
    ['es', 'no hecho', 'undone'],
    ['es', 'Hecho', 'done'],
    ['es', '2', 'undone'],
  ])('takes an option in %s by its word or number: “%s”', (locale, typed, result) => {
    const what = slotQuestion('command.resolve', 'result', ['done', 'undone'])
    expect(meaning(typed, locale, [what])).toMatchObject({ slots: { result } })
  })

  test.each([
    ['cancel C-7F3K.', 'command.cancel'],
    ['who is missing c-7f3k, ', 'command.missing'],
    ['why C-7F3K?!', 'command.why'],
    ['C-7F3K', 'command.show'],
    ['c-7f3k', 'command.show'],
  ])('gives way to a command with a name: “%s”', (typed, flow) => {
    expect(meaning(typed)).toEqual({ kind: 'ask', flow, slots: { command: 'C-7F3K' } })
  })

  test('reads a number by the list that was shown', () => {
    const whichPerson = slotQuestion('scopes.show', 'person', ['jose', 'zoe'])
    expect(meaning('1', 'en', [whichPerson])).toMatchObject({ slots: { person: 'jose' } })
    expect(meaning('2', 'en', [whichPerson])).toMatchObject({ wrong: { slot: 'person' } })
    expect(meaning('3', 'en', [whichPerson])).toMatchObject({ wrong: { slot: 'person' } })
  })

  test.each(['suspend 1', 'delegate to 1 for 2h', 'resolve C-7F3K 1'])(
    'takes no number where no list was shown: “%s”',
    (typed) => {
      expect(meaning(typed)).toMatchObject({ kind: 'ask', wrong: {} })
    },
  )

  test('takes no option word of another language', () => {
    const what = slotQuestion('command.resolve', 'result')
    const known = { known: 'value-result-done', otherwise: 'done' }
    expect(meaning('feito', 'es', [what])).toMatchObject({
      wrong: { why: { id: 'slot-choice', args: { options: [known, { otherwise: 'undone' }] } } },
    })
  })

  test('says what is wrong with a value', () => {
    expect(meaning('no such thing', 'en', [whichOrder])).toMatchObject({
      kind: 'ask',
      flow: 'order.cancel',
      slots: {},
      wrong: { slot: 'order', why: { id: 'slot-id' } },
    })
  })

  test('gives way to a whole command, not to the beginning of one', () => {
    expect(meaning('status', 'en', [whichOrder])).toMatchObject({ flow: 'status.show' })
    expect(meaning('show', 'en', [whichOrder])).toMatchObject({ slots: { order: 'show' } })
  })

  test('takes no answer once it has expired', () => {
    const over = [expired(whichOrder)]
    expect(meaning('42', 'en', over)).toMatchObject({ kind: 'unknown' })
    expect(meaning('1', 'en', over)).toEqual(choice(1))
    expect(meaning('stop', 'en', over)).toMatchObject({ kind: 'unknown' })
    expect(meaning('cancel order', 'en', over)).toMatchObject({ kind: 'ask', flow: 'order.cancel' })
  })
})

describe('an open menu', () => {
  test('is answered by number', () => {
    for (const number of [1, 2, 3, 20])
      expect(meaning(String(number), 'en', [menuQuestion])).toEqual({ kind: 'pick', number })
  })

  test('leaves 1 and 2 to an open confirmation', () => {
    expect(meaning('1', 'en', [menuQuestion, confirmQuestion])).toEqual(choice(1))
    expect(meaning('3', 'en', [menuQuestion, confirmQuestion])).toEqual({ kind: 'pick', number: 3 })
  })

  test('does not take a choice with more words as a line', () => {
    expect(meaning('1 K7QM2P', 'en', [menuQuestion])).toEqual(choice(1, { token: 'K7QM2P' }))
    expect(meaning('1 prod', 'en', [menuQuestion])).toEqual(choice(1, { rest: 'prod' }))
  })

  test('takes no number once it has expired', () => {
    expect(meaning('1', 'en', [expired(menuQuestion)])).toEqual(choice(1))
    expect(meaning('3', 'en', [expired(menuQuestion)])).toMatchObject({ kind: 'unknown' })
  })
})

describe('a typed command', () => {
  test('fills its slots', () => {
    expect(meaning('Cancel  ORDER 42 because Twice charged')).toEqual({
      kind: 'ask',
      flow: 'order.cancel',
      slots: { order: '42', reason: 'Twice charged' },
    })
    expect(meaning('audit 24h josé', 'pt-BR')).toMatchObject({
      slots: { span: 86_400_000, person: 'jose' },
    })
  })

  test('with a name that nobody has says so', () => {
    expect(meaning('audit 24h zoe')).toMatchObject({
      wrong: { slot: 'person', why: { id: 'slot-person', args: { text: 'zoe' } } },
    })
  })

  test('without its last slot leaves it to be asked', () => {
    expect(meaning('cancel order')).toEqual({ kind: 'ask', flow: 'order.cancel', slots: {} })
    expect(meaning('lockdown on')).toEqual({ kind: 'ask', flow: 'lockdown.on', slots: {} })
  })

  test('with words too many is not understood', () => {
    expect(meaning('status now or never')).toMatchObject({ kind: 'unknown' })
    expect(meaning('show C-7F3K and more')).toMatchObject({ kind: 'unknown' })
  })

  test('far from every command gets no suggestion, and one near a command does', () => {
    expect(meaning('xyzzy')).toEqual({ kind: 'unknown', suggestion: null })
    expect(meaning('cancle order 42')).toEqual({ kind: 'unknown', suggestion: 'cancel order 42' })
    expect(meaning('statsu')).toEqual({ kind: 'unknown', suggestion: 'status' })
  })

  test('with two letters swapped, or one space too many or too few, gets a suggestion', () => {
    const slips = [
      ['cancel odrer 42', 'cancel order 42'],
      ['hsow order 42', 'show order 42'],
      ['cancelorder 42', 'cancel order 42'],
      ['lock down on fire', 'lockdown on fire'],
      ['lockdownon fire', 'lockdown on fire'],
      ['lock down status', 'lockdown status'],
      ['sta tus', 'status'],
      ['cancel order42', 'cancel order 42'],
      ['cancel order４２', 'cancel order 42'],
      ['cancle order7 because late', 'cancel order 7 because late'],
    ] as const
    for (const [typed, suggestion] of slips)
      expect(meaning(typed), typed).toEqual({ kind: 'unknown', suggestion })
    expect(meaning('cancel oerdr 42')).toEqual({ kind: 'unknown', suggestion: null })
  })

  test("with a command's name without its hyphen gets a suggestion", () => {
    const slips = [
      ['why c7f3k', 'en', 'why C-7F3K'],
      ['cancel C 7F3K', 'en', 'cancel C-7F3K'],
      ['who can approve C7f3k?', 'en', 'who can approve C-7F3K?'],
      ['por que C7F3K', 'pt-BR', 'por que C-7F3K'],
      ['retirar c 7f3k', 'es', 'retirar C-7F3K'],
    ] as const
    for (const [typed, locale, suggestion] of slips)
      expect(meaning(typed, locale), typed).toEqual({ kind: 'unknown', suggestion })
    for (const typed of ['why clear', 'c7f3k', 'tell c7f3k', 'why xc7f3k', 'why c-7'])
      expect(meaning(typed), typed).toEqual({ kind: 'unknown', suggestion: null })
  })

  test('hidden from the menu is not suggested', () => {
    for (const typed of ['meun', 'hepl', 'activat ana'])
      expect(meaning(typed)).toEqual({ kind: 'unknown', suggestion: null })
  })

  test('is never suggested if it would confirm or approve', () => {
    for (const typed of ['1l', '1.', 'l K7QM2P', '1K7QM2P', 'aprove', '2.'])
      expect(meaning(typed, 'en', [confirmQuestion])).not.toMatchObject({
        suggestion: expect.stringMatching(/^[12]\b/),
      })
  })
})

test('the same text in the same scene is understood the same way', () => {
  expect(scene('en')).toEqual(scene('en'))
  expect(meaning('1 K7QM2P')).toEqual(meaning('1 K7QM2P'))
})
