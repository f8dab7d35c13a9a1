// An outgoing message for tests, as the engine would give it to a transport.

import type { Letter } from '../../src/engine/transport.ts'

export function letterTo(chat: string, id: string, text: string): Letter {
  return { id, to: 'ana', chat, kind: 'answer', text, environment: 'test' }
}
