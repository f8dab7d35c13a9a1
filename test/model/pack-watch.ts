// Compares every start under a generated pack with what the pack demands, and every open request
// with its answers. Answers count only as they were typed.

import { codeOf } from './content.ts'
import { standingOf } from './governed-standing.ts'
import { hold } from './governed-watch.ts'
import {
  aboutOf,
  answersTo,
  type News,
  type PackScene,
  type Row,
  rowOf,
  type Watch,
} from './pack-answers.ts'
import { demandOf, isLeftOpen } from './pack-demands.ts'
import { spanOf } from './written-pack.ts'

/** Call `after` when an event and all that follows is settled. */
export function watchPack(scene: PackScene) {
  const before = standingOf(scene.bench)
  const seen = { shown: new Map(), previewed: new Map(), due: new Map(), starts: 0, approved: 0 }
  const watch: Watch = Object.assign(seen, scene, { before })
  const newer = scene.bench.look.prepare(
    `SELECT type, time, actor, command_id AS id, b.bytes AS body
     FROM artifacts JOIN bodies b USING (position)
     WHERE position > ? AND command_id IS NOT NULL ORDER BY position`,
  )
  return {
    after(): void {
      for (const one of newer.all(watch.before.position) as News[]) holdNews(watch, one)
      watch.before = standingOf(scene.bench)
      holdWaiting(watch)
    },
    counts: () => ({ starts: watch.starts, approved: watch.approved }),
  }
}

function holdNews(watch: Watch, news: News): void {
  const row = rowOf(watch, news.id)
  if (row === undefined) return
  if (news.type === 'approval.granted') holdGrant(watch, row, news)
  else if (news.type === 'approval.required') holdTerms(watch, row, news)
  else if (news.type === 'approval.requested') holdDue(watch, row, news)
  else if (news.type === 'approval.expired') holdExpired(watch, row, news)
  else if (news.type === 'command.previewed') holdLimit(watch, row)
  else if (news.type === 'command.started') holdStart(watch, row)
}

function holdStart(watch: Watch, row: Row): void {
  const { before } = watch
  const about = aboutOf(watch, row)
  if (about.safetyClass === 'S0') return
  watch.starts += 1
  hold(about.isAvailable || !before.locked, `${row.name} starts in a lockdown`)
  const asker = before.people.find((one) => one.id === row.requester)
  hold(asker?.suspended === undefined, `${row.name} starts for somebody at rest`)
  holdApproved(watch, row, false)
  const failed = row.flow === 'command.retry' ? rowOf(watch, row.target ?? '') : undefined
  if (failed !== undefined) holdApproved(watch, failed, true)
  holdConfirmed(watch, row, about.safetyClass)
}

function holdConfirmed(watch: Watch, row: Row, safetyClass: string): void {
  const { bench, written, environment, typed } = watch
  const { classes } = written.confirmation
  if (!classes.includes(safetyClass) || bench.rules.flows.get(row.flow)?.confirm === false) return
  const sql = `SELECT b.bytes ->> '$.message_id' FROM artifacts JOIN bodies b USING (position)
    WHERE type = 'command.confirmed' AND command_id = ?`
  const message = typed.get(String(bench.look.prepare(sql).pluck().get(row.id)))
  const isTheirs = message?.who === row.requester && /^1( |$)/.test(message.text)
  hold(isTheirs, `${row.name} starts unconfirmed`)
  if (written.acknowledge[environment]?.includes(safetyClass) !== true) return
  const isNamed = message?.text.endsWith(environment.toUpperCase()) === true
  hold(isNamed, `${row.name} starts without the name of ${environment}`)
}

