// A connector that would reach an undeclared host: nothing is sent, and it is in the evidence.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shopText } from '../connectors/fixtures.ts'
import { atDoor, tokenOf } from '../http-api/test-environment.ts'

/** Cancellations go to another host than the one that the settings declare. */
function divert(home: string): void {
  const folder = join(home, 'flows', 'apis')
  mkdirSync(folder, { recursive: true })
  const path = 'path: /orders/{order}/cancel'
  const text = shopText().replace(path, 'path: http://127.0.0.1:9/orders/{order}/cancel')
  expect(text).not.toContain(path)
  writeFileSync(join(folder, 'shop.yaml'), text)
}

it('an approved effect on an undeclared host fails, with evidence, and the admins are told', () =>
  atDoor({ furnish: divert }, async (doorway) => {
    const cancel42 = { command: 'order.cancel', slots: { order: '42' }, requester: 'ana' }
    const { body } = await doorway.ask(cancel42, 'key-1')
    await doorway.hear('beto', `1 ${tokenOf(doorway, body['name'], 'beto')}`)
    const [denied, ...more] = await doorway.evidence('egress.denied')
    expect(more).toEqual([])
    expect(denied?.artifact).toMatchObject({
      ...{ actor: 'aval', tenant: '-', time: '2026-01-05T09:00:00.000Z' },
      system: { environment: 'dev' },
    })
    expect(denied?.body).toEqual({ host: '127.0.0.1:9', operation: 'shop.orders.cancel' })
    const notices = doorway.letters.filter((one) => one.kind === 'notice')
    expect(notices.map(({ to, text }) => `${to}: ${text.replace(/\s+/g, ' ')}`)).toEqual([
      'dora: DEV · A connector tried to reach 127.0.0.1:9, which is not declared. It was stopped.',
    ])
    const status = (await doorway.look(body['name'])).body
    expect(status).toMatchObject({ state: 'failed', outcome: 'not_done' })
    expect(doorway.shop.status('42')).toBe('open')
  }))
