// Listens to a client: reads each message, identifies its sender, and hands it over in order.

import type { InboundMessage, TransportListener } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { memoryOf } from '../whatsapp/chats.ts'
import { readAddress } from '../whatsapp/identity.ts'
import { identityChangeOf } from '../whatsapp/key-change.ts'
import { type Log, logRejected, nameOf } from '../whatsapp/log.ts'
import {
  type ParsedMessage,
  parseMessage,
  readEdit,
  readKeyChange,
  readMessage,
  readReaction,
  readVote,
  toInbound,
} from './inbound.ts'
import { property, type WebClient } from './library.ts'
import { askNames, askUnread, ownNumber } from './page.ts'

export interface ReceiverParts {
  readonly session: SessionStore
  readonly log: Log
  readonly listener: TransportListener
  /** Tracks what is under way, so that stopping can wait for it. */
  keep(promise: Promise<void>): void
  /** When the link was last opened, epoch milliseconds. */
  openedAt(): number
  /** How long the page may take to identify somebody. */
  readonly answerWithinMs: number
  /** Rejects once the transport stops. */
  pause(milliseconds: number): Promise<void>
}

/** How long until a message that the engine refused is handed over again. */
const againMs = 30_000

export interface Receiver {
  /** Listens on a client. */
  attach(web: WebClient): void
  /**
   * Hands over what came since `since` while nobody listened. Calls `done` once the engine has
   * taken all of it; never if the transport stops before.
   */
  catchUp(web: WebClient, since: number, done: () => void): void
  /** Reports identity changes that a crash kept from being reported. */
  reportChanges(): void
}

export function createReceiver(parts: ReceiverParts): Receiver {
  const { session, log, listener } = parts
  let last: Promise<void> = Promise.resolve()
  /**
   * Runs tasks one after the other, because identifying senders is asynchronous and must not change
   * the order.
   */
  const inTurn = (task: () => Promise<void> | void): void => {
    last = last.then(task).catch((error: unknown) => {
      log.error({ error: nameOf(error) }, 'something that was said could not be heard')
    })
    parts.keep(last)
  }

  const handing = handingOver(parts)

  const hear = async (web: WebClient, said: ParsedMessage): Promise<void> => {
    const alternative = await otherName(web, said.sender, parts.answerWithinMs)
    const found = toInbound(said, alternative, parts.openedAt(), memoryOf(session))
    if (!found || found.sender.from === ownNumber(web)) return
    const { heard, sender } = found
    // Old reactions, votes and edits are repeated when a page loads; nobody waits for an answer.
    if (heard.backlog && ['reaction', 'poll', 'edit'].includes(heard.form)) return
    session.rememberChat(heard.chat, { wire: said.chat, expirySeconds: 0 })
    await session.durable()
    if (sender.mismatch) {
      parts.keep(listener.identity({ ...sender.mismatch, what: 'alias_mismatch' }))
    }
    const answered = handing.message(heard)
    parts.keep(answered)
    // Live messages need not wait for each other; backlog must be taken before it is marked as
    // read.
    if (heard.backlog) await answered
  }

  const report = (identifier: string): void => {
    const change = identityChangeOf(session, identifier)
    const told = session.durable().then(() => listener.identity(change))
    parts.keep(told.then(() => session.keyChangeTold(identifier)))
  }

  const changed = (address: unknown): void => {
    const found = readAddress(typeof address === 'string' ? address : undefined)
    if (found.kind !== 'phone' && found.kind !== 'lid') return
    session.writeKeys([], [found.identifier], 0)
    report(found.identifier)
  }

  const takeMessage = (web: WebClient, value: unknown): void => {
    const data = parseMessage(value)
    const said = data && readMessage(data)
    const keyOwner = data && readKeyChange(data)
    if (!data) log.warn({}, 'a message had a shape that is not known')
    if (keyOwner !== undefined) inTurn(() => changed(keyOwner))
    if (said) inTurn(() => hear(web, said))
  }

  const takeEdit = (web: WebClient, value: unknown): void => {
    const data = parseMessage(value)
    const said = data && readEdit(data)
    if (said) inTurn(() => hear(web, said))
  }

  return {
    attach: (web) => {
      web.on('message', (message) => takeMessage(web, property(message, '_data')))
      web.on('message_edit', (message, _body, before) => {
        // An edit from an empty body is late decryption or a growing preview, not an edit.
        if (typeof before === 'string' && before !== '') takeEdit(web, property(message, '_data'))
      })
      web.on('message_revoke_everyone', (message) => takeEdit(web, property(message, '_data')))
      for (const [event, read] of [
        ['message_reaction', readReaction],
        ['vote_update', readVote],
      ] as const) {
        web.on(event, (value) => {
          const said = read(value)
          if (said) inTurn(() => hear(web, said))
        })
      }
      web.on('contact_changed', (_message, before, now) => {
        for (const address of [before, now]) inTurn(() => changed(address))
      })
      web.on('message_ciphertext_failed', () => log.warn({}, 'a message could not be decrypted'))
    },
    catchUp: (web, since, done) => {
      inTurn(async () => {
        const unread = await askUnread(web, since, parts.answerWithinMs)
        if (!unread) return log.warn({}, 'the page could not say what came while nobody listened')
        for (const message of unread) takeMessage(web, message)
        // What is refused until the end is read again at the next start.
        inTurn(() => parts.keep(handing.allTaken().then(done)))
      })
    },
    reportChanges: () => {
      for (const identifier of session.changedKeys()) report(identifier)
    },
  }
}

/** Hands each message over until the engine takes it, or the transport stops. */
function handingOver({ log, listener, pause, keep }: ReceiverParts) {
  const refused = new Set<Promise<void>>()
  /** Resolves at the engine's first answer, so that a message it refuses holds no other one up. */
  async function message(heard: InboundMessage): Promise<void> {
    if (await isTaken(heard)) return
    const taken = again({ ...heard, backlog: true }).then(() => {
      refused.delete(taken)
    })
    refused.add(taken)
    keep(taken)
  }

  async function isTaken(heard: InboundMessage): Promise<boolean> {
    try {
      await listener.message(heard)
      return true
    } catch (error) {
      logRejected(log, error)
      return false
    }
  }

  async function again(heard: InboundMessage): Promise<void> {
    do await pause(againMs)
    while (!(await isTaken(heard)))
  }

  /** Rejects if the transport stops before. */
  async function allTaken(): Promise<void> {
    while (refused.size > 0) await Promise.all(refused)
  }
  return { message, allTaken }
}

/**
 * The sender's other address: the LID of a number, or the number of a LID; undefined if unknown.
 */
async function otherName(
  web: WebClient,
  sender: string,
  withinMs: number,
): Promise<string | undefined> {
  const { kind } = readAddress(sender)
  if (kind !== 'phone' && kind !== 'lid') return undefined
  const names = await askNames(web, sender, withinMs)
  return (kind === 'lid' ? names?.phone : names?.lid) ?? undefined
}
