// What is asked of a policy about one command at one moment: by its artifacts, and by the texts of
// the commands that it names.

import { list, memberOf, textIn } from './members.ts'
import type { Event } from './pack-file.ts'
import { isObject, type Json, type JsonObject } from './pack-file.ts'
import type { Shown, Wish } from './when.ts'

/** The proposal, the decision, and the texts of the command and of all that does the same. */
export interface Told {
  readonly first: Event
  readonly decision: Event
  readonly flow: JsonObject
  readonly flows: readonly JsonObject[]
}

const highImpact: readonly string[] = ['S2', 'S3', 'R3']
const profiles: readonly string[] = ['HAPF-Basic', 'HAPF-Strong', 'HAPF-Operational']

/** At the time of this artifact, with what the preview before it showed; null where none did. */
export function wishAt(told: Told, one: Event, preview: Event | null): Wish {
  const { first, decision, flow, flows } = told
  const { sealed, body } = first
  const environment = String(memberOf(sealed, 'system')['environment'])
  const classOf = (each: JsonObject) =>
    String(memberOf(each, 'risk_in')[environment] ?? each['risk'])
  const acts = actsOf(first)
  const doing = acts.map((act) => doingThe(flows, act['does']))
  const isHarsh = doing.some(
    (all) => all.length === 0 || all.some((each) => highImpact.includes(classOf(each))),
  )
  const isRecovery = classOf(flow) === 'R2' && isHarsh
  const safetyClass = isRecovery ? 'R3' : classOf(flow)
  const rules = list(decision.body ?? {}, 'rules')
  const bound = String(memberOf(sealed, 'policy')['profile'])
  const stricter = profiles[profiles.indexOf(bound) + 1] ?? bound
  const isAgents = body?.['agent'] !== undefined
  const isRetry = flow['does'] === 'aval.recover.retry'
  const alike = String(flow['does']).startsWith('aval.') ? [] : doingThe(flows, flow['does'])
  return {
    environment,
    profile: rules.includes('+under-suspicion') ? stricter : bound,
    safetyClass,
    requester: sealed['actor'] ?? null,
    isAgents,
    at: Date.parse(String(one.sealed['time'])),
    shown: shownIn(told, preview, environment, doing),
    names: [flow, ...alike, ...(isRetry ? [] : doing.flat())].map((each) =>
      String(each['command']),
    ),
    count: body?.['acts'] === undefined ? 1 : acts.length,
    declared: isRecovery ? 'recovery' : textIn(flow, 'approval_policy_id'),
    twoPeople: flow['two_people'] === true,
    isLeftOpen: (flow['available'] ?? 'open') !== 'open' && !isAgents && safetyClass === 'S1',
    isEmergency: rules.includes('+emergency-declared'),
    confirms: flow['confirm'] !== false,
  }
}

function actsOf({ body }: Event): readonly JsonObject[] {
  return list(body ?? {}, 'acts').flatMap((act) => (isObject(act) ? [act] : []))
}

function doingThe(flows: readonly JsonObject[], does: Json | undefined): readonly JsonObject[] {
  return flows.filter((one) => one['does'] === does)
}

/** Null where the body of the preview is not here. */
function shownIn(
  { first, flow }: Told,
  preview: Event | null,
  environment: string,
  doing: readonly (readonly JsonObject[])[],
): Shown | null {
  if (preview !== null && preview.body === null) return null
  const acts = actsOf(first)
  const said = preview?.body ?? {}
  const mended = acts.map((act) => `${String(act['mends'])} `)
  const bare = (field: string) =>
    field.slice(mended.find((name) => field.startsWith(name))?.length ?? 0)
  const pairs = (name: string) =>
    list(said, name).flatMap((one): readonly (readonly [string, Json])[] =>
      Array.isArray(one) ? [[String(one[0]), one[1] ?? null]] : [],
    )
  const changes = list(said, 'changes').flatMap((one) =>
    isObject(one)
      ? [one['before'], one['after']].flatMap((value): readonly (readonly [string, Json])[] =>
          value == null || value === '' ? [] : [[bare(String(one['field'])), value]],
        )
      : [],
  )
  const typed = [first.body ?? {}, ...acts].flatMap((one) => Object.entries(memberOf(one, 'slots')))
  const beside = pairs('target').map(([name, value]) => [bare(name), value] as const)
  const values = new Map<string, readonly Json[]>()
  for (const [name, value] of [...typed, ...pairs('shows'), ...beside, ...changes])
    values.set(name, [...(values.get(name) ?? []), value])
  const touched = list(said, 'touches').flatMap((one) => (isObject(one) ? [one] : []))
  const changing = acts.length === 0 ? [[flow]] : doing
  return { values, risk: riskOf(changing, touched, environment, Math.max(1, acts.length)) }
}

const risks = ['LOW', 'MEDIUM', 'HIGH']
/** From so many targets on all of it is of the highest risk. */
const bulk = 6

/** `changing`: for each target the texts of what does it; undefined where they differ. */
function riskOf(
  changing: readonly (readonly JsonObject[])[],
  touched: readonly JsonObject[],
  environment: string,
  count: number,
): Shown['risk'] {
  const kinds = changing.map((all) => new Set(all.map((one) => JSON.stringify(one['change']))))
  if (kinds.some((one) => one.size > 1)) return undefined
  const declared = changing.flatMap(([one]) => (isObject(one?.['change']) ? [one['change']] : []))
  const all = [...declared, ...touched]
  if (all.length === 0) return null
  const highest = Math.max(...all.map((one) => risks.indexOf(String(one['risk']))))
  const concerns = new Set(all.map((one) => one['concern']))
  const raised =
    (concerns.size > 1 ? 1 : 0) +
    (count >= bulk ? risks.length : count > 1 ? 1 : 0) +
    (environment === 'prod' ? 1 : 0)
  return highest < 0 ? undefined : risks[Math.min(highest + raised, risks.length - 1)]
}
