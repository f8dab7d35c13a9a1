// Another tenant's name is recognised however it is written.

import { expect, it } from 'vitest'
import { evidence, lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

it.each([
  ['an invisible mark', 'prod:\u200bacme'],
  ['a soft hyphen', 'pr\u00adod:acme'],
  ['full-width letters', '\uff30\uff32\uff2f\uff24:acme'],
  ['a full-width colon', 'prod\uff1aacme'],
  ['a comma behind it', 'prod:acme,'],
  ['a full stop behind it', 'prod:acme.'],
])('the name of another tenant with %s is refused and leaves evidence', (_what, name) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', `cancel order 42 because of ${name}`)
    expect(lastTo(bench, 'ana').text).toContain('prod:acme is not yours')
    expect(evidence(bench, 'command.proposed')).toEqual([])
    expect(evidence(bench, 'message.refused')).toHaveLength(1)
  }),
)

it.each(['de\u200bv:acme', 'dev\uff1aacme', 'prod:acme.example'])(
  'one’s own tenant, and what only begins like another, is no such name: %s',
  (name) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      await bench.hear('ana', `cancel order 42 because ${name} agreed`)
      expect(evidence(bench, 'message.refused')).toEqual([])
      const [asked] = evidence(bench, 'command.proposed')
      expect(asked).toBeDefined()
    }),
)

it.each(['cancel order 42 dev:acme.', 'dev:acme, cancel order 42', 'cancel order 42 dev:acme!'])(
  'one’s own tenant goes with the punctuation behind it: %s',
  (text) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      await bench.hear('ana', text)
      expect(lastTo(bench, 'ana').text).toContain('cancel order 42\nstatus: open → cancelled')
    }),
)

it.each([
  ['a full stop', 'succeeded', '.'],
  ['a question mark, which asks rather than answers', 'approval_requested', '?'],
])('after a vote that names one’s own tenant with %s the request is %s', (_what, state, end) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')} dev:acme${end}`)
    expect(stateOf(bench, name)).toBe(state)
  }),
)