function holdApproved(watch: Watch, row: Row, isRetry: boolean): void {
  const { bench, shown } = watch
  const demand = demandOf(watch.written, aboutOf(watch, row))
  const say = (what: string) => `${row.name} (${row.flow}) starts ${what}`
  if (demand.kind === 'no') throw new Error(`Broken: ${say(`though ${demand.why}`)}`)
  if (demand.kind === 'nothing') return
  const { approval } = row
  if (approval === null) throw new Error(`Broken: ${say('without approval')}`)
  if (!isRetry) watch.approved += 1
  const isInTime = bench.now() < approval.requestedAt + demand.expiresMs
  hold(isRetry || (isInTime && !approval.blocked), say('after its time'))
  const answers = answersTo(watch, row, demand)
  hold(answers === 'granted', say(`though ${answers}: ${JSON.stringify(approval.votes)}`))
  for (const vote of approval.votes.filter((one) => one.choice === 'grant')) {
    const roles = watch.rolesOf(vote.insteadOf ?? vote.approver)
    hold(
      demand.roles.some((one) => roles.includes(one)),
      say(`by ${vote.approver}, who is not to be asked`),
    )
    const codes = shown.get(vote.approver) ?? []
    const since = demand.stepUp === 'each' ? 1 : spanOf(demand.stepUp ?? '1s')
    const isProved = codes.some((at) => at > vote.at - since && at <= vote.at)
    hold(demand.stepUp === null || isProved, say(`without a second factor of ${vote.approver}`))
  }
}

function holdGrant({ bench, typed, shown }: Watch, row: Row, { actor, body }: News): void {
  const message = typed.get(String(JSON.parse(body)['message_id']))
  const [option, token, code] = message?.text.split(' ') ?? []
  hold(message?.who === actor && option === '1', `${actor} grants ${row.name} in no words`)
  const isTheirs = bench.letters.some(
    (one) => one.token === token && one.to === actor && one.command === row.name,
  )
  hold(isTheirs, `${actor} grants ${row.name} with another token`)
  const at = message?.at ?? 0
  const right = [-30_000, 0, 30_000].map((drift) => codeOf(actor, at + drift))
  if (code !== undefined && right.includes(code))
    shown.set(actor, [...(shown.get(actor) ?? []), at])
}

/** The terms of a request are exactly those that the pack has now. */
function holdTerms(watch: Watch, row: Row, { body }: News): void {
  const demand = demandOf(watch.written, aboutOf(watch, row))
  const said = JSON.parse(body)
  const wanted =
    demand.kind === 'approval' ? demand : { id: demand.kind, approvers: 0, scope: '', also: [] }
  const isSame =
    said['policy_id'] === wanted.id &&
    said['approvers'] === wanted.approvers &&
    said['scope'] === wanted.scope &&
    [...(said['also'] ?? [])].toSorted().join() === wanted.also.toSorted().join()
  hold(isSame, `${row.name} (${row.flow}) asks for ${body} in place of ${wanted.id}`)
}

/** It expires exactly when the pack says. */
function holdDue(watch: Watch, row: Row, { time }: News): void {
  const { approval } = row
  const at = Date.parse(time)
  // Requests after an escalation expire at the same time.
  if (approval === null || approval.requestedAt !== at) return
  const demand = demandOf(watch.written, aboutOf(watch, row))
  if (demand.kind !== 'approval') return
  const due = at + demand.expiresMs
  watch.due.set(row.id, due)
  hold(approval.expiresAt === due, `${row.name} waits until ${approval.expiresAt}, not ${due}`)
}

/** Nothing expires early: until then an answer counts. */
function holdExpired({ due }: Watch, { id, name }: Row, { time }: News): void {
  const until = due.get(id) ?? 0
  hold(Date.parse(time) >= until, `${name} expires at ${time}, before ${until}`)
}

function holdLimit(watch: Watch, row: Row): void {
  const { bench, written, previewed } = watch
  const about = aboutOf(watch, row)
  if (about.safetyClass === 'S0' || isLeftOpen(about)) return
  const { most, within } = written.limits.requests
  const times = [...(previewed.get(row.requester) ?? []), bench.now()]
  previewed.set(row.requester, times)
  const recent = times.filter((at) => at > bench.now() - spanOf(within))
  hold(recent.length <= most, `${row.requester} asks more than ${most} times in ${within}`)
}

/** A request with all answers that it needs does not wait. */
function holdWaiting(watch: Watch): void {
  if (watch.isRewritten()) return
  const waiting = "SELECT record FROM commands WHERE state = 'approval_requested'"
  for (const record of watch.bench.look.prepare(waiting).pluck().all()) {
    const row: Row = JSON.parse(String(record))
    if (row.approval === null || row.approval.blocked) continue
    const { groups, requesterMayApprove: maySelf, ...terms } = row.approval
    const places = new Map(groups.map((one) => [one.role, one.at_least]))
    const answers = answersTo(watch, row, { ...terms, maySelf, groups: places })
    hold(answers !== 'granted', `${row.name} waits though all agreed`)
  }
}
