// The verifier isolates values written from right to left, so that they reorder nothing.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freshFolder } from '../fresh-folder.ts'
import { verifier } from './real-pack.ts'
import { proposal, selfMade } from './self-signed-pack.ts'

const [before, after] = ['\u05e4\u05ea\u05d5\u05d7', '\u0645\u063a\u0644\u0642']
const own = (text: string) => `\u2068${text}\u2069`

async function toldOf(body: object): Promise<string> {
  const preview = { type: 'command.previewed', actor: 'aval', body }
  const file = join(freshFolder(), 'pack.json')
  writeFileSync(file, selfMade([proposal, preview]).pack)
  return (await verifier(file)).out
}

it.each([
  [
    'a change',
    { changes: [{ field: before, before, after }] },
    `${own(before)}: ${own(before)} → ${own(after)}`,
  ],
  ['a list', { groups: [before, after, 'ops'] }, `groups: ${own(before)}, ${own(after)}, ops`],
  ['a member', { slots: { [before]: after } }, `slots, ${own(before)}: ${own(after)}`],
  ['something shown', { shows: [[before, after]] }, `shows, ${own(before)}: ${own(after)}`],
  [
    'a nested list',
    { slots: { all: [[before, after]] } },
    `slots, all: [["${own(before)}","${own(after)}"]]`,
  ],
])(
  'the verifier isolates each value written from right to left in %s',
  async (_what, body, line) => {
    expect(await toldOf(body)).toContain(`      ${line}\n`)
  },
)

it('the verifier escapes isolates that stand in a pack, and adds none to other scripts', async () => {
  const changes = [{ field: 'status', before: `\u2069${before}`, after: 'fechado até às 18 h' }]
  const out = await toldOf({ changes })
  expect(out).toContain(`status: ${own(`\\u2069${before}`)} → fechado até às 18 h\n`)
  expect(out.split('\u2069')).toHaveLength(2)
})
