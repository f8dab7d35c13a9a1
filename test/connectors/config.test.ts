// Configuration units: valid requests, the diff that people approve, and the compensation.

import { beforeEach, describe, expect, it } from 'vitest'
import { configConnector } from '../../src/connectors/config.ts'
import { fieldNamed, parseUnitKind } from '../../src/connectors/unit-kind.ts'
import type { Units } from '../../src/connectors/units.ts'
import { rawText } from '../../src/conversation/words.ts'
import type { Connector } from '../../src/engine/connector.ts'
import type { JsonObject } from '../../src/evidence/artifact.ts'
import { locales, wordsOf } from '../conversation/shipped-language.ts'
import { memoryUnits, orderFor, promotionsIn, serviceKind } from './fixtures.ts'

let units: Units
let config: Connector
let count: number
beforeEach(() => {
  units = memoryUnits()
  config = configConnector([serviceKind()], units, () => 0, promotionsIn('dev'))
  count = 0
})

function order(operation: string, slots: JsonObject) {
  count += 1
  return orderFor(`units.${operation}`, slots, `key-${count}`)
}
const web = { unit: 'web', owner: 'beto' }

it.each(locales)(
  'in %s a field is set by the word that cards call it, with or without accents',
  (locale) => {
    const kind = serviceKind()
    for (const field of Object.keys(kind.fields)) {
      const word = rawText(wordsOf(locale).bundle, `label-${field}`, {}) ?? field
      for (const typed of [word, word.toUpperCase(), word.normalize('NFD').replace(/\p{Mn}/gu, '')])
        expect(fieldNamed(kind, typed)?.[0], typed).toBe(field)
    }
  },
)

describe('risk of a change to a unit', () => {
  const touches = async (operation: string, slots: JsonObject) => {
    const plan = await config.plan(order(operation, slots))
    return plan.kind === 'planned' ? plan.touches : plan
  }

  it('is that of its field, or of the operation on the whole unit', async () => {
    await config.apply(order('create', web))
    const replicas = { name: 'replicas', risk: 'LOW', concern: 'compute' }
    const four = { unit: 'web', field: 'instances', value: '4' }
    expect(await touches('set', four)).toEqual([replicas])
    const owner = { name: 'owner', risk: 'MEDIUM', concern: 'identity' }
    expect(await touches('set', { unit: 'web', field: 'owner', value: 'eva' })).toEqual([owner])
    const deletion = { name: 'deletion', risk: 'HIGH', concern: 'lifecycle' }
    expect(await touches('delete', { unit: 'web' })).toEqual([deletion])
    await config.apply(order('delete', { unit: 'web' }))
    const creation = { name: 'creation', risk: 'MEDIUM', concern: 'lifecycle' }
    expect(await touches('restore', { unit: 'web' })).toEqual([creation])
  })

  it('is the highest where a field states none', async () => {
    const text = 'unit: bare\nversion: 1\nfields:\n  size: { kind: number, min: 0, max: 9 }\n'
    config = configConnector(
      [parseUnitKind(text, 'bare.yaml')],
      units,
      () => 0,
      promotionsIn('dev'),
    )
    await config.apply(order('create', { unit: 'web', size: 1 }))
    expect(await touches('set', { unit: 'web', field: 'size', value: '2' })).toEqual([
      { name: 'size', risk: 'HIGH', concern: 'lifecycle' },
    ])
  })
})

