// Where too few admins are left to decide in chat, the command line may restore somebody or make an
// admin: always announced, and never when others could decide.

import { chooseApprovers } from '../../policy/approval.ts'
import { decide } from '../../policy/decide.ts'
import { holdsAny, type Person } from '../../policy/people.ts'
import { scopesOfRole } from '../../policy/roles.ts'
import { policyFacts } from '../asked/policy-facts.ts'
import { environmentEvidence, type Step, send } from '../changes.ts'
import type { Slots } from '../command.ts'
import { recheckDelegations } from '../deadlines/delegations.ts'
import type { Noticed } from '../event.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { holdings } from '../operations/people.ts'
import { phrase } from '../phrase.ts'
import type { Flow } from '../spec.ts'
import { tellAdmins } from '../tell.ts'

type Notice = Extract<Noticed, { what: 'rights.alone' }>

const admin = 'admin'

/** The command in chat that does the same, and has to be impossible there. */
export const flowOfAct = { restore: 'people.restore', admin: 'people.role' } as const

const yours = { restore: 'your-rights-restored', admin: 'your-rights-of-admin' } as const
const news = { restore: 'notice-rights-restored', admin: 'notice-rights-of-admin' } as const

/** Changes the person's rights, or leaves evidence of why not. */
export function commandLineRights(facts: Facts, { act, person: id }: Notice): Step {
  const person = personOf(facts, id)
  const flow = facts.rules.flows.get(flowOfAct[act])
  if (person === undefined || flow === undefined) return []
  const after = act === 'restore' ? restored(person) : madeAdmin(facts, person)
  const slots = slotsOfAct(act, id)
  const why = after === null ? 'not_this_person' : 'others_decide'
  const said = { method: 'command_line', act }
  const { tenant } = person
  if (after === null || isDecidableInChat(facts, person, flow, slots))
    return [environmentEvidence(facts, 'auth.denied', id, { ...said, why }, tenant)]
  const args = { environment: environmentOf(facts), name: person.name, person: id }
  const body = {
    ...said,
    ...holdings(after),
    definition: { [`command ${flow.command}`]: flow.digest },
  }
  return [
    { kind: 'person', person: after },
    ...recheckDelegations(facts, person),
    environmentEvidence(facts, 'auth.accepted', id, body, tenant),
    send(messageTo(after, 'notice', [phrase(yours[act], args)])),
    ...tellAdmins(facts, id, phrase(news[act], args), tenant),
  ]
}

/** What the command in chat would be told. */
export function slotsOfAct(act: Notice['act'], person: string): Slots {
  return { person, ...(act === 'admin' ? { role: admin } : {}) }
}

/** Whom admins put to rest stays so, and whoever has a code to type types it. */
function restored(person: Person): Person | null {
  const { suspended, ...rest } = person
  return suspended === 'identity_changed' || suspended === 'number_unseen' ? rest : null
}

function madeAdmin({ rules }: Facts, person: Person): Person | null {
  const isRole = rules.pack !== null && scopesOfRole(rules.pack, admin) !== null
  if (!isRole || person.suspended !== undefined || person.roles.includes(admin)) return null
  return { ...person, roles: [...person.roles, admin].toSorted() }
}

/**
 * Could somebody request this in chat, and enough others approve it? A refusal to those who may
 * ask, as in a lockdown or freeze, is no permission here. Without a policy nobody can tell, so the
 * answer is yes.
 */
export function isDecidableInChat(
  facts: Parameters<typeof policyFacts>[0] &
    Pick<Facts, 'people' | 'onCall'> & { readonly rules: Pick<Facts['rules'], 'pack'> },
  person: Pick<Person, 'id' | 'tenant'>,
  flow: Flow,
  slots: Slots,
): boolean {
  const { pack } = facts.rules
  const { mode } = facts
  if (pack === null || (mode.kind === 'locked' && mode.cause !== 'by_request')) return true
  const { id: subject, tenant } = person
  return facts.people.some((asker) => {
    const mayAsk = asker.tenant === tenant && holdsAny(pack, asker, flow.scopes)
    if (asker.id === subject || !mayAsk) return false
    const decision = decide(pack, policyFacts(facts, { tenant, slots }, flow, asker))
    const need = decision.kind === 'allowed' ? decision.needs.approval : null
    if (need === null) return true
    const parties = { requester: asker.id, tenant, subject }
    return chooseApprovers(pack, need, facts.people, parties, facts).first.length >= need.approvers
  })
}
