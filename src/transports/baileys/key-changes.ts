// Reports new identity keys (a new phone, or another person) before anything said with them.

import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'
import type { IdentityChange } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { addressOf } from '../whatsapp/identity.ts'
import { identityChangeOf } from '../whatsapp/key-change.ts'
import { type Library, storedIdentities } from './key-store.ts'
import { identifierOfSignal } from './signal-address.ts'

export interface KeyChangeParts {
  readonly session: SessionStore
  /** Resolves once the engine has stored the change. */
  tell(change: IdentityChange): Promise<void>
  /** Tracks the promise, so that stopping waits for it and a failure is logged. */
  keep(promise: Promise<void>): void
}

export interface KeyWatch {
  /** A Signal address has a new key, and the session has stored that. */
  changed(address: string): void
  /** Reports changes that a crash kept from being reported. */
  catchUp(): void
  /** Checks the keys in requests to resend a message. */
  watch(socket: WASocket, library: Library): void
}

export function watchKeys(parts: KeyChangeParts): KeyWatch {
  const { session } = parts
  const changed = (address: string): void => {
    const identifier = identifierOfSignal(address)
    if (identifier === undefined) {
      session.keyChangeTold(address)
      return
    }
    const alias = session.aliasOf(identifier)
    // The new phone could request what the old one got, including tokens.
    for (const name of [identifier, alias]) {
      const chat = name === undefined ? undefined : addressOf(name)
      if (chat !== undefined) session.forgetTexts(chat)
    }
    const change = identityChangeOf(session, identifier)
    const told = session.durable().then(() => parts.tell(change))
    parts.keep(told.then(() => session.keyChangeTold(address)))
  }
  return {
    changed,
    catchUp: () => {
      for (const address of session.changedKeys()) changed(address)
    },
    watch: (socket, library) => {
      // This event comes before the one that Baileys answers, so that it finds nothing to resend.
      socket.ws.on('CB:receipt,type:retry', (node: BinaryNode) => {
        const address = foreignAddress(session, socket, library, node)
        if (address === undefined) return
        session.writeKeys([], [address], 0)
        changed(address)
        socket.messageRetryManager?.clear()
      })
    },
  }
}

/**
 * The address of a resend request whose identity key differs from the stored one; undefined if
 * none.
 */
function foreignAddress(
  session: SessionStore,
  socket: WASocket,
  { getBinaryNodeChild, getBinaryNodeChildBuffer, generateSignalPubKey, BufferJSON }: Library,
  node: BinaryNode,
): string | undefined {
  const keys = getBinaryNodeChild(node, 'keys')
  const brought = keys && getBinaryNodeChildBuffer(keys, 'identity')
  const jid = node.attrs['participant'] || node.attrs['from']
  if (!brought || !jid) return undefined
  const address = socket.signalRepository.jidToSignalProtocolAddress(jid)
  const [known] = storedIdentities(session, address)
  const value = JSON.stringify(generateSignalPubKey(brought), BufferJSON.replacer)
  return known === undefined || known === value ? undefined : address
}
