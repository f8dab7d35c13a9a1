// Evidence and notices about checkpoints and evidence sent to external destinations.

import type { Person } from '../../policy/people.ts'
import { environmentChain, environmentEvidence, type Step, system } from '../changes.ts'
import type { PlaceNews, SentCheckpoint } from '../event.ts'
import { environmentOf, type Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellActivePerson, tellAdmins } from '../tell.ts'

export function placeNews(facts: Facts, news: PlaceNews): Step {
  const environment = environmentOf(facts)
  const { place, kind } = news
  switch (news.what) {
    case 'checkpoint.sent':
      return checkpointSent(facts, news)
    case 'place.stalled': {
      const { sends, since, why } = news
      const args = { environment, place, sends, since: { time: since }, why }
      return [
        environmentEvidence(facts, 'evidence.stalled', system, { place, kind, sends, why, since }),
        ...tellAdmins(facts, '', phrase(stalledWords(why), args)),
      ]
    }
    case 'place.resumed': {
      const { sends, since } = news
      return [
        environmentEvidence(facts, 'evidence.resumed', system, { place, kind, sends, since }),
        ...tellAdmins(facts, '', phrase('notice-place-resumed', { environment, place, sends })),
      ]
    }
    case 'place.rewound': {
      const { position, why } = news
      const words = why === 'rewound' ? 'notice-place-rewound' : 'notice-place-moved'
      return [
        environmentEvidence(facts, 'evidence.stalled', system, { place, kind, why, position }),
        ...tellAdmins(facts, '', phrase(words, { environment, place })),
      ]
    }
    case 'evidence.rejected': {
      const { rejected } = news
      const why = 'rejected'
      const line = phrase('notice-place-rejected', { environment, place, count: rejected })
      return [
        environmentEvidence(facts, 'evidence.stalled', system, { place, kind, why, rejected }),
        ...tellAdmins(facts, '', line),
      ]
    }
  }
}

/** A witness that contradicts our history gets its own message: it is not merely down. */
function stalledWords(why: string): string {
  return why.startsWith('witness_') ? 'notice-place-disagrees' : 'notice-place-stalled'
}

function checkpointSent(facts: Facts, news: Extract<PlaceNews, { what: 'checkpoint.sent' }>): Step {
  const { place, kind, people, chains } = news
  const environment = environmentOf(facts)
  const recipients = facts.people.filter((one) => people.includes(one.id))
  const body = {
    place,
    kind,
    chains: chains.map(({ note: _note, ...chain }) => ({ ...chain })),
    ...(people.length === 0 ? {} : { people: recipients.map((one) => one.id) }),
  }
  return [
    environmentEvidence(facts, 'evidence.checkpointed', system, body),
    ...(chains.some((one) => one.forgot !== undefined)
      ? tellAdmins(facts, '', phrase('notice-witness-forgot', { environment, place }))
      : []),
    ...recipients.flatMap((person) => letter(facts, person, chains)),
  ]
}

/**
 * Sends a person the checkpoints of their own tenant and of the environment only: the others would
 * reveal how active another tenant is.
 */
function letter(facts: Facts, person: Person, chains: readonly SentCheckpoint[]): Step {
  const own = chains.filter(({ tenant }) => [person.tenant, environmentChain].includes(tenant))
  if (own.length === 0) return []
  const environment = environmentOf(facts)
  const lines = [
    phrase('checkpoint-message', { environment, id: facts.rules.environment, count: own.length }),
    ...own.flatMap(({ note: text }) => [phrase('checkpoint-line', { line: '' }), ...linesOf(text)]),
  ]
  return tellActivePerson(person, lines)
}

/** The signed note, unchanged, line by line. */
function linesOf(text: string): readonly Phrase[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => phrase('checkpoint-line', { line }))
}
