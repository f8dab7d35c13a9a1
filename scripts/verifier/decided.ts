// Compares the decisions about one command with the texts that it names: its policy and its flow.
// Independent of the program's own code, so that a bug there is not repeated.

import type { Event } from './check.ts'
import { bad, type Claims, good, type Line, memberOf, missing } from './claims.ts'
import { isObject, type Json, type JsonObject } from './pack-file.ts'
import { type Demand, demandOf, gives, list, numberOf, textIn, type Wanted } from './policy.ts'
import { digestOf } from './proofs.ts'
import { typeOf } from './range-file.ts'
import { readYaml } from './yaml.ts'

/** Parsed texts by digest; a text that does not match its digest is left out. */
export type Texts = ReadonlyMap<string, JsonObject>

export function textsOf({
  policies,
  definitions,
}: Pick<Claims, 'policies' | 'definitions'>): Texts {
  const texts = new Map<string, JsonObject>()
  for (const { digest, text } of [...policies, ...definitions]) {
    const value = text === null || digestOf(text) !== digest ? null : readYaml(text)
    if (isObject(value)) texts.set(digest, value)
  }
  return texts
}

/** What the decision was based on. */
interface Asked {
  readonly first: Event
  readonly policy: JsonObject
  readonly flow: JsonObject
  readonly demand: Demand
  /** The person whom the command is about, who must not decide it. */
  readonly subject: Json | undefined
}

/** Call only when every artifact in the pack is proved and the order of the steps is valid. */
export function decidedLines(events: readonly Event[], texts: Texts): readonly Line[] {
  const [first] = events
  const decision = events.find((one) => typeOf(one.sealed) === 'command.authorized')
  // Without an authorization nothing was decided; missing bodies are reported elsewhere.
  if (first === undefined || decision === undefined) return []
  if (first.body === null || decision.body === null) return []
  if (first.body['safety_class'] === 'S0') return []
  const asked = askedIn(first, decision, texts)
  if ('state' in asked) return [asked]
  const faults = events.flatMap((one) => faultsOf(asked, one, events))
  if (faults.length > 0) return faults.map(bad)
  return [
    good('Its class, its approvals and each right are what the texts in force want at least.'),
  ]
}

const flowPrefix = 'command '

/** A line where a text is missing or contradicts the evidence. */
function askedIn(first: Event, decision: Event, texts: Texts): Asked | Line {
  const { sealed } = first
  const body = first.body ?? {}
  const named = memberOf(sealed, 'policy')
  const policy = texts.get(String(named['digest']))
  const flows = Object.entries(memberOf(body, 'definition')).flatMap(([what, digest]) =>
    what.startsWith(flowPrefix) ? [{ name: what.slice(flowPrefix.length), digest } as const] : [],
  )
  if (flows.length === 0) return bad(`Artifact ${first.seq} names no text that says what it does.`)
  const read = flows.map(({ name, digest }) => ({ name, flow: texts.get(String(digest)) }))
  const absent = read.find(({ flow }) => flow === undefined)
  if (absent !== undefined) return unread(`the text of the command ${absent.name}`)
  if (sealed['policy'] === undefined) return bad(`Artifact ${first.seq} is under no policy.`)
  if (policy === undefined) return unread('the text of its policy')
  const stray = read.find(({ name, flow }) => flow?.['command'] !== name)
  if (stray !== undefined) return bad(`The text of ${stray.name} is that of another command.`)
  const flow = read.find(({ name }) => name === body['command'])?.flow
  if (flow === undefined || flow['version'] !== body['version'])
    return bad(`Artifact ${first.seq} asks for what none of its texts is.`)
  const wish = wishOf(
    first,
    decision,
    flow,
    read.flatMap(({ flow: one }) => (one === undefined ? [] : [one])),
  )
  if (wish.safetyClass !== body['safety_class'])
    return bad(
      `Artifact ${first.seq} says class ${body['safety_class']}, and it is ${wish.safetyClass}.`,
    )
  const demand = demandOf(policy, wish)
  if (demand === null) return unread('its profile in the text of its policy')
  if (demand.refusedBy !== null)
    return bad(
      `It went on at artifact ${decision.seq}, and the rule ${demand.refusedBy} refuses it.`,
    )
  return { first, policy, flow, demand, subject: subjectOf(flow, body) }
}

