// The connector contract, run over configuration units and the real store.

import { describe, expect } from 'vitest'
import { openConnectors } from '../../src/environment/connectors.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { connectorContract } from '../connectors/contract.ts'
import { keyIn, orderFor } from '../connectors/fixtures.ts'
import { discard, openBench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'

describe('connector of configuration units over the real store', () => {
  connectorContract(async () => {
    const rules = rulesFor('dev', 'HAPF-Strong')
    const bench = await openBench({ rules, seed: 'contract' })
    const connectorOf = openConnectors({
      home: shipped,
      folder: shipped,
      settings: { ...readSettings(shipped, 'dev'), connectors: {} },
      rules,
      storeClient: bench.storeClient(),
      clock: { now: bench.now, pause: async () => undefined },
      keys: { instance: 'model', signingKey: keyIn('dev') },
      variables: {},
      log: { error: () => undefined },
      notice: async () => undefined,
    })
    const connector = connectorOf('config', 'dev:acme')
    if (connector === null) throw new Error('Every tenant has the configuration units.')
    const order = (operation: string, slots: Readonly<Record<string, string>>, key: string) =>
      orderFor(operation, slots, key, 'dev:acme')
    const created = await connector.apply(
      order('units.create', { unit: 'web', owner: 'beto' }, 'created'),
    )
    expect(created.kind).toBe('done')
    const changes = () =>
      Number(bench.look.prepare('SELECT count(*) FROM unit_changes').pluck().get()) - 1
    return {
      connector,
      effect: (key) => order('units.set', { unit: 'web', field: 'replicas', value: '3' }, key),
      question: order('units.show', { unit: 'web' }, 'question'),
      broken: [{}, { unit: '../web', field: 'replicas', value: '3' }, { unit: 'web' }],
      acts: changes,
      reached: changes,
      close: async () => {
        await bench.close()
        discard(bench)
      },
    }
  })
})
