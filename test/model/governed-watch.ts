// What must be true of every start, asked of what was true just before it. No code of src/ decides
// here: the demands are written down once more, from the contract.

import type { Bench } from './bench.ts'
import { freeze, type Hands, type Place } from './governed.ts'

interface Human {
  readonly id: string
  readonly tenant: string
  readonly roles: readonly string[]
  readonly suspended?: string
  readonly delegation?: { readonly to: string; readonly since: number; readonly until: number }
}

interface Vote {
  readonly approver: string
  readonly choice: string
  readonly at: number
  readonly stepUp: string
  readonly insteadOf?: string
}

interface Approval {
  readonly policyId: string
  readonly requestedAt: number
  readonly fingerprint: string
  readonly blocked: boolean
  readonly votes: readonly Vote[]
}

interface Row {
  readonly id: string
  readonly name: string
  readonly flow: string
  readonly state: string
  readonly tenant: string
  readonly requester: string
  readonly subject?: string
  readonly target?: string
  readonly safetyClass: string
  readonly fingerprint: string
  readonly confirmation: object | null
  readonly binding: { readonly digest: string; readonly profile: string } | null
  readonly approval: Approval | null
}

interface Standing {
  readonly people: readonly Human[]
  readonly locked: boolean
  readonly parts: readonly { part: string; of: string; until: number | null }[]
  readonly binding: { readonly digest: string; readonly profile: string }
  readonly suspicious: boolean
  readonly emergencies: readonly { readonly tenant: string; readonly until: number }[]
  readonly started: ReadonlySet<string>
  readonly commands: ReadonlyMap<string, Row>
}

const minute = 60_000
const profiles = ['HAPF-Basic', 'HAPF-Strong', 'HAPF-Operational']
const wanted: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'HAPF-Basic': { S3: 1, R3: 1 },
  'HAPF-Strong': { S2: 1, S3: 1, R3: 1 },
  'HAPF-Operational': { S2: 1, S3: 2, R3: 2 },
}
/** How long an approval counts (product.md, Approvals); rights of people have a day. */
const lifetimes: Readonly<Record<string, number>> = {
  destructive: 30 * minute,
  high_impact: 15 * minute,
  recovery: 15 * minute,
  people: 24 * 60 * minute,
  enrolment: 24 * 60 * minute,
}

function hold(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(`Broken: ${sentence}`)
}

function standingOf(bench: Bench): Standing {
  const { look } = bench
  const texts = (sql: string) => look.prepare(sql).pluck().all().map(String)
  const setting = (key: string): string | undefined =>
    texts(`SELECT value FROM settings WHERE key = '${key}'`)[0]
  const json = (key: string, none: string) => JSON.parse(setting(key) ?? none)
  const bound = json('bound', 'null')
  return {
    people: texts('SELECT record FROM people').map((one) => JSON.parse(one)),
    locked: json('mode', '{"kind":"open"}').kind === 'locked',
    parts: json('part_locks', '[]'),
    binding: bound?.binding ?? bench.rules.binding,
    suspicious: setting('suspicion') === '1',
    emergencies: json('emergencies', '[]'),
    started: new Set(texts("SELECT command_id FROM artifacts WHERE type = 'command.started'")),
    commands: new Map(
      texts('SELECT record FROM commands').map((one) => {
        const row: Row = JSON.parse(one)
        return [row.id, row]
      }),
    ),
  }
}

/** A start, and what stood just before it. */
interface Start {
  readonly bench: Bench
  readonly place: Place
  readonly hands: Hands
  readonly before: Standing
  readonly now: number
  readonly say: (sentence: string) => string
}

/** Holds every start against what stood just before it. */
export function watchStarts(bench: Bench, place: Place, hands: Hands) {
  let before = standingOf(bench)
  let starts = 0
  return {
    before(): void {
      before = standingOf(bench)
    },
    after(): void {
      const after = standingOf(bench)
      for (const id of after.started) {
        const row = after.commands.get(id)
        if (row === undefined) throw new Error('Broken: a start of no command')
        if (before.started.has(id) || row.safetyClass === 'S0') continue
        starts += 1
        const { name, flow, safetyClass } = row
        const say = (what: string) => `${name} (${flow}, ${safetyClass}) started ${what}`
        holdStart({ bench, place, hands, before, now: bench.now(), say }, row)
      }
      before = after
    },
    starts: () => starts,
  }
}

function holdStart(start: Start, row: Row): void {
  const { bench, before, say } = start
  if (bench.rules.flows.get(row.flow)?.available === 'open') holdOpen(start, row)
  const asker = before.people.find((one) => one.id === row.requester)
  hold(asker !== undefined && asker.suspended === undefined, say('for somebody at rest'))
  hold(asker?.tenant === row.tenant, say('in the tenant of others'))
  hold(row.binding?.digest === before.binding.digest, say('under another policy'))
  hold(row.binding?.profile === before.binding.profile, say('under another profile'))
  holdApproved(start, row, false)
  const failed = [...before.commands.values()].find((one) => one.name === row.target)
  if (row.flow !== 'command.retry' || failed === undefined) return
  // A retry does what was granted for the one that failed.
  holdOpen(start, failed)
  holdApproved(start, failed, true)
}

