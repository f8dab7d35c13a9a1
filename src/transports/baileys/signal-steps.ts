// Makes each step of the Signal protocol atomic: its keys are stored before its result is used.

import type {
  SignalDataSet,
  SignalKeyStoreWithTransaction,
  SignalRepositoryWithLIDStore,
  SocketConfig,
} from '@whiskeysockets/baileys'
import type { SessionStore } from '../../store/session/tables.ts'
import { mappedUser } from './lid-mapping.ts'
import { emptyPayload } from './repeats.ts'
import { storageOf } from './transactions.ts'

/** Baileys calls this with the socket's key store. */
type MakeRepository = SocketConfig['makeSignalRepository']

/** The library writes additional rows that it is given among its own. */
export type Rows = SignalDataSet & { readonly [type: string]: { readonly [id: string]: unknown } }

/** Reads messages as they are decrypted. */
export interface Reader {
  /** Resolves once another message may be decrypted. */
  ready(): Promise<void>
  /** Was it decrypted before? */
  knows(bytes: Uint8Array): boolean
  /** Never throws. `rows` are written with the step's keys; then `written` is called. */
  read(bytes: Uint8Array, plain: Uint8Array): { readonly rows: Rows; written(): void }
}

/**
 * Baileys sends a message inside a transaction begun long before, so that its keys were written
 * only after it had left, overwriting what was received from that person meanwhile (its pull
 * request 2811). Here each step is its own transaction, and steps with one person or group run one
 * after the other.
 */
export function wholeSteps(
  make: MakeRepository,
  session: SessionStore,
  reader?: Reader,
): MakeRepository {
  return (auth, logger, askLids) => {
    const repository = make(auth, logger, askLids)
    if (!('isInTransaction' in auth.keys))
      throw new Error('Baileys keeps its keys in another way than Aval knows.')
    const step = stepsOver(auth.keys, session)
    const reading = reader === undefined ? step : readingOver(auth.keys, step, reader)
    return { ...repository, ...steps(repository, step, reading) }
  }
}

type Step = <Result>(jid: string, work: () => Promise<Result>) => Promise<Result>
/** A step that decrypts `bytes`. */
type Reading = (
  jid: string,
  work: () => Promise<Uint8Array>,
  bytes: Uint8Array,
) => Promise<Uint8Array>

function steps(
  repository: SignalRepositoryWithLIDStore,
  step: Step,
  reading: Reading,
): Partial<SignalRepositoryWithLIDStore> {
  return {
    encryptMessage: (what) => step(what.jid, () => repository.encryptMessage(what)),
    decryptMessage: (what) =>
      reading(what.jid, () => repository.decryptMessage(what), what.ciphertext),
    encryptGroupMessage: (what) => step(what.group, () => repository.encryptGroupMessage(what)),
    decryptGroupMessage: (what) =>
      reading(what.group, () => repository.decryptGroupMessage(what), what.msg),
    processSenderKeyDistributionMessage: (what) =>
      step(what.item.groupId ?? '', () => repository.processSenderKeyDistributionMessage(what)),
    injectE2ESession: (what) => step(what.jid, () => repository.injectE2ESession(what)),
    validateSession: (jid) => step(jid, () => repository.validateSession(jid)),
  }
}

/**
 * Stores a message together with the keys that decrypting it used: if its key was used, it was
 * stored, and comes again only because its receipt was lost. Baileys' own transaction joins this
 * one.
 */
function readingOver(keys: SignalKeyStoreWithTransaction, step: Step, reader: Reader): Reading {
  return async (jid, work, bytes) => {
    if (reader.knows(bytes)) return emptyPayload
    await reader.ready()
    return await step(jid, async () => {
      const [outcome, noted] = await keys.transaction(async () => {
        // A new identity key is stored even if its message cannot be decrypted.
        const [one] = await Promise.allSettled([work()])
        const note = one.status === 'fulfilled' ? reader.read(bytes, one.value) : undefined
        if (note !== undefined) await keys.set(note.rows)
        return [one, note] as const
      }, jid)
      if (outcome.status === 'rejected') throw outcome.reason
      noted?.written()
      return outcome.value
    })
  }
}

function stepsOver(keys: SignalKeyStoreWithTransaction, session: SessionStore): Step {
  const storage = storageOf(keys)
  const last = new Map<string, Promise<unknown>>()
  return (jid, work) => {
    const whose = nameOf(jid, session)
    const alone = () => (storage === undefined ? work() : storage.exit(work))
    const before = last.get(whose) ?? Promise.resolve()
    const now = before.then(alone, alone)
    last.set(whose, now)
    const forget = (): void => {
      if (last.get(whose) === now) last.delete(whose)
    }
    now.then(forget, forget)
    return now
  }
}

/** One name for a person's number and LID, if Baileys knows that they are the same. */
function nameOf(jid: string, session: SessionStore): string {
  const [, user, server] = /^([0-9]+)(?:_[0-9]+)?(?::[0-9]+)?@(.*)$/.exec(jid) ?? []
  if (user === undefined || server === 'g.us') return jid
  if (server === 'lid' || server === 'hosted.lid') return user
  return mappedUser(session, user, false) ?? user
}
