// API descriptions and unit kinds: each mistake is reported with its file, line and field.

import { describe, expect, it } from 'vitest'
import { parseApi } from '../../src/connectors/api.ts'
import { parseUnitKind, parseUnitValue, type UnitField } from '../../src/connectors/unit-kind.ts'
import { serviceKind, shopApi, shopText } from './fixtures.ts'

describe('the shipped descriptions of APIs and units', () => {
  it('can be parsed', () => {
    expect(Object.keys(shopApi().operations)).toEqual([
      'orders.show',
      'orders.cancel',
      'orders.restore',
    ])
    expect(serviceKind().fields['replicas']).toMatchObject({ min: 0, max: 50, integer: true })
  })
})

/** The line, from 1, of the first occurrence of `part`. */
function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length
}

describe('a description of an API', () => {
  it.each([
    ['an unknown key', 'timeout_ms: 5000', 'timeout: 5000', 'timeout is not known here'],
    ['an unknown key inside', '    shows: [customer, total]', '    show: []', 'cancel.show is not'],
    ['more than three attempts', 'attempts: 3', 'attempts: 4', 'attempts is wrong'],
    ['an operation name of one word', '  orders.cancel:', '  cancel:', 'looks like orders.cancel'],
    ['a read by POST', '    kind: read', '    kind: read\n    method: POST', 'show.method is'],
    ['an unknown slot', 'path: /orders/{order}/cancel', 'path: /x/{ordr}', '{ordr} is not among'],
    ['an optional slot in the path', '/{order}/cancel', '/{reason}/cancel', 'must not be optional'],
    [
      'a path of another host',
      'path: /orders/{order}/c',
      'path: //evil/{order}/c',
      'path is wrong',
    ],
    [
      'an unknown preview',
      'preview: orders.show',
      'preview: orders.peek',
      'orders.peek is not a read',
    ],
    ['an effect as preview', 'preview: orders.show', 'preview: orders.restore', 'is not a read'],
    [
      'an unknown field to show',
      'shows: [customer, total]',
      'shows: [name]',
      'name is not in the answer',
    ],
    [
      'an unknown field to change',
      '{ field: status, after: c',
      '{ field: state, after: c',
      'state is not',
    ],
    ['a change without after', ', after: cancelled', '', 'a change has either'],
    ['an unknown condition', '- { field: status, eq', '- { field: no, eq', 'no is not in the'],
    ['a reason in words', 'reason: shop-order-already-c', 'reason: Already c', 'message id'],
    [
      'a forged header',
      '    body:',
      '    headers: { authorization: x }\n    body:',
      'headers.author',
    ],
    ['a sandbox record of a wrong type', 'total: 120', 'total: much', 'total does not fit'],
    ['an unknown record slot', 'by: order', 'by: number', 'has no slot number'],
    ['an alias', 'attempts: 3', 'attempts: &a 3\nversion2: *a', 'a.yaml: it uses a YAML alias'],
  ])('with %s is refused', (_, from, to, message) => {
    const text = shopText().replace(from, to)
    expect(text).not.toBe(shopText())
    expect(() => parseApi(text, 'a.yaml')).toThrow(message)
  })

  it('is refused with the name of the file and the line', () => {
    const text = shopText().replace('    shows: [customer, total]', '    show: [customer, total]')
    const line = lineOf(text, '    show: [')
    expect(() => parseApi(text, 'shop.yaml')).toThrow(
      `shop.yaml, line ${line}: operations.orders.cancel.show is not known here`,
    )
    const typed = shopText().replace('total: 120', 'total: [120]')
    const place = lineOf(typed, 'total: [120]')
    expect(() => parseApi(typed, 'shop.yaml')).toThrow(`shop.yaml, line ${place}: sandbox.orders`)
    const broken = shopText().replace('attempts: 3', 'attempts: "3')
    expect(() => parseApi(broken, 'shop.yaml')).toThrow(/^shop\.yaml, line \d+: this is not valid/)
    expect(() => parseApi('', 'shop.yaml')).toThrow('shop.yaml, line 1: the file is wrong')
    expect(() => parseApi(`${shopText()}\napi: shop`, 'shop.yaml')).toThrow('not valid YAML')
  })
})

describe('a description of how an answer names its record', () => {
  it.each([
    ['a read that names no record', '    same: { id: "{order}" }\n', '', 'show.same is wrong'],
    ['an effect without a preview', '    preview: orders.show\n', '', 'cancel.preview is wrong'],
    [
      'a name that the answer lacks',
      'same: { id:',
      'same: { number:',
      'number is not in the answer',
    ],
    [
      'a name from an unknown slot',
      'same: { id: "{order}"',
      'same: { id: "{id}"',
      '{id} is not among',
    ],
    ['a constant name', 'same: { id: "{order}"', 'same: { id: "42"', 'names no slot'],
    ['an empty list of names', 'same: { id: "{order}" }', 'same: {}', 'name a field'],
    [
      'an optional name',
      'id: { kind: id }',
      'id: { kind: id, optional: true }',
      'id must not be optional',
    ],
  ])('with %s is refused', (_, from, to, message) => {
    const text = shopText().replace(from, to)
    expect(text).not.toBe(shopText())
    expect(() => parseApi(text, 'a.yaml')).toThrow(message)
  })
})

describe('a description of a kind of unit', () => {
  const kind = (field: string) => `unit: a\nversion: 1\nfields:\n  one: ${field}\n`
  it.each([
    ['{ kind: number, min: 0, max: 5, step: 1 }', 'line 4: fields.one.step is not known'],
    ['{ kind: number, min: 0, max: 5, default: 6 }', 'its default does not fit'],
    [
      '{ kind: string, max: 5, pattern: "(" }',
      'fields.one.pattern is wrong: it is not a regular expression',
    ],
    ['{ kind: boolean, names: [Revision] }', 'the name revision is taken'],
    ['{ kind: boolean, names: [one] }', 'the name one is taken'],
    ['{ kind: date }', 'fields.one'],
  ])('with the field %s is refused: %s', (field, message) => {
    expect(() => parseUnitKind(kind(field), 'a.yaml')).toThrow(message)
  })
})

describe('a value of a unit', () => {
  const value = (field: UnitField, given: unknown) => parseUnitValue('one', field, given)
  const common = { names: [] }

  it('must match the whole pattern of its field', () => {
    const field = { kind: 'string', max: 9, pattern: '[a-z]+', ...common } as const
    expect(value(field, 'abc')).toEqual({ kind: 'value', value: 'abc' })
    const reason = { id: 'config-value-pattern', args: { field: 'one', pattern: '[a-z]+' } }
    for (const given of ['abc1', '1abc', '']) expect(value(field, given).kind).toBe('wrong')
    expect(value(field, 'a b')).toEqual({ kind: 'wrong', reason })
  })

  it('may have a fraction where the field is not an integer', () => {
    const field = { kind: 'number', min: -1, max: 1, integer: false, ...common } as const
    expect(value(field, '-0.5')).toEqual({ kind: 'value', value: -0.5 })
    expect(value(field, '0,5')).toEqual({ kind: 'value', value: 0.5 })
    expect(value(field, '-0')).toEqual({ kind: 'value', value: 0 })
    const reason = { id: 'config-value-number', args: { field: 'one', min: -1, max: 1 } }
    for (const given of ['1.5', Number.NaN, null, true])
      expect(value(field, given)).toEqual({ kind: 'wrong', reason })
  })
})
