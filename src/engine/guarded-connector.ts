// Wraps a connector so that every call is answered, and in time.

import type { Reason } from '../command/command.ts'
import type { Connector } from './connector.ts'
import { withTimeout } from './with-timeout.ts'

/** For connectors that give no time limit; about three tries over HTTP. */
const usualMs = 30_000

/**
 * Turns an exception or a timeout into an answer; after one, whether an effect happened is unknown.
 */
export function guardedConnector(
  connector: Connector,
  defect: (error: unknown) => void,
): Connector {
  const { name, answersWithinMs = usualMs, actsInStore } = connector
  const args = { connector: name }
  async function asked<Answer>(
    ask: (until: AbortSignal) => Promise<Answer>,
    otherwise: (reason: Reason) => Answer,
  ): Promise<Answer> {
    const over = new AbortController()
    try {
      const answering = ask(over.signal)
      if (answersWithinMs === null) return await answering
      const answer = await withTimeout(answersWithinMs, answering)
      if (answer !== null) return answer
      over.abort()
      return otherwise({ id: 'connector-timeout', args })
    } catch (error) {
      defect(error)
      return otherwise({ id: 'connector-lost', args })
    }
  }
  return {
    name,
    ...(actsInStore === undefined ? {} : { actsInStore }),
    plan: (order) =>
      asked(
        (until) => connector.plan(order, until),
        (reason) => ({ kind: 'unavailable', reason }),
      ),
    read: (order) =>
      asked(
        (until) => connector.read(order, until),
        (reason) => ({ kind: 'failed', reason }),
      ),
    apply: (order) =>
      asked(
        (until) => connector.apply(order, until),
        (reason) => ({ kind: 'unknown', reason }),
      ),
    verify: (order) =>
      asked(
        (until) => connector.verify(order, until),
        () => 'unknown',
      ),
  }
}
