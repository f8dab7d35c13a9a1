// Each step of the Signal protocol is whole on its own: its keys count before its result is used.

import type {
  SignalKeyStoreWithTransaction,
  SignalRepositoryWithLIDStore,
  SocketConfig,
} from '@whiskeysockets/baileys'
import type { SessionStore } from '../../store/session-tables.ts'
import { storageOf } from './transactions.ts'

/** Baileys hands these the key store of the socket. */
type MakeRepository = SocketConfig['makeSignalRepository']

/**
 * Baileys sends a message inside a transaction that began long before: the keys that the message
 * used were written only after it had left, and over whatever had been received from that person
 * meanwhile (its pull request 2811). Here each step is a transaction of its own, and the steps with
 * one person, or in one group, wait for each other.
 */
export function wholeSteps(make: MakeRepository, session: SessionStore): MakeRepository {
  return (auth, logger, askLids) => {
    const repository = make(auth, logger, askLids)
    if (!('isInTransaction' in auth.keys))
      throw new Error('Baileys keeps its keys in another way than Aval knows.')
    const step = stepsOver(auth.keys, session)
    return { ...repository, ...steps(repository, step) }
  }
}

type Step = <Result>(jid: string, work: () => Promise<Result>) => Promise<Result>

function steps(
  repository: SignalRepositoryWithLIDStore,
  step: Step,
): Partial<SignalRepositoryWithLIDStore> {
  return {
    encryptMessage: (what) => step(what.jid, () => repository.encryptMessage(what)),
    decryptMessage: (what) => step(what.jid, () => repository.decryptMessage(what)),
    encryptGroupMessage: (what) => step(what.group, () => repository.encryptGroupMessage(what)),
    decryptGroupMessage: (what) => step(what.group, () => repository.decryptGroupMessage(what)),
    processSenderKeyDistributionMessage: (what) =>
      step(what.item.groupId ?? '', () => repository.processSenderKeyDistributionMessage(what)),
    injectE2ESession: (what) => step(what.jid, () => repository.injectE2ESession(what)),
    validateSession: (jid) => step(jid, () => repository.validateSession(jid)),
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
  const json = session.readKeys('lid-mapping', [user]).get(user)
  const lid: unknown = json === undefined ? undefined : JSON.parse(json)
  return typeof lid === 'string' ? lid : user
}
