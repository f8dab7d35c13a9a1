// Benchmarks one durable message without understanding or deciding, as databases are measured: its
// dedupe row, four artifacts, the command's state and one letter.

import type { Change } from '../src/command/changes.ts'
import type { Command } from '../src/command/command.ts'
import { drawId } from '../src/command/draw.ts'
import type { MessageEvent } from '../src/command/event.ts'
import { phrase } from '../src/command/phrase.ts'
import { arrivalOf } from '../src/engine/receive.ts'
import { sha256 } from '../src/evidence/canonical.ts'
import type { Arrival, Decide } from '../src/store/store.ts'
import { simulatedText } from '../src/transports/json-lines.ts'

/** Three messages make one command with twelve artifacts. */
export const messagesOfCommand = 3
export const types = [
  'command.confirmed',
  'command.authorized',
  'approval.required',
  'approval.requested',
] as const

export function bareMessage(number: number, at: number): Arrival {
  const from = `r${number % 12}`
  const heard = simulatedText(from, String(number), `m${number}`, at)
  return arrivalOf(heard, 'bench', at, `event ${number}`)
}

/**
 * Event times in milliseconds increase with the message numbers. The content written is the same
 * for any text; `like` is a command that was carried out.
 */
export function bareDecide(like: Command): Decide {
  return {
    keys: () => ({ ...nothing }),
    step: (event) => (event.kind === 'message' ? changesOf(like, event) : []),
  }
}

const nothing = { tokenHashes: [], names: [], commandIds: [], fresh: [], tallies: [], since: 0 }

function changesOf(like: Command, { text, at, from, messageId }: MessageEvent): readonly Change[] {
  const place = Number(text) % messagesOfCommand
  const number = (Number(text) - place) / messagesOfCommand
  const command: Command = {
    ...like,
    id: drawId(at - place, sha256(`command ${number}`), 'command'),
    name: `C-bare-${number}`,
    requester: from,
    state: place === messagesOfCommand - 1 ? 'succeeded' : 'approval_requested',
    updatedAt: at,
  }
  const drafts = types.map((type) => ({
    type,
    time: at,
    tenant: command.tenant,
    actor: from,
    command: {
      command_id: command.id,
      idempotency_key: command.idempotencyKey,
      fingerprint: command.fingerprint,
    },
    trace: { chat: from, message_id: messageId, transport: 'bench' },
    ...(like.binding === null ? {} : { policy: like.binding }),
    body: { name: command.name },
  }))
  const speech = {
    to: from,
    locale: 'en',
    chat: null,
    kind: 'approval_update',
    lines: [phrase('status-line', { name: command.name })],
    command: command.name,
  } as const
  return [
    { kind: 'command', command },
    ...drafts.map((draft): Change => ({ kind: 'evidence', draft })),
    { kind: 'say', speech },
  ]
}
