// How many calls share a transaction.

import { expect, it } from 'vitest'
import { batchMost, batchSize } from '../../src/engine/store-client/batch-size.ts'

it('shares a commit among few calls while it is fast, among more the slower it is', () => {
  const size = batchSize()
  const few = size.most()
  expect(few).toBeLessThan(batchMost)

  size.ran(few, 8, 0.3)
  expect(size.most()).toBe(few)

  size.ran(few, 8, 4)
  const more = size.most()
  expect(more).toBe(2 * few)

  size.ran(more, 16, 400)
  expect(size.most()).toBe(batchMost)

  size.ran(batchMost, 0, 0)
  expect(size.most()).toBe(few)
})
