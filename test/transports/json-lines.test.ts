// JSON lines: how a message is written, and which messages carry a token.

import { expect, it } from 'vitest'
import type { Letter } from '../../src/engine/transport.ts'
import { letterLine, parseInput } from '../../src/transports/json-lines.ts'

const card: Letter = {
  id: 'l1',
  to: 'beto',
  chat: 'beto',
  kind: 'approval_request',
  text: '1 K7QM2P - Approve',
  command: 'C-7F3K',
  environment: 'dev',
  token: 'K7QM2P',
}

it('a card as a JSON line has a separate token', () => {
  expect(letterLine(card)).toEqual({ type: 'message', ...card })
})

it.each(['refusal', 'answer'] as const)('a %s as a JSON line has no separate token', (kind) => {
  expect(letterLine({ ...card, kind })).not.toHaveProperty('token')
})

it.each([
  ['Ana', 'Ana', 'ana', true],
  ['+55 11 90000-0001', '+5511900000001', '+5511900000001', true],
  ['ana', 'Ops', 'Ops', false],
])('a line from %s in the chat %s is in chat %s; direct: %s', (from, named, chat, direct) => {
  const line = JSON.stringify({ from, text: 'menu', chat: named })
  expect(parseInput(line, 0, () => 'm1')).toMatchObject({ heard: { chat, direct } })
})
