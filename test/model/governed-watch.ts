// What must be true of every start, given the state just before it. It uses no decision code of
// src/: the rules are written again from the contract.

import type { Bench } from './bench.ts'
import { freeze, type Place } from './governed-cast.ts'
import {
  type News,
  newsOf,
  type Row,
  rowOf,
  type Standing,
  standingOf,
  type Vote,
} from './governed-standing.ts'
import { agents, programs } from './programs.ts'
import { createWitness, type SaidById, saidKey, type Witness } from './spoken-record.ts'

const minute = 60_000
const profiles = ['HAPF-Basic', 'HAPF-Strong', 'HAPF-Operational']
const wanted: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'HAPF-Basic': { S3: 1, R3: 1 },
  'HAPF-Strong': { S2: 1, S3: 1, R3: 1 },
  'HAPF-Operational': { S2: 1, S3: 2, R3: 2 },
}
/** How long an approval is valid (product.md, Approvals); a day for rights of people. */
export const lifetimes: Readonly<Record<string, number>> = {
  destructive: 30 * minute,
  high_impact: 15 * minute,
  recovery: 15 * minute,
  people: 24 * 60 * minute,
  enrolment: 24 * 60 * minute,
}

export function hold(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(`Broken: ${sentence}`)
}

/** The state just before a new artifact. */
interface Scene {
  readonly bench: Bench
  readonly place: Place
  readonly said: SaidById
  readonly witness: Witness
  readonly before: Standing
  readonly now: number
  readonly say: (sentence: string) => string
}

/** Checks every confirmation, answer and start against the state just before it. */
export function watchStarts(bench: Bench, place: Place, said: SaidById) {
  const witness = createWitness(bench, said)
  let before = standingOf(bench)
  let starts = 0
  return {
    before(): void {
      before = standingOf(bench)
    },
    after(): void {
      for (const news of newsOf(bench, before.position)) {
        const row = rowOf(bench, news.commandId)
        if (row === undefined) throw new Error(`Broken: a ${news.type} of no command`)
        if (row.safetyClass === 'S0') continue
        const { name, flow, safetyClass } = row
        const say = (what: string) => `${name} (${flow}, ${safetyClass}) ${news.type} ${what}`
        const scene = { bench, place, said, witness, before, now: bench.now(), say }
        if (news.type === 'command.started') starts += 1
        holdNews(scene, row, news)
      }
      before = standingOf(bench)
    },
    starts: () => starts,
  }
}

function holdNews(scene: Scene, row: Row, { type, actor, body }: News): void {
  const { witness, say } = scene
  if (type === 'command.started') holdStart(scene, row)
  else if (type === 'command.confirmed') {
    hold(actor === row.requester, say('by another than its requester'))
    if (body.door === undefined) holdConfirmed(scene, row, body)
    else holdAsked(scene, row, body)
  } else {
    witness.answer({ type, actor, name: row.name, messageId: body.message_id ?? '' })
    const place = body.instead_of === undefined ? {} : { insteadOf: body.instead_of }
    const isTheirs = mayDecide(scene, row, { approver: actor, ...place })
    hold(isTheirs, say(`by ${actor}, who may not decide it now`))
    const { requestedAt = 0, policyId = '' } = row.approval ?? {}
    hold(scene.now < requestedAt + (lifetimes[policyId] ?? 0), say('after it had expired'))
  }
}

/** The requester's own words, with no other possible meaning. */
function holdConfirmed({ bench, said, before, say }: Scene, row: Row, body: News['body']): void {
  const message = said.get(saidKey(row.requester, body.message_id ?? ''))
  if (message?.who !== row.requester || message.meant === undefined)
    throw new Error(`Broken: ${say('that nobody said')}`)
  const [option, first] = message.meant.split(' ')
  hold(option === '1', say(`by: ${message.meant}`))
  const here = before.open.filter(
    (one) => one.person === message.who && one.place === message.place,
  )
  hold(
    here.some((one) => one.command === row.id),
    say('in another chat than where it was asked'),
  )
  const isNamed = first === row.name
  const own = here.filter((one) => rowOf(bench, one.command)?.agent === undefined)
  const isOwn = row.agent === undefined && own.length === 1
  hold(isNamed || isOwn, say(`by a bare 1 with ${own.length} open of one's own`))
}

/** A program asks only for people it may ask for, and never for what only people may do. */
function holdAsked({ bench, say }: Scene, row: Row, { door, caller }: News['body']): void {
  hold(row.agent === undefined, say('by an agent’s asking'))
  hold(door === 'http' && caller === programs.name, say(`by ${caller ?? 'no program'}`))
  const flow = bench.rules.flows.get(row.flow)
  hold(flow?.agents !== 'never' && flow?.risk !== 'S0', say('by a program that may not ask this'))
  hold(programs.requesters.includes(row.requester), say(`for ${row.requester} by a program`))
}

