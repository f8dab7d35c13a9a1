// Runs the work that settled steps ordered: it stays in the store until its outcome is settled.

import { isAsDefined } from '../command/definition.ts'
import { rulesUnder } from '../command/recorded-binding.ts'
import type { Work } from '../store/store.ts'
import type { Order } from './connector.ts'
import { eventId } from './decide.ts'
import type { EngineParts } from './engine-parts.ts'
import { errorFields } from './observability/error-fields.ts'
import { perform } from './perform.ts'
import { stopsOf } from './stops.ts'
import { oneAtATime, type Tasks } from './tasks.ts'

/** The most pieces of work at once. */
const workMost = 16
/** Of these, the most previews and queries, so that granted work never waits for them. */
const lookingMost = 12

export interface WorkRunner {
  /** Reads what was begun before a restart, so that it is verified before anything is repeated. */
  look(): Promise<void>
  /** Starts the work that waits. */
  take(): Promise<void>
  stop(): void
}

/** `after` is called when the outcome of a piece of work is durable. */
export function createWorkRunner(parts: EngineParts, tasks: Tasks, after: () => void): WorkRunner {
  const { storeClient, clock, log, rules } = parts
  const atWork = new Map<string, Work>()
  /** Ids of work that was begun, here or before a restart, and has no known outcome. */
  const begun = new Set<string>()
  let ended = false

  async function doWork(work: Work): Promise<void> {
    const flow = rules.flows.get(work.command.flow)
    const leftOver = begun.has(work.id)
    begun.add(work.id)
    const performed = await perform(work, flow, parts.connectorOf, leftOver, {
      defect: (error) => log.error(errorFields(error), 'A connector threw, which none may.'),
      stopped: stopsOf(parts, work),
      asDefined: (command) => isAsDefined(rules, command),
      terms: await termsOf(work),
    })
    const at = clock.now()
    const event = { ...performed, id: eventId(at, parts.randomHex()), at }
    await storeClient.submit({ event, workId: work.id })
    begun.delete(work.id)
    atWork.delete(work.id)
    after()
  }

  /** What the pack in force now (not at the request) allows agents and lifetimes. */
  async function termsOf({ command }: Work): Promise<Pick<Order, 'agent' | 'lifetimes'>> {
    const { agent, caller: name } = command
    const { pack, environment } = rulesUnder(rules, await storeClient.bound())
    const isLow = environment === 'dev' || environment === 'test'
    const lifetimes = isLow ? pack?.lifetimes[environment] : undefined
    const quota = pack?.agents.units[environment] ?? null
    const deletes = pack?.agents.deletes ?? 'own'
    return {
      ...(agent === undefined || name === undefined ? {} : { agent: { name, quota, deletes } }),
      ...(lifetimes === undefined ? {} : { lifetimes }),
    }
  }

  /** Each command has one piece of work at a time, whatever the store says. */
  function isAtWork({ command }: Work): boolean {
    return [...atWork.values()].some((one) => one.command.id === command.id)
  }

  function hasRoom({ what }: Work): boolean {
    if (atWork.size >= workMost) return false
    return what === 'apply' || [...atWork.values()].filter(isLooking).length < lookingMost
  }

  return {
    async look() {
      for (const work of await storeClient.work(Number.MAX_SAFE_INTEGER)) begun.add(work.id)
    },
    take: oneAtATime(async () => {
      if (ended) return
      for (const work of await storeClient.work(workMost + atWork.size)) {
        if (ended || isAtWork(work) || !hasRoom(work)) continue
        atWork.set(work.id, work)
        tasks.track(doWork(work).finally(() => atWork.delete(work.id)))
      }
    }),
    stop() {
      ended = true
    },
  }
}

function isLooking({ what }: Work): boolean {
  return what !== 'apply'
}