function holdOpen({ before, now, say }: Start, row: Row): void {
  hold(!before.locked, say('in a lockdown'))
  for (const { part, of, until } of before.parts) {
    if (until !== null && now >= until) continue
    hold(part !== 'class' || of !== row.safetyClass, say('in a lockdown of its class'))
    const isShops = row.flow.startsWith('order.')
    hold(part !== 'connector' || of !== 'shop' || !isShops, say('on a locked connector'))
  }
  const { once, classes } = freeze
  const isFrozen = now >= Date.parse(once.from) && now < Date.parse(once.to)
  const isMeant = classes.some((one) => one === row.safetyClass)
  hold(!isFrozen || !isMeant || isEmergency(before, row.tenant, now), say('in a freeze'))
}

function isEmergency({ emergencies }: Standing, tenant: string, now: number): boolean {
  return emergencies.some((one) => one.tenant === tenant && now < one.until)
}

const isOfPeople = (row: Row) => ['people', 'enrolment'].includes(row.approval?.policyId ?? '')
const isForTwo = (row: Row) => row.flow === 'lockdown.off'

function neededFor({ before, now }: Start, row: Row): number {
  const at = profiles.indexOf(before.binding.profile) + (before.suspicious ? 1 : 0)
  const profile = profiles[Math.min(at, profiles.length - 1)] ?? ''
  const usual = isOfPeople(row) ? 1 : (wanted[profile]?.[row.safetyClass] ?? 0)
  const needed = isEmergency(before, row.tenant, now) ? Math.min(1, usual) : usual
  return isForTwo(row) ? Math.max(1, needed) : needed
}

function holdApproved(start: Start, row: Row, isRetry: boolean): void {
  const { now, say } = start
  const needed = neededFor(start, row)
  if (needed === 0) return
  const { approval } = row
  if (approval === null) throw new Error(`Broken: ${say('without any approval')}`)
  const life = lifetimes[approval.policyId] ?? 0
  hold(isRetry || now < approval.requestedAt + life, say('after its approval had expired'))
  hold(!approval.blocked, say('while it was blocked'))
  hold(approval.fingerprint === row.fingerprint, say('with another fingerprint'))
  const last = new Map(approval.votes.map((one) => [one.approver, one]))
  const good = [...last.values()].filter(
    (vote) => vote.choice === 'grant' && isGood(start, row, vote),
  )
  const places = new Set(good.map((vote) => vote.insteadOf ?? vote.approver))
  const votes = JSON.stringify(approval.votes)
  hold(places.size >= needed, say(`with ${places.size} of ${needed} good grants: ${votes}`))
}

function isGood(start: Start, row: Row, vote: Vote): boolean {
  const { before, hands, now } = start
  const maySelf = row.binding?.profile === 'HAPF-Basic' && !before.suspicious && !isForTwo(row)
  const isNobodys = (id: string) => id === row.subject || (id === row.requester && !maySelf)
  const active = (id: string) =>
    before.people.find(
      (one) => one.id === id && one.suspended === undefined && one.tenant === row.tenant,
    )
  const voter = active(vote.approver)
  const owner = active(vote.insteadOf ?? vote.approver)
  if (voter === undefined || owner === undefined) return false
  if (isNobodys(voter.id) || isNobodys(owner.id)) return false
  const isEntitled = isOfPeople(row) ? ['admin'] : ['admin', 'approver']
  if (!owner.roles.some((one) => isEntitled.includes(one))) return false
  const { delegation } = owner
  const isHandedOver =
    delegation?.to === vote.approver && now >= delegation.since && now < delegation.until
  if (vote.insteadOf !== undefined && !isHandedOver) return false
  return hands.get(row.name)?.has(vote.approver) === true && isProved(start, row, vote)
}

/** A grant in the evidence, and in prod the second factor: in the answer, or not long before. */
function isProved({ bench, place }: Start, row: Row, vote: Vote): boolean {
  const count = (type: string, more: string) =>
    Number(
      bench.look
        .prepare(`SELECT count(*) FROM artifacts WHERE type = ? AND actor = ? ${more}`)
        .pluck()
        .get(type, vote.approver),
    )
  const ofThis = `AND command_id = '${row.id}'`
  if (count('approval.granted', ofThis) === 0) return false
  if (place === 'dev') return true
  if (row.safetyClass !== 'S2') return count('auth.accepted', ofThis) > 0 && vote.stepUp === 'code'
  const since = new Date(vote.at - 60 * minute).toISOString()
  const until = new Date(vote.at).toISOString()
  const time = "json_extract(bytes, '$.time')"
  return count('auth.accepted', `AND ${time} > '${since}' AND ${time} <= '${until}'`) > 0
}
