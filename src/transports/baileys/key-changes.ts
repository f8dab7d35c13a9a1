// A new identity key is a new telephone, or another person: reported before anything that it says.

import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'
import type { IdentityChange } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { addressOf } from '../whatsapp/identity.ts'
import { keyChangeOf } from '../whatsapp/key-change.ts'
import { type Library, storedIdentities } from './key-store.ts'
import { identifierOfSignal } from './signal-address.ts'

export interface KeyChangeParts {
  readonly session: SessionStore
  /** Resolves once the change is durable with the engine. */
  tell(change: IdentityChange): Promise<void>
  /** Keeps the promise, so that stopping waits for it and a failure is only logged. */
  keep(promise: Promise<void>): void
}

export interface KeyWatch {
  /** A Signal address has a new key, and the session has noted it. */
  changed(address: string): void
  /** Reports what a crash kept from being reported. */
  catchUp(): void
  /** Looks at the keys that come with requests to send a message again. */
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
    // The new telephone may ask again for what the old one got: tokens among it.
    for (const name of [identifier, alias]) {
      const chat = name === undefined ? undefined : addressOf(name)
      if (chat !== undefined) session.forgetTexts(chat)
    }
    const change = keyChangeOf(session, identifier)
    const told = session.durable().then(() => parts.tell(change))
    parts.keep(told.then(() => session.keyChangeTold(address)))
  }
  return {
    changed,
    catchUp: () => {
      for (const address of session.changedKeys()) changed(address)
    },
    watch: (socket, library) => {
      // This event comes before the one on which Baileys
      // answers, so that it finds nothing to answer.
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

/** The address of a retry request that brings another identity key than the one we know. */
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
