// Evidence and notices when a connector stops answering, and when it answers again.

import { environmentEvidence, type Step, system } from '../changes.ts'
import type { ConnectorNews } from '../event.ts'
import { environmentOf, type Facts } from '../facts.ts'
import { phrase } from '../phrase.ts'
import { tellAdmins } from '../tell.ts'

export function connectorNews(facts: Facts, { what, ...body }: ConnectorNews): Step {
  const { connector, since } = body
  const args = { environment: environmentOf(facts), connector, since: { time: since } }
  const words =
    what === 'connector.stalled' ? 'notice-connector-stalled' : 'notice-connector-resumed'
  return [
    environmentEvidence(facts, what, system, body),
    ...tellAdmins(facts, '', phrase(words, args)),
  ]
}
