// Each step of the Signal protocol is whole on its own: its keys count before its result is used.

import type {
  SignalDataSet,
  SignalKeyStoreWithTransaction,
  SignalRepositoryWithLIDStore,
  SocketConfig,
} from '@whiskeysockets/baileys'
import type { SessionStore } from '../../store/session/tables.ts'
import { mappedUser } from './lid-mapping.ts'
import { saysNothing } from './repeats.ts'
import { storageOf } from './transactions.ts'

/** Baileys hands these the key store of the socket. */
type MakeRepository = SocketConfig['makeSignalRepository']

/** The library writes any rows that it is given among its own. */
export type Rows = SignalDataSet & { readonly [type: string]: { readonly [id: string]: unknown } }

/** Who reads what a step deciphered. */
export interface Reader {
  /** Resolves once one more message may be deciphered. */
  ready(): Promise<void>
  /** Was it deciphered before? */
  knows(bytes: Uint8Array): boolean
  /** Never throws. `rows` are written with the keys of the step; then `written` is called. */
  read(bytes: Uint8Array, plain: Uint8Array): { readonly rows: Rows; written(): void }
}

/**
 * Baileys sends a message inside a transaction that began long before: the keys that the message
 * used were written only after it had left, and over whatever had been received from that person
 * meanwhile (its pull request 2811). Here each step is a transaction of its own, and the steps with
 * one person, or in one group, wait for each other.
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
/** A step that deciphers `bytes`. */
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
 * What is read is written in one piece with the keys that reading it used up: a message whose key
 * was used is one that was noted, and comes again only because its receipt was lost. Baileys' own
 * transaction joins the one that is begun here.
 */
function readingOver(keys: SignalKeyStoreWithTransaction, step: Step, reader: Reader): Reading {
  return async (jid, work, bytes) => {
    if (reader.knows(bytes)) return saysNothing
    await reader.ready()
    return await step(jid, async () => {
      const [outcome, noted] = await keys.transaction(async () => {
        // A new identity key counts also when its message cannot be read.
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

/** One name for a person's number and LID, as far as Baileys has learnt that they are the same. */
function nameOf(jid: string, session: SessionStore): string {
  const [, user, server] = /^([0-9]+)(?:_[0-9]+)?(?::[0-9]+)?@(.*)$/.exec(jid) ?? []
  if (user === undefined || server === 'g.us') return jid
  if (server === 'lid' || server === 'hosted.lid') return user
  return mappedUser(session, user, false) ?? user
}
