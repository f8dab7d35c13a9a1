// A pack with missing parts: no fault is found, but it is not proved.

import { expect, it } from 'vitest'
import { checkPack } from '../../scripts/verifier/check.ts'
import { selfMade } from './self-signed-pack.ts'
import { whole } from './stories.ts'

it('the verifier is amber for a pack without a text, without some bodies, or without any', () => {
  for (const text of Object.values(selfMade(whole))) {
    const pack = JSON.parse(text)
    for (const most of [0, 2, pack.artifacts.length]) {
      for (const one of pack.artifacts.slice(0, most)) one.body = null
      const { colour, good, summary } = checkPack(JSON.stringify(pack), null)
      expect([colour, good]).toEqual(['amber', true])
      expect(summary).toMatch(/^AMBER/)
    }
  }
})
