// The reason of a denial is cut where it is too long, and always between two characters.

import { expect, it } from 'vitest'
import { evidence, lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

it.each([299, 300, 301])(
  'a denial counts, whatever stands at the end of a reason: emoji after %i letters',
  (letters) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      const reason = `${'a'.repeat(letters)}😀😀`
      await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')} ${reason}`)
      expect(stateOf(bench, name)).toBe('rejected')
      const shown = [...reason].slice(0, 300).join('')
      expect(evidence(bench, 'approval.denied')).toMatchObject([{ body: { reason: shown } }])
      expect(lastTo(bench, 'ana').text).toContain(`denied it: ${shown}`)
    }),
)
