// Compares the decisions about one command with the texts that it names: its policy and its flow.
// Independent of the program's own code, so that a bug there is not repeated.

import { aroundFaults } from './around.ts'
import { type Asked, askedIn, type Texts } from './asked.ts'
import type { Around } from './circumstances.ts'
import { bad, good, type Line, missing } from './claims.ts'
import { list, memberOf, numberOf, textIn } from './members.ts'
import type { Event } from './pack-file.ts'
import { isObject, type JsonObject } from './pack-file.ts'
import { type Demand, demandOf, gives, type Wanted } from './policy.ts'
import { wishAt } from './policy-request.ts'
import { typeOf } from './range-file.ts'

/** Where every artifact that is here is proved, and the way is sound. */
export function decidedLines(
  events: readonly Event[],
  texts: Texts,
  around: Around,
): readonly Line[] {
  const [first] = events
  const decision = events.find((one) => typeOf(one.sealed) === 'command.authorized')
  // Without an authorization nothing was decided; missing bodies are reported elsewhere.
  if (first === undefined || decision === undefined) return []
  if (first.body === null || decision.body === null) return []
  if (first.body['safety_class'] === 'S0') return []
  const asked = askedIn(first, decision, texts, around)
  if ('state' in asked) return [asked]
  const faults = events.flatMap((one) => faultsOf(asked, one, events))
  if (faults.length > 0) return faults.map(bad)
  if (asked.unread.size > 0) return [...asked.unread].map(missing)
  return [
    good('Its class, its approvals and each right are what the texts in force want at least.'),
    good('By its amounts, patterns, risk and times no rule and no freeze wants more.'),
    ...(around.own === null
      ? []
      : [good('By what is here of its environment, no lockdown was in its way.')]),
  ]
}

function faultsOf(asked: Asked, one: Event, events: readonly Event[]): readonly string[] {
  const { seq, body } = one
  const type = typeOf(one.sealed)
  const held = body === null ? {} : memberOf(body, 'held')
  const rights = rightFaults(asked.policy, seq, held)
  switch (type) {
    case 'command.previewed':
      asked.preview = one
      asked.demand = demandAt(asked, one)
      return []
    case 'command.confirmed':
      return confirmationFaults(asked, one)
    case 'command.authorized':
      asked.demand = demandAt(asked, one)
      return [...rights, ...askerFaults(asked, one), ...againstFaults(asked, one, events)]
    case 'approval.required':
      return body === null ? [] : termFaults(seq, asked.demand.wanted, body)
    case 'approval.requested':
      return requestFaults(asked, one, events)
    case 'approval.expired':
      asked.isExpired = true
      return []
    case 'approval.granted':
      return [...rights, ...grantFaults(asked, one)]
    case 'approval.denied':
      return rights
    case 'command.started':
      return startFaults(asked, one, events)
    default:
      return []
  }
}

/** What the policy wants at the time of this artifact, of what was shown before it. */
function demandAt(asked: Asked, one: Event): Demand {
  const demand = demandOf(asked.policy, wishAt(asked, one, asked.preview)) ?? asked.demand
  for (const what of demand.unread)
    asked.unread.add(
      `It was not held against ${what}: that, or what it looks at, is not here, or not read.`,
    )
  return demand
}

/** What refuses it then: a rule, a freeze, or what held in its environment. */
function againstFaults(asked: Asked, one: Event, events: readonly Event[]): readonly string[] {
  return [...refusalFaults(asked, one), ...aroundFaults(asked, one, events)]
}

/** No rule refuses it then, and no freeze, but in an emergency. */
function refusalFaults(asked: Asked, one: Event): readonly string[] {
  const { policy, demand, around, decision } = asked
  const { refusedBy, frozenBy } = demand
  const { seq } = one
  if (refusedBy !== null)
    return [`It went on at artifact ${seq}, and the rule ${refusedBy} refuses it.`]
  const isSaid = one === decision && wishAt(asked, one, null).isEmergency
  if (frozenBy === null && !isSaid) return []
  const mayBe = isObject(policy['emergency']) && (isSaid || one !== decision)
  const isDeclared = mayBe ? around.emergency(one) : false
  if (isDeclared === null)
    asked.unread.add(
      `Artifact ${seq} stands by an emergency, and what declared one is not here: it is not proved.`,
    )
  if (isDeclared !== false) return []
  return isSaid
    ? [`Artifact ${seq} says that an emergency was declared, and none was.`]
    : [`It went on at artifact ${seq}, in the freeze ${frozenBy}.`]
}

/** Whoever asked said the name of the environment where the policy wants it. */
function confirmationFaults({ demand, first }: Asked, { seq, sealed, body }: Event) {
  const isTheirs = sealed['actor'] === first.sealed['actor'] && body?.['door'] === undefined
  if (!demand.acknowledge || !isTheirs || body === null) return []
  const name = String(memberOf(first.sealed, 'system')['environment']).toUpperCase()
  return body['acknowledged'] === name
    ? []
    : [`Artifact ${seq} confirms without the word ${name}, and its policy wants it.`]
}

