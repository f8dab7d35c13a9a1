// Labels of fields and values on cards: each has its name in every language; unknown ones keep
// their own.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { failureLine } from '../../src/command/display/failure-lines.ts'
import { fieldLine, label, valueWord } from '../../src/command/display/label.ts'
import { phrase, type Term } from '../../src/command/phrase.ts'
import { wordMessage } from '../../src/conversation/say.ts'
import { rawText } from '../../src/conversation/words.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { riskSchema } from '../../src/policy/risk.ts'
import { flows, languages, locales, wordsOf } from './shipped-language.ts'

const apiSchema = z.object({
  operations: z.record(
    z.string(),
    z.object({
      answer: z.record(z.string(), z.unknown()),
      changes: z.array(z.object({ field: z.string(), after: z.string() })).default([]),
    }),
  ),
})
const unitSchema = z.object({ fields: z.record(z.string(), z.unknown()) })

function filesOf(folder: string): readonly unknown[] {
  const path = join(shipped, 'flows', folder)
  return readdirSync(path).map((file): unknown => parse(readFileSync(join(path, file), 'utf8')))
}

const operations = filesOf('apis').flatMap((one) => Object.values(apiSchema.parse(one).operations))

const fields = new Set([
  ...[...flows.values()].flatMap((flow) => Object.keys(flow.slots)),
  ...operations.flatMap((one) => Object.keys(one.answer)),
  ...filesOf('units').flatMap((one) => Object.keys(unitSchema.parse(one).fields)),
  // What the configuration units say of themselves, and a change of policy of what it would meet.
  ...['unit', 'kind', 'revision', 'count', 'pack', 'profile', 'digest', 'replayed'],
  ...[
    'covers',
    'name',
    'lockdown',
    'locked by',
    'locked since',
    'stays locked',
    'legal hold',
    'rights',
  ],
  ...['newly need approval', 'need more approvers', 'no longer need approval', 'newly refused'],
  ...[
    'need fewer approvers',
    'decided differently',
    'approvers',
    'second factor',
    'replaces app of',
    'expires',
  ],
  // Cards say what a scope means.
  'means',
  ...['rights decided by', 'decided by', 'delegated to', 'other role', 'own right to approve'],
  // And where a unit came from that was promoted.
  ...['handed-on-in', 'handed-on-by', 'revision-there', 'kind-there', 'ticket'],
  ...['creation', 'deletion', ...riskSchema().shape.concern.options],
])

/** The values that the shipped flows and descriptions themselves name. */
const values: readonly (readonly [string, string])[] = [
  ...[...flows.values()].flatMap((flow) =>
    Object.entries(flow.slots).flatMap(([name, slot]) =>
      slot.kind === 'choice' ? slot.options.map((one) => [name, one] as const) : [],
    ),
  ),
  ...operations.flatMap((one) => one.changes.map(({ field, after }) => [field, after] as const)),
]

const said = (locale: string, term: Term) =>
  wordMessage(languages, locale, [phrase('listed', { text: term })]).slice(2)

function idOf(term: Term): string {
  return typeof term === 'object' && 'known' in term ? term.known : ''
}

describe.each(locales)('labels of fields and values in %s', (locale) => {
  const { bundle } = wordsOf(locale)

  it('name every slot of every flow and every field of the shipped connectors', () => {
    expect(fields.size).toBeGreaterThan(30)
    const nameless = [...fields].filter((name) => rawText(bundle, idOf(label(name)), {}) === null)
    expect(nameless).toEqual([])
  })

  it('name every value in the shipped flows except profiles', () => {
    const wordless = values
      .filter(([name]) => name !== 'profile')
      .filter(([name, value]) => rawText(bundle, idOf(valueWord(name, value)), {}) === null)
    expect(values.length).toBeGreaterThan(5)
    expect(wordless).toEqual([])
  })

  it('keep the own name of an unknown field', () => {
    expect(said(locale, label('tracking_code'))).toBe('tracking_code')
    expect(said(locale, label('__proto__'))).toBe('__proto__')
    expect(said(locale, label('C-7F3K tracking code'))).toBe('C-7F3K tracking code')
  })
})

it('every label in the locales is used', () => {
  const known = new Set([...fields].map((name) => idOf(label(name))))
  const source = readFileSync(join(shipped, 'locales', 'en.ftl'), 'utf8')
  const labels = [...source.matchAll(/^(label-\S+) =/gm)].map(([, id = '']) => id)
  expect(labels.length).toBeGreaterThan(25)
  expect(labels.filter((id) => !known.has(id))).toEqual([])
})

it('a reason names its slot or field in the reader’s language', () => {
  const wrong = failureLine({ id: 'connector-slot-wrong', args: { slot: 'order' } })
  expect(wordMessage(languages, 'pt-BR', [wrong])).toBe('pedido não é válido. Digite de novo.')
  const missing = failureLine({ id: 'config-field-missing', args: { field: 'owner' } })
  expect(wordMessage(languages, 'es', [missing])).toBe('Falta responsable.')
})

describe('the label of a value', () => {
  it('is translated for its own field only', () => {
    expect(said('pt-BR', valueWord('status', 'open'))).toBe('aberto')
    expect(said('es', valueWord('C-7F3K status', 'cancelled'))).toBe('cancelado')
    expect(said('pt-BR', valueWord('customer', 'open'))).toBe('open')
  })

  it('is translated only where the value is exactly the known word', () => {
    for (const value of ['Open', 'OPEN', 'open!', 'open house', ' open', ''])
      expect(said('pt-BR', valueWord('status', value))).toBe(value.trim())
  })

  it('follows the label of its field', () => {
    expect(wordMessage(languages, 'pt-BR', [fieldLine('status', 'open')])).toBe('situação: aberto')
    expect(wordMessage(languages, 'es', [fieldLine('customer', 'Rui')])).toBe('cliente: Rui')
    expect(wordMessage(languages, 'en', [fieldLine('total', '120')])).toBe('total: 120')
    expect(wordMessage(languages, 'es', [fieldLine('S3 approvers', '2')])).toBe('S3 aprobadores: 2')
    expect(wordMessage(languages, 'en', [fieldLine('S3 second factor', 'each')])).toBe(
      'S3 second factor: each time',
    )
  })
})
