// What `aval doctor` reports about commands whose target cannot be read again before the effect.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { shipped } from '../../src/environment/content-files.ts'
import { checkPreviews } from '../../src/environment/doctor/previews.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { freshFolder } from '../fresh-folder.ts'

let home: string
beforeEach(() => {
  home = freshFolder()
  mkdirSync(join(home, 'flows', 'apis'), { recursive: true })
})

const shop = readFileSync(join(shipped, 'flows', 'apis', 'shop.yaml'), 'utf8')
const settings = readSettings(shipped, 'dev')

function found(text: string): readonly (readonly [string, string])[] {
  writeFileSync(join(home, 'flows', 'apis', 'shop.yaml'), text)
  return checkPreviews(home, settings).map(({ level, what }) => [level, what])
}

it('doctor finds nothing wrong with the shipped API', () => {
  expect(found(shop)).toEqual([['ok', 'every effect is looked at before it happens']])
})

it('doctor names an effect without a preview, and a preview that names no record', () => {
  const blind = shop
    .replace('    preview: orders.show\n', '    preview: none\n')
    .replace(/ {4}(shows: \[customer, total\]|impossible_when:\n.*)\n/g, '')
    .replace('same: { id: "{order}" }', 'same: unnamed')
  const [first, second] = found(blind)
  expect(first?.[0]).toBe('warning')
  expect(first?.[1]).toMatch(/^order.cancel \(S2\) acts through shop.orders.cancel, but its target/)
  expect(second?.[0]).toBe('warning')
  expect(second?.[1]).toMatch(/^order.restore \(S1\) .* does not say which record it is about/)
})

it('doctor names an effect whose card would show nothing of its target', () => {
  const bare = shop
    .replace(
      '    shows: [customer, total]\n    changes:\n      - { field: status, after: cancelled }\n',
      '',
    )
    .replace('    shows: [customer, total, status]\n', '')
  const [first, ...more] = found(bare)
  expect(first?.[0]).toBe('warning')
  expect(first?.[1]).toMatch(/^order.cancel \(S2\) .* its card shows nothing of the target/)
  expect(more).toEqual([])
})

it('doctor names an unknown operation, and an API file that does not parse', () => {
  const [first] = found(shop.replaceAll('orders.cancel:', 'orders.stop:'))
  expect(first).toEqual(['unsafe', 'order.cancel does shop.orders.cancel, which does not exist.'])
  const [broken] = found(shop.replace('    preview: orders.show\n', ''))
  expect(broken?.[0]).toBe('unsafe')
  expect(broken?.[1]).toContain('shop.yaml, line ')
  expect(broken?.[1]).toContain('operations.orders.cancel.preview is wrong: name the read')
})
