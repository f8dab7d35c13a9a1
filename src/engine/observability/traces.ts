// One message's way as spans: settled, acted on, delivered. Without phones and tokens.

import { createHmac } from 'node:crypto'
import type { Command } from '../../command/command.ts'
import { canonical } from '../../evidence/canonical.ts'
import type { Arrival } from '../../store/store.ts'
import type { Connector, Order } from '../connector.ts'
import type { ConnectorOf } from '../perform.ts'
import type { StoreClient } from '../store-client/store-client.ts'
import type { Transport } from '../transport.ts'

/** The start of a trace: the first span caused by one message or one program's request. */
export interface Root {
  /** 32 hexadecimal digits. */
  readonly trace: string
  /** 16 hexadecimal digits. */
  readonly span: string
}

/** One finished span. Times: epoch milliseconds, with fractions. */
export interface SpanRecord {
  readonly name: 'message' | 'settle' | 'effect' | 'delivery'
  /** The trace it belongs to; null for a trace of its own. */
  readonly root: Root | null
  /** True for the root's own span. */
  readonly first?: boolean
  readonly from: number
  readonly to: number
  /** Words of closed vocabularies: kinds, states, operations, names of commands. */
  readonly attributes: Readonly<Record<string, string>>
  readonly failed: boolean
}

export interface Traces {
  now(): number
  record(span: SpanRecord): void
  /** Exports what waits, within a time limit; never rejects. */
  close(): Promise<void>
}

interface Parts {
  readonly storeClient: StoreClient
  readonly transport: Transport
  readonly connectorOf: ConnectorOf
}

/** Without the chat: a command names it by person, a message by address. */
type Origin = Pick<Command['trace'], 'transport' | 'message_id'>

/** The most commands whose trace is remembered; for older ones the store is read. */
const rootsMost = 1_000

/**
 * The same parts, each recording spans. The environment's `key` hides message ids in trace ids, yet
 * all its processes derive the same ones.
 */
export function traced(parts: Parts, traces: Traces, key: string): Parts {
  const rootOf = (origin: Origin) => rootFor(key, origin)
  const roots = new Map<string, Root>()
  const remember = ({ id, name, trace }: Command): void => {
    if (roots.size >= rootsMost) roots.clear()
    roots.set(id, rootOf(trace))
    roots.set(name, rootOf(trace))
  }
  return {
    storeClient: tracedStoreClient(parts.storeClient, traces, { roots, remember, rootOf }),
    transport: tracedTransport(parts, traces, { roots, remember }),
    connectorOf(name, tenant) {
      const found = parts.connectorOf(name, tenant)
      return found === null ? null : tracedConnector(found, traces, roots)
    },
  }
}

/** Trace and span ids that cannot be traced back to a message without the key. */
function rootFor(key: string, { transport, message_id }: Origin): Root {
  const digits = createHmac('sha256', key)
    .update(canonical(['trace', transport, message_id]))
    .digest('hex')
  return { trace: digits.slice(0, 32), span: digits.slice(32, 48) }
}

interface Memory {
  readonly roots: Map<string, Root>
  remember(command: Command): void
  rootOf(origin: Origin): Root
}

function tracedStoreClient(storeClient: StoreClient, traces: Traces, memory: Memory): StoreClient {
  return {
    ...storeClient,
    async submit(arrival) {
      const from = traces.now()
      const told = (result: string, failed = false) => {
        const { root, attributes } = placeOf(arrival, memory)
        const span = { root, from, to: traces.now(), failed }
        const begins = originOf(arrival) !== null && result === 'settled'
        if (begins) traces.record({ ...span, name: 'message', first: true, attributes })
        traces.record({
          ...span,
          name: 'settle',
          attributes: { ...attributes, 'aval.result': result },
        })
      }
      try {
        const result = await storeClient.submit(arrival)
        told(result)
        return result
      } catch (error) {
        told('failed', true)
        throw error
      }
    },
    async work(most) {
      const found = await storeClient.work(most)
      for (const { command } of found) memory.remember(command)
      return found
    },
  }
}

/** The origin that a command requested by this event will carry; null for other events. */
function originOf({ event }: Arrival): Origin | null {
  if (event.kind === 'message') {
    const { messageId, transport } = event
    return { message_id: messageId, transport }
  }
  if (event.kind !== 'asked') return null
  const { door, id } = event
  return { message_id: id, transport: door }
}

function placeOf(
  arrival: Arrival,
  memory: Memory,
): { readonly root: Root | null; readonly attributes: Readonly<Record<string, string>> } {
  const { event } = arrival
  const attributes = { 'aval.event': event.kind }
  const origin = originOf(arrival)
  if (origin !== null)
    return {
      root: memory.rootOf(origin),
      attributes: { ...attributes, 'aval.transport': origin.transport },
    }
  const about = event.kind === 'planned' || event.kind === 'finished' ? event.commandId : ''
  return { root: memory.roots.get(about) ?? null, attributes }
}

function tracedTransport(
  { storeClient, transport }: Parts,
  traces: Traces,
  memory: Pick<Memory, 'roots' | 'remember'>,
): Transport {
  async function rootNamed(name: string | undefined): Promise<Root | null> {
    if (name === undefined) return null
    if (!memory.roots.has(name)) {
      const told = await storeClient.commandNamed(name).catch(() => null)
      const command = told?.commands[0]
      if (command !== undefined) memory.remember(command)
    }
    return memory.roots.get(name) ?? null
  }
  return {
    ...transport,
    async send(letter) {
      const from = traces.now()
      const told = async (state: string, failed: boolean) => {
        const to = traces.now()
        const about = letter.command === undefined ? {} : { 'aval.command': letter.command }
        traces.record({
          name: 'delivery',
          root: await rootNamed(letter.command),
          ...{ from, to, failed },
          attributes: { 'aval.kind': letter.kind, 'aval.state': state, ...about },
        })
      }
      try {
        const sending = await transport.send(letter)
        await told(sending.state, sending.state === 'never')
        return sending
      } catch (error) {
        await told('thrown', true)
        throw error
      }
    },
  }
}

function tracedConnector(
  connector: Connector,
  traces: Traces,
  roots: ReadonlyMap<string, Root>,
): Connector {
  const over =
    <Answer>(
      act: string,
      run: (order: Order, until?: AbortSignal) => Promise<Answer>,
      word: (one: Answer) => string,
    ) =>
    async (order: Order, until?: AbortSignal): Promise<Answer> => {
      const from = traces.now()
      const told = (outcome: string, failed: boolean) =>
        traces.record({
          name: 'effect',
          root: roots.get(order.commandName) ?? null,
          ...{ from, to: traces.now(), failed },
          attributes: {
            'aval.act': act,
            'aval.operation': `${connector.name}.${order.operation}`,
            'aval.command': order.commandName,
            'aval.tenant': order.tenant,
            'aval.outcome': outcome,
          },
        })
      try {
        const answer = await run(order, until)
        const outcome = word(answer)
        told(outcome, ['failed', 'unknown', 'unavailable'].includes(outcome))
        return answer
      } catch (error) {
        told('thrown', true)
        throw error
      }
    }
  const kind = (answer: { readonly kind: string }) => answer.kind
  return {
    ...connector,
    name: connector.name,
    plan: over('plan', (order, until) => connector.plan(order, until), kind),
    read: over('read', (order, until) => connector.read(order, until), kind),
    apply: over('apply', (order, until) => connector.apply(order, until), kind),
    verify: over(
      'verify',
      (order, until) => connector.verify(order, until),
      (answer) => (typeof answer === 'string' ? answer : answer.kind),
    ),
  }
}
