// Where too few admins are left to decide in chat, the command line may restore somebody or make an
// admin: always announced, and never when others could decide.

import type { Person } from '../../policy/people.ts'
import { scopesOfRole } from '../../policy/roles.ts'
import { environmentEvidence, type Step, send } from '../changes.ts'
import type { Slots } from '../command.ts'
import { recheckDelegations } from '../deadlines/delegations.ts'
import { isDecidableInChat, liftingFlows, withoutStuckLocks } from '../decidable.ts'
import type { Noticed } from '../event.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { holdings } from '../operations/people.ts'
import { phrase } from '../phrase.ts'
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
  const asked = withoutStuckLocks(facts, tenant)
  if (after === null || isDecidableInChat(asked, person, flow, slots))
    return [environmentEvidence(facts, 'auth.denied', id, { ...said, why }, tenant)]
  const args = { environment: environmentOf(facts), name: person.name, person: id }
  const definition = Object.fromEntries(
    [flow.command, ...liftingFlows].flatMap((name) => {
      const one = facts.rules.flows.get(name)
      return one === undefined ? [] : [[`command ${name}`, one.digest]]
    }),
  )
  const body = { ...said, ...holdings(after), definition }
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