function holdStart(scene: Scene, row: Row): void {
  const { bench, before, say } = scene
  if (bench.rules.flows.get(row.flow)?.available === 'open') holdOpen(scene, row)
  if (row.agent !== undefined) holdProposed(scene, row)
  const asker = before.people.find((one) => one.id === row.requester)
  hold(asker !== undefined && asker.suspended === undefined, say('for somebody at rest'))
  hold(asker?.tenant === row.tenant, say('in the tenant of others'))
  hold(row.binding?.digest === before.binding.digest, say('under another policy'))
  hold(row.binding?.profile === before.binding.profile, say('under another profile'))
  holdApproved(scene, row, false)
  const failed = rowOf(bench, row.target ?? '')
  if (row.flow !== 'command.retry' || failed === undefined) return
  // A retry has the content that was granted for the failed command.
  holdOpen(scene, failed)
  holdApproved(scene, failed, true)
}

/** An agent only proposes: its owner confirmed, and the command is open to agents. */
function holdProposed({ bench, say }: Scene, row: Row): void {
  hold(row.requester === agents.owner, say('proposed for another than its owner'))
  const flow = bench.rules.flows.get(row.flow)
  hold(flow?.agents === 'propose', say('proposed by an agent that may not'))
  const sql = "SELECT count(*) FROM artifacts WHERE type = 'command.confirmed' AND command_id = ?"
  hold(bench.look.prepare(sql).pluck().get(row.id) === 1, say('and its owner never said yes'))
}

function holdOpen({ before, now, say }: Scene, row: Row): void {
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
/** In every profile the requester alone is not enough for these. */
const isForTwo = (row: Row) => row.flow === 'lockdown.off' || isOfPeople(row)

function neededFor({ before, now }: Scene, row: Row): number {
  const at = profiles.indexOf(before.binding.profile) + (before.suspicious ? 1 : 0)
  const profile = profiles[Math.min(at, profiles.length - 1)] ?? ''
  const usual = isOfPeople(row) ? 1 : (wanted[profile]?.[row.safetyClass] ?? 0)
  const needed = isEmergency(before, row.tenant, now) ? Math.min(1, usual) : usual
  return isForTwo(row) ? Math.max(1, needed) : needed
}

function holdApproved(scene: Scene, row: Row, isRetry: boolean): void {
  const { now, say } = scene
  const needed = neededFor(scene, row)
  if (needed === 0) return
  const { approval } = row
  if (approval === null) throw new Error(`Broken: ${say('without any approval')}`)
  const life = lifetimes[approval.policyId] ?? 0
  hold(isRetry || now < approval.requestedAt + life, say('after its approval had expired'))
  hold(!approval.blocked, say('while it was blocked'))
  hold(approval.fingerprint === row.fingerprint, say('with another fingerprint'))
  const last = new Map(approval.votes.map((one) => [one.approver, one]))
  const good = [...last.values()].filter(
    (vote) => vote.choice === 'grant' && isGood(scene, row, vote),
  )
  const places = new Set(good.map((vote) => vote.insteadOf ?? vote.approver))
  const votes = JSON.stringify(approval.votes)
  hold(places.size >= needed, say(`with ${places.size} of ${needed} good grants: ${votes}`))
}

function isGood(scene: Scene, row: Row, vote: Vote): boolean {
  return mayDecide(scene, row, vote) && isProved(scene, row, vote)
}

/** May this person's answer count now, in their own right or as a delegate? */
function mayDecide(
  { before, now }: Scene,
  row: Row,
  vote: Pick<Vote, 'approver' | 'insteadOf'>,
): boolean {
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
  return vote.insteadOf === undefined || isHandedOver
}

/** A grant in the evidence, and in prod a second factor with the answer or shortly before. */
function isProved({ bench, place, witness }: Scene, row: Row, vote: Vote): boolean {
  const sql = `SELECT count(*) FROM artifacts WHERE type = ? AND actor = ? AND command_id = ?`
  const count = (type: string) =>
    Number(bench.look.prepare(sql).pluck().get(type, vote.approver, row.id))
  if (count('approval.granted') === 0) return false
  if (place === 'dev') return true
  if (count('auth.accepted') === 0) return false
  if (row.safetyClass !== 'S2') return witness.showedWith(vote.approver, row.name)
  return witness.showed(vote.approver, vote.at - 60 * minute, vote.at)
}
