// What a program can do: request a command, and read the state of its requests.

import { programKey } from '../../command/asked/program-request.ts'
import type { Command } from '../../command/command.ts'
import type { Rules } from '../../command/facts.ts'
import type { Phrase } from '../../command/phrase.ts'
import type { Engine } from '../../engine/engine.ts'
import type { StoreClient } from '../../engine/store-client/store-client.ts'
import { canonical } from '../../evidence/canonical.ts'
import { type Caller, isAgent } from './callers.ts'
import { type ParsedRequest, parseRequest, type Refusal } from './parse-request.ts'
import { type RequestStatus, requestStatusOf } from './request-status.ts'

export interface RequestParts {
  readonly rules: Pick<Rules, 'environment' | 'flows' | 'timeZone'>
  readonly storeClient: Pick<StoreClient, 'people' | 'commandNamed' | 'commandByKey'>
  readonly engine: Pick<Engine, 'ask'>
  readonly word: (line: Phrase) => string
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Records a forbidden request as evidence. */
  readonly denied: (caller: Caller, session: string, why: string) => Promise<void>
}

export type Reply =
  | { readonly kind: 'standing'; readonly standing: RequestStatus }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export interface Requests {
  /** `key` is the program's own idempotency key; `session` the one that it was given here. */
  ask(caller: Caller, session: string, key: string, body: string): Promise<Reply>
  look(caller: Caller, name: string): Promise<Reply>
}

/** The most new requests of one program per minute; policy has further limits. */
export const requestsMost = 30
const asksWithinMs = 60_000

const otherContent: Reply = {
  kind: 'refused',
  refusal: {
    status: 409,
    error: 'other_content',
    field: 'Idempotency-Key',
    message: 'This key was used with other content; take a new key for a new request.',
  },
}

const recordChanged: Reply = {
  kind: 'refused',
  refusal: {
    status: 409,
    error: 'record_changed',
    message: 'Its record does not fit its evidence; nothing is told of it. Tell who runs Aval.',
  },
}

const tooOften: Reply = {
  kind: 'refused',
  refusal: {
    status: 429,
    error: 'too_often',
    message: `At most ${requestsMost} new requests a minute; wait.`,
    retryAfter: asksWithinMs / 1_000,
  },
}

const unknown: Reply = {
  kind: 'refused',
  refusal: {
    status: 404,
    error: 'unknown',
    message: 'This program has asked for nothing so named.',
  },
}

export function createRequests(parts: RequestParts): Requests {
  const { rules, storeClient, engine } = parts
  const asks = new Map<string, readonly number[]>()

  function mayAsk(caller: Caller): boolean {
    const now = parts.now()
    const recent = (asks.get(caller.name) ?? []).filter((at) => at > now - asksWithinMs)
    if (recent.length >= requestsMost) return false
    asks.set(caller.name, [...recent, now])
    return true
  }

  async function ask(
    caller: Caller,
    session: string,
    ownKey: string,
    body: string,
  ): Promise<Reply> {
    const scene = { rules, people: await storeClient.people(), now: parts.now(), word: parts.word }
    const asking = parseRequest(body, caller, scene)
    if (asking.kind === 'refused') {
      const { status, error } = asking.refusal
      if (status === 403) await parts.denied(caller, session, error)
      return asking
    }
    // Two programs may use the same key; token names hold no slash, so that these cannot collide.
    const key = `${caller.name}/${ownKey}`
    const find = () => storeClient.commandByKey(programKey(rules.environment, 'http', key))
    const { commands, changed } = await find()
    if (changed.length > 0) return recordChanged
    const [earlier] = commands
    if (earlier !== undefined) return replay(earlier, asking)
    if (!mayAsk(caller)) return tooOften
    const settled = await engine.ask({
      door: 'http',
      caller: { name: caller.name, session, ...(isAgent(caller) ? { agent: true } : {}) },
      key,
      requester: asking.requester.id,
      flow: asking.flow.command,
      slots: asking.slots,
    })
    if (settled === 'other_content') return otherContent
    const [command] = (await find()).commands
    if (command === undefined) throw new Error('A request over HTTP became no command.')
    return { kind: 'standing', standing: requestStatusOf(command) }
  }

  return {
    ask,
    async look(caller, name) {
      const told = await storeClient.commandNamed(name.toUpperCase())
      if (told.changed.length > 0) return recordChanged
      const [command] = told.commands
      // A program sees only its own requests.
      if (command?.door !== 'http' || command.caller !== caller.name) return unknown
      return { kind: 'standing', standing: requestStatusOf(command) }
    },
  }
}

/** The same key with the same content returns the recorded state; other content is refused. */
function replay(earlier: Command, asking: Extract<ParsedRequest, { kind: 'asking' }>): Reply {
  const before = canonical([earlier.requester, earlier.flow, earlier.slots])
  const now = canonical([asking.requester.id, asking.flow.command, asking.slots])
  return before === now ? { kind: 'standing', standing: requestStatusOf(earlier) } : otherContent
}
