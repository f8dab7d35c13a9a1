// A configuration unit reached the end of its lifetime: leaves evidence and tells its owner.

import { environmentEvidence, type Step, system } from '../changes.ts'
import type { Noticed } from '../event.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { phrase } from '../phrase.ts'
import { tellActivePerson } from '../tell.ts'

export function unitExpired(
  facts: Facts,
  notice: Extract<Noticed, { what: 'unit.expired' }>,
): Step {
  const { tenant, unit, kind, revision, agent, forMs, expiredAt } = notice
  const body = {
    ...{ by: 'aval', why: 'lifetime_over', unit, kind, revision },
    ...(agent === undefined ? {} : { agent }),
    expired_at: new Date(expiredAt).toISOString(),
  }
  const person = personOf(facts, notice.of)
  const environment = environmentOf(facts)
  const lines = [
    phrase('notice-unit-expired', { environment, unit, span: { span: forMs } }),
    phrase('notice-unit-expired-back', { unit }),
  ]
  return [
    environmentEvidence(facts, 'effect.applied', system, body, tenant),
    ...(person?.tenant === tenant ? tellActivePerson(person, lines) : []),
  ]
}