describe('creating a unit', () => {
  it('shows every field, and fills in defaults', async () => {
    expect(await config.plan(order('create', { ...web, replicas: '4' }))).toMatchObject({
      kind: 'planned',
      shows: [
        ['unit', 'web'],
        ['kind', 'service'],
        ['revision', '1'],
      ],
      changes: [
        { field: 'owner', before: null, after: 'beto' },
        { field: 'enabled', before: null, after: 'false' },
        { field: 'replicas', before: null, after: '4' },
        { field: 'banner', before: null, after: '' },
      ],
      numbers: ['replicas'],
      touches: [{ name: 'creation', risk: 'MEDIUM', concern: 'lifecycle' }],
    })
    expect(await config.apply(order('create', { ...web, unit: ' WEB ' }))).toEqual({
      kind: 'done',
      result: {
        unit: 'web',
        kind: 'service',
        revision: 1,
        owner: 'beto',
        enabled: false,
        replicas: 1,
        banner: '',
      },
    })
  })

  it.each([
    [{ unit: 'web' }, 'config-field-missing', { field: 'owner' }],
    [{ ...web, kind: 'job' }, 'config-kind-unknown', { kind: 'job', kinds: 'service' }],
    [{ ...web, unit: 'we b' }, 'config-name-wrong', { unit: 'we b' }],
    [{ ...web, replicas: 51 }, 'config-value-integer', { field: 'replicas', min: 0, max: 50 }],
    [{ ...web, owner: 'x'.repeat(61) }, 'config-value-too-long', { field: 'owner', max: 60 }],
  ])('refuses %j: %s', async (slots, id, args) => {
    expect(await config.plan(order('create', slots))).toEqual({
      kind: 'impossible',
      reason: { id, args },
    })
  })

  it('counts an emoji as one character of a text', async () => {
    const owner = '😀'.repeat(60)
    expect(await config.plan(order('create', { ...web, owner }))).toMatchObject({ kind: 'planned' })
    const longer = await config.plan(order('create', { ...web, owner: `${owner}!` }))
    expect(longer).toMatchObject({ kind: 'impossible', reason: { id: 'config-value-too-long' } })
  })

  it('asks for the kind when there are several', async () => {
    const job = parseUnitKind(
      'unit: job\nversion: 1\nfields: { a: { kind: boolean, default: no } }'.replace(
        'default: no',
        'default: false',
      ),
      'job.yaml',
    )
    const both = configConnector([serviceKind(), job], units, () => 0, promotionsIn('dev'))
    const reason = { id: 'config-kind-missing', args: { kinds: 'service, job' } }
    expect(await both.plan(order('create', web))).toEqual({ kind: 'impossible', reason })
    expect((await both.apply(order('create', { unit: 'x', kind: 'Job' }))).kind).toBe('done')
  })

  it('refuses the name of an existing unit in the same tenant only', async () => {
    await config.apply(order('create', web))
    const again = await config.plan(order('create', web))
    expect(again).toMatchObject({ kind: 'impossible', reason: { id: 'config-unit-exists' } })
    const elsewhere = { ...order('create', web), tenant: 'other' }
    expect((await config.plan(elsewhere)).kind).toBe('planned')
    expect((await config.read({ ...order('show', web), tenant: 'other' })).kind).toBe('failed')
  })
})

describe('setting a field of a unit', () => {
  beforeEach(async () => {
    await config.apply(order('create', web))
  })

  it.each([
    ['replicas', '3', { field: 'replicas', before: '1', after: '3' }],
    ['Instances', ' 0 ', { field: 'replicas', before: '1', after: '0' }],
    ['enabled', 'ON', { field: 'enabled', before: 'false', after: 'true' }],
    ['active', true, { field: 'enabled', before: 'false', after: 'true' }],
    ['banner', 'Closed\non Sunday', { field: 'banner', before: '', after: 'Closed on Sunday' }],
  ])('changes %s to %j', async (field, value, change) => {
    const asked = order('set', { unit: 'web', field, value })
    expect(await config.plan(asked)).toMatchObject({ kind: 'planned', changes: [change] })
    expect(await config.apply(asked)).toMatchObject({ kind: 'done', result: { revision: 2 } })
  })

  it.each([
    ['replicas', '51', 'config-value-integer', { field: 'replicas', min: 0, max: 50 }],
    ['replicas', '', 'config-value-integer', { field: 'replicas', min: 0, max: 50 }],
    ['replicas', '1e1', 'config-value-integer', { field: 'replicas', min: 0, max: 50 }],
    [
      'replicas',
      '1.000',
      'slot-number-two-ways',
      { text: '1.000', whole: '1000', fraction: '1.0000' },
    ],
    ['enabled', 'maybe', 'config-value-not-boolean', { field: 'enabled' }],
    ['owner', 7, 'config-value-not-text', { field: 'owner' }],
    ['replicas', '1', 'config-value-same', { unit: 'web', field: 'replicas', value: '1' }],
    [
      'size',
      '1',
      'config-field-unknown',
      { field: 'size', kind: 'service', fields: 'owner, enabled, replicas, banner' },
    ],
  ])('refuses %s to %j: %s', async (field, value, id, args) => {
    const asked = order('set', { unit: 'web', field, value })
    expect(await config.apply(asked)).toEqual({ kind: 'failed', reason: { id, args } })
    expect(await units.find('acme', 'web')).toMatchObject({ revision: 1 })
  })

  it('is refused for a unit whose row was edited, as are showing and listing it', async () => {
    const find = async () => 'foreign' as const
    const foreign = configConnector(
      [serviceKind()],
      { ...units, find, list: find },
      () => 0,
      promotionsIn('dev'),
    )
    const asked = order('set', { unit: 'web', field: 'replicas', value: '3' })
    const changed = { reason: { id: 'config-unit-foreign', args: { unit: 'web' } } }
    expect(await foreign.plan(asked)).toMatchObject({ kind: 'impossible', ...changed })
    expect(await foreign.apply(asked)).toMatchObject({ kind: 'failed', ...changed })
    expect(await foreign.read(order('show', { unit: 'web' }))).toMatchObject(changed)
    const all = { kind: 'failed', reason: { id: 'config-units-foreign' } }
    expect(await foreign.read(order('list', {}))).toMatchObject(all)
  })

  it('fails and writes nothing when another change comes first', async () => {
    const racing: Units = { ...units, change: async () => 'stale' }
    const asked = order('set', { unit: 'web', field: 'replicas', value: '3' })
    const applied = await configConnector(
      [serviceKind()],
      racing,
      () => 0,
      promotionsIn('dev'),
    ).apply(asked)
    expect(applied).toMatchObject({
      kind: 'failed',
      reason: { id: 'config-unit-changed', outdated: true },
    })
    expect(await config.verify(asked)).toBe('undone')
    // So that nothing of it is unclear after a crash.
    expect(config.actsInStore).toBe(true)
  })
})