/** What was granted is enough for what the policy wants when it starts. */
function startFaults(asked: Asked, one: Event, events: readonly Event[]): readonly string[] {
  const before = asked.demand.wanted
  asked.demand = demandAt(asked, one)
  const { wanted } = asked.demand
  const faults = againstFaults(asked, one, events)
  if (wanted === null) return faults
  const isAsked = events.some((each) => typeOf(each.sealed) === 'approval.required')
  const { seq } = one
  if (!isAsked)
    return [
      ...faults,
      `It started at artifact ${seq}, and its policy wants ${wanted.approvers} approvals.`,
    ]
  return wanted.approvers <= (before?.approvers ?? 0)
    ? faults
    : [
        ...faults,
        `It started at artifact ${seq}, when its policy wants ${wanted.approvers} approvals.`,
      ]
}

/** Whoever asked had one of the scopes that the command names, where it names any. */
function askerFaults({ flow }: Asked, { seq, body }: Event): readonly string[] {
  const wanted = list(flow, 'scopes')
  const held = list(memberOf(body ?? {}, 'held'), 'scopes')
  const isHeld = held.length > 0 && held.every((scope) => wanted.includes(scope))
  return wanted.length === 0 || isHeld
    ? []
    : [`It went on at artifact ${seq} without the right to ask for it.`]
}

function rightFaults(policy: JsonObject, seq: number, held: JsonObject): readonly string[] {
  const [roles, grants] = [list(held, 'roles'), list(held, 'grants')]
  const lacking = list(held, 'scopes').filter((scope) => !gives(policy, roles, grants, scope))
  return lacking.length === 0
    ? []
    : [`By the text of the policy no role of artifact ${seq} holds ${lacking.join(', ')}.`]
}

function termFaults(seq: number, wanted: Wanted | null, body: JsonObject): readonly string[] {
  if (wanted === null) return []
  const scopes = [body['scope'], ...list(body, 'also')]
  const lacking = wanted.scopes.filter((scope) => !scopes.includes(scope))
  const faults: string[] = []
  if (numberOf(body['approvers']) < wanted.approvers)
    faults.push(
      `Artifact ${seq} wants ${numberOf(body['approvers'])} approvals, and its policy ${wanted.approvers}.`,
    )
  if (lacking.length > 0)
    faults.push(`Artifact ${seq} does not want ${lacking.join(', ')}, and its policy does.`)
  if ((numberOf(body['denials']) || 1) > wanted.denials)
    faults.push(`Artifact ${seq} lets more deny than its policy.`)
  return faults
}

function requestFaults(asked: Asked, one: Event, events: readonly Event[]): readonly string[] {
  const { seq, sealed, body } = one
  const isAnew = asked.isExpired
  if (isAnew) {
    asked.isExpired = false
    asked.demand = demandAt(asked, one)
  }
  const { wanted } = asked.demand
  const faults = isAnew ? [...againstFaults(asked, one, events)] : []
  if (wanted === null || body === null) return faults
  if (body['scope'] !== undefined) faults.push(...termFaults(seq, wanted, body))
  if (!isAsStrict(String(body['step_up']), wanted.stepUp))
    faults.push(
      `Artifact ${seq} wants the second factor ${body['step_up']}, and its policy ${wanted.stepUp}.`,
    )
  const length = Date.parse(String(body['expires_at'])) - Date.parse(String(sealed['time']))
  if (!(length <= wanted.expires)) faults.push(`Artifact ${seq} waits for longer than its policy.`)
  return faults
}

function isAsStrict(said: string, wanted: Wanted['stepUp']): boolean {
  if (wanted === null || said === 'each') return true
  const length = /^\d+$/.test(said) ? Number(said) : Number.POSITIVE_INFINITY
  return wanted !== 'each' && length <= wanted
}

const fresh: readonly string[] = ['token+code', 'token+recovery']

function grantFaults({ first, demand, subject }: Asked, one: Event): readonly string[] {
  const { seq, sealed, body } = one
  const faults: string[] = []
  const { actor = null } = sealed
  if (subject !== undefined && actor === subject)
    faults.push(`Artifact ${seq} is an approval of the one whom it is about.`)
  if (actor === first.sealed['actor'] && !demand.requesterMayApprove)
    faults.push(`Artifact ${seq} is an approval of whoever asked, and the policy lets nobody.`)
  const stepUp = demand.wanted?.stepUp ?? null
  const method = textIn(body ?? {}, 'method') ?? ''
  const isShown = fresh.includes(method) || (stepUp !== 'each' && method === 'token+recent')
  if (body !== null && stepUp !== null && !isShown)
    faults.push(`Artifact ${seq} shows no second factor, and its policy wants one.`)
  return faults
}
