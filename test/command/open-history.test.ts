// How many requests were open at a moment, counted from evidence alone.

import { expect, it } from 'vitest'
import { type OpenRow, openHistory } from '../../src/command/verify/open-history.ts'

/** Artifacts of Ana's, each of a command; `by` is the session of an agent, null once erased. */
function rows(
  ...all: readonly (readonly [commandId: string, type: string, by?: string | null])[]
): readonly OpenRow[] {
  return all.map(([commandId, type, by = ''], index) => {
    const said = JSON.stringify(by === '' ? {} : { agent: by })
    const body = type === 'command.proposed' && by !== null ? said : null
    return { position: index + 1, commandId, type, actor: 'ana', body }
  })
}

const asked = ['command.proposed', 'command.previewed'] as const
const confirmed = ['command.authorized', 'approval.requested'] as const
const by = (command: string, ...types: readonly string[]) =>
  types.map((type) => [command, type] as const)

const openAfter = (all: readonly OpenRow[], agent?: string) =>
  openHistory(all)('ana', agent, all.length + 1)

it('a request is open from its preview on, and not between confirmation and request', () => {
  const all = rows(...by('1', ...asked, ...confirmed))
  const open = openHistory(all)
  expect([1, 2, 3, 4, 5].map((position) => open('ana', undefined, position))).toEqual([
    0, 0, 1, 0, 1,
  ])
})

it('a request is closed by its start or its rejection, whatever is written behind', () => {
  for (const end of ['command.started', 'command.rejected'])
    expect(openAfter(rows(...by('1', ...asked, ...confirmed, end, 'approval.requested')))).toBe(0)
})

it('a vote leaves a request open, and one that is proposed twice is counted once', () => {
  expect(openAfter(rows(...by('1', ...asked, ...confirmed, 'approval.granted')))).toBe(1)
  expect(openAfter(rows(...by('1', ...asked, ...asked)))).toBe(1)
})

it("an agent's requests count apart from its owner's, in all its sessions", () => {
  const all = rows(
    ...by('1', ...asked),
    ['2', 'command.proposed', 'agent:claude-code-1a'],
    ['2', 'command.previewed'],
    ['3', 'command.proposed', 'agent:claude-code-2b'],
    ['3', 'command.previewed'],
  )
  expect(openAfter(all)).toBe(1)
  expect(openAfter(all, 'agent:claude-code-3c')).toBe(2)
  expect(openAfter(all, 'agent:other-3c')).toBe(0)
})

it('a request whose proposal is erased counts for nobody', () => {
  expect(openAfter(rows(['1', 'command.proposed', null], ['1', 'command.previewed']))).toBe(0)
})