describe('deleting and restoring a unit', () => {
  it('shows what is removed, and restores it with its values', async () => {
    await config.apply(order('create', { ...web, replicas: 7 }))
    const gone = order('delete', { unit: 'web' })
    expect(await config.plan(gone)).toMatchObject({
      changes: expect.arrayContaining([{ field: 'replicas', before: '7', after: null }]),
    })
    expect((await config.apply(gone)).kind).toBe('done')
    const missing = { reason: { id: 'config-unit-missing' } }
    expect(await config.read(order('show', { unit: 'web' }))).toMatchObject(missing)
    expect(await config.plan(order('delete', { unit: 'web' }))).toMatchObject(missing)
    expect(await config.plan(order('set', { unit: 'web' }))).toMatchObject(missing)
    const back = order('restore', { unit: 'web' })
    expect(await config.plan(back)).toMatchObject({
      changes: expect.arrayContaining([{ field: 'replicas', before: null, after: '7' }]),
    })
    const restored = { kind: 'done', result: { revision: 3, replicas: 7 } }
    expect(await config.apply(back)).toMatchObject(restored)
    expect(await config.plan(order('restore', { unit: 'web' }))).toMatchObject({
      reason: { id: 'config-unit-exists' },
    })
  })

  it('counts revisions on when a deleted name is used again', async () => {
    await config.apply(order('create', web))
    await config.apply(order('delete', web))
    const again = await config.apply(order('create', web))
    expect(again).toMatchObject({ kind: 'done', result: { revision: 3 } })
  })

  it('does not restore values that the kind no longer allows, or an unknown unit', async () => {
    await config.apply(order('create', { ...web, replicas: 7 }))
    await config.apply(order('delete', web))
    const text = 'unit: service\nversion: 2\nfields: { replicas: { kind: number, min: 0, max: 5 } }'
    const stricter = configConnector(
      [parseUnitKind(text, 'service.yaml')],
      units,
      () => 0,
      promotionsIn('dev'),
    )
    expect((await stricter.plan(order('restore', web))).kind).toBe('impossible')
    const never = await config.plan(order('restore', { unit: 'api' }))
    expect(never).toMatchObject({ reason: { id: 'config-unit-missing' } })
  })
})

describe('listing units', () => {
  it('names existing units in order, fifty at most', async () => {
    for (let index = 0; index < 60; index++)
      await config.apply(order('create', { ...web, unit: `u${index}` }))
    await config.apply(order('delete', { unit: 'u0' }))
    const answer = await config.read(order('list', {}))
    const listed = answer.kind === 'done' ? answer.result['units'] : []
    expect(answer).toMatchObject({ kind: 'done', result: { count: 59 } })
    expect(listed).toHaveLength(50)
    expect(listed).toMatchObject({ 0: { unit: 'u1', kind: 'service', revision: 1 } })
  })
})
