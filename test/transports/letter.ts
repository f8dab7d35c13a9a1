// A letter for tests: what the engine would hand to a transport.

import type { Letter } from '../../src/engine/transport.ts'

export function letterTo(chat: string, id: string, text: string): Letter {
  return { id, to: 'ana', chat, kind: 'answer', text, environment: 'test' }
}
