// What `aval doctor` reports about commands that nobody can type or ask for, or that do nothing.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { checkCommands } from '../../src/environment/doctor/commands.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import type { Settings } from '../../src/environment/settings/settings-schema.ts'
import { freshFolder } from '../fresh-folder.ts'

let home: string
beforeEach(() => {
  home = freshFolder()
  for (const folder of ['flows/commands', 'flows/apis', 'locales'])
    mkdirSync(join(home, folder), { recursive: true })
})

const settings = readSettings(shipped, 'dev')
const reading = readPack(shipped, settings.policy)
const pack = reading.kind === 'read' ? reading.pack : null

const flow = `command: order.praise
version: 1
risk: S1
scopes: [orders.praise]
slots: { order: { kind: id }, why: { kind: text, optional: true } }
does: shop.orders.praise
`
const words = `order-praise = praise order { $order }
    .typed = praise order [order]
    .about = praise order …
    .ask-order = Which order?
    .done = order { $order } is praised.
`

function found(
  own: Settings = settings,
  grants: readonly string[] = [],
): readonly (readonly [string, string])[] {
  return checkCommands(home, own, pack, grants).map(({ level, what }) => [level, what])
}

it('doctor finds nothing wrong with the shipped commands', () => {
  expect(found()).toEqual([['ok', expect.stringMatching(/^\d+, each with its words$/)]])
})

it('doctor names a command without words, or whose scope no role holds', () => {
  writeFileSync(join(home, 'flows/commands/order.praise.yaml'), flow)
  const lacking =
    'order-praise, order-praise.typed, order-praise.about, order-praise.ask-order, order-praise.done'
  expect(found()).toEqual([
    ['unsafe', `en has no words for ${lacking}.`],
    ['warning', `pt-BR has no words for ${lacking}; English is used.`],
    ['warning', 'order.praise needs orders.praise, which no role of strong 1.0.0 holds.'],
  ])
  for (const locale of ['en', 'pt-BR']) writeFileSync(join(home, 'locales', `${locale}.ftl`), words)
  expect(found(settings, ['orders.*'])).toMatchObject([['ok', expect.anything()]])
})

it('doctor names a command that does what another one does under a lower class', () => {
  const quick = flow
    .replace('orders.praise]', 'orders.write]')
    .replace('does: shop.orders.praise', 'does: shop.orders.cancel')
  writeFileSync(join(home, 'flows/commands/order.praise.yaml'), quick)
  for (const locale of ['en', 'pt-BR']) writeFileSync(join(home, 'locales', `${locale}.ftl`), words)
  expect(found()).toEqual([
    ['warning', 'order.praise does shop.orders.cancel, like order.cancel, but has a lower class.'],
  ])
})

it('doctor names two commands with the same typed words', () => {
  writeFileSync(join(home, 'flows/commands/order.praise.yaml'), flow)
  for (const locale of ['en', 'pt-BR'])
    writeFileSync(
      join(home, 'locales', `${locale}.ftl`),
      words.replace('praise order [order]', 'praise order [order] | Restore order [order]'),
    )
  expect(found(settings, ['orders.*'])).toEqual([
    ['unsafe', 'en: restore order […] is typed for order.praise and for order.restore.'],
  ])
})

it('doctor names a reason of an API that has no words', () => {
  const shop = readFileSync(join(shipped, 'flows/apis/shop.yaml'), 'utf8')
  const other = shop.replace('reason: shop-order-already-open', 'reason: shop-order-lost')
  writeFileSync(join(home, 'flows/apis/shop.yaml'), other)
  expect(found()[0]).toEqual(['unsafe', 'en has no words for shop-order-lost.'])
})

it('doctor names commands whose connector is not configured', () => {
  expect(found({ ...settings, connectors: {} })).toEqual([
    ['warning', 'connectors lacks shop, which order.cancel, order.restore, order.show would use.'],
  ])
})

it('doctor names an unknown undo and an unknown approval policy', () => {
  for (const locale of ['en', 'pt-BR']) writeFileSync(join(home, 'locales', `${locale}.ftl`), words)
  const lost = `${flow}undo: order.blame\napproval_policy_id: nobodys\n`
  writeFileSync(join(home, 'flows/commands/order.praise.yaml'), lost)
  expect(found(settings, ['orders.*'])).toEqual([
    ['unsafe', 'order.praise: undo names order.blame, which does not exist.'],
    ['unsafe', 'order.praise: approval_policy_id names nobodys, which strong 1.0.0 lacks.'],
  ])
})

it('doctor names a command file that does not parse', () => {
  writeFileSync(join(home, 'flows/commands/order.praise.yaml'), 'command: order.praise\n')
  const [[level, what] = []] = found()
  expect(level).toBe('unsafe')
  expect(what).toContain('order.praise.yaml, line 1: version is missing')
})