const unread = (what: string) =>
  missing(`What was decided was not decided anew: ${what} is not here, or not read.`)

const highImpact: readonly string[] = ['S2', 'S3', 'R3']
const profiles: readonly string[] = ['HAPF-Basic', 'HAPF-Strong', 'HAPF-Operational']

function wishOf(
  { sealed, body }: Event,
  decision: Event,
  flow: JsonObject,
  flows: readonly JsonObject[],
) {
  const environment = String(memberOf(sealed, 'system')['environment'])
  const classOf = (one: JsonObject) => String(memberOf(one, 'risk_in')[environment] ?? one['risk'])
  const acts = list(body ?? {}, 'acts').flatMap((act) => (isObject(act) ? [act] : []))
  const doing = acts.map((act) => flows.filter((one) => one['does'] === act['does']))
  const isHarsh = doing.some(
    (all) => all.length === 0 || all.some((one) => highImpact.includes(classOf(one))),
  )
  const isRecovery = classOf(flow) === 'R2' && isHarsh
  const safetyClass = isRecovery ? 'R3' : classOf(flow)
  const rules = list(decision.body ?? {}, 'rules')
  const bound = String(memberOf(sealed, 'policy')['profile'])
  const stricter = profiles[profiles.indexOf(bound) + 1] ?? bound
  const isAgents = body?.['agent'] !== undefined
  const isRetry = flow['does'] === 'aval.recover.retry'
  return {
    environment,
    profile: rules.includes('+under-suspicion') ? stricter : bound,
    safetyClass,
    requester: sealed['actor'] ?? null,
    isAgents,
    names: [flow, ...(isRetry ? [] : doing.flat())].map((one) => String(one['command'])),
    count: body?.['acts'] === undefined ? 1 : acts.length,
    declared: isRecovery ? 'recovery' : textIn(flow, 'approval_policy_id'),
    twoPeople: flow['two_people'] === true,
    isLeftOpen: (flow['available'] ?? 'open') !== 'open' && !isAgents && safetyClass === 'S1',
    isEmergency: rules.includes('+emergency-declared'),
  }
}

function subjectOf(flow: JsonObject, body: JsonObject): Json | undefined {
  const does = String(flow['does'])
  const isAbout = does.startsWith('aval.people.') || does === 'aval.retention.forget'
  return isAbout ? memberOf(body, 'slots')['person'] : undefined
}

function faultsOf(asked: Asked, one: Event, events: readonly Event[]): readonly string[] {
  const { policy, demand } = asked
  const { seq, body } = one
  const type = typeOf(one.sealed)
  const { wanted } = demand
  const rights = body === null ? [] : rightFaults(policy, seq, memberOf(body, 'held'))
  switch (type) {
    case 'command.authorized':
      return [...rights, ...askerFaults(asked, one)]
    case 'approval.required':
      return wanted === null || body === null ? [] : termFaults(seq, wanted, body)
    case 'approval.requested':
      return wanted === null || body === null ? [] : requestFaults(one, wanted, body)
    case 'approval.granted':
      return [...rights, ...grantFaults(asked, one)]
    case 'approval.denied':
      return rights
    case 'command.started': {
      const isAsked = events.some((each) => typeOf(each.sealed) === 'approval.required')
      return wanted === null || isAsked
        ? []
        : [`It started at artifact ${seq}, and its policy wants ${wanted.approvers} approvals.`]
    }
    default:
      return []
  }
}

/** The requester had one of the scopes that the command demands, if any. */
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

function termFaults(seq: number, wanted: Wanted, body: JsonObject): readonly string[] {
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

function requestFaults(
  { seq, sealed }: Event,
  wanted: Wanted,
  body: JsonObject,
): readonly string[] {
  const faults = body['scope'] === undefined ? [] : [...termFaults(seq, wanted, body)]
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
