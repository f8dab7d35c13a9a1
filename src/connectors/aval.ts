// The connector for queries about Aval itself: open requests, evidence, policy, status.

import { type Replay, replay } from '../command/asked/replay.ts'
import { environmentChain } from '../command/changes.ts'
import type { Command } from '../command/command.ts'
import { fewNames } from '../command/display/few-names.ts'
import { lockdownLines } from '../command/display/lockdown-lines.ts'
import { concerns } from '../command/display/lockdown-scope.ts'
import { environmentOf, nameOf, personOf, type Rules } from '../command/facts.ts'
import { modeOf } from '../command/locked.ts'
import { maySee } from '../command/may-see.ts'
import { candidateRules } from '../command/operations/policy.ts'
import { type Phrase, phrase } from '../command/phrase.ts'
import { rulesUnder } from '../command/recorded-binding.ts'
import type { ApplyResult, Connector, Order, PlanResult } from '../engine/connector.ts'
import { failingOf, placeKey } from '../engine/places/place-sender.ts'
import type { Json } from '../evidence/artifact.ts'
import { locksInForce } from '../policy/lockdown.ts'
import { strictnessOf } from '../policy/strictness.ts'
import {
  audit,
  decisions,
  evidence,
  lastPolicyChange,
  type Refused,
  refusal,
  verify,
} from './aval-evidence.ts'
import { answersWanted, changedLines, openLines } from './aval-lists.ts'
import type { AvalParts } from './aval-parts.ts'
import { report } from './aval-report.ts'

const pendingLines = 20

export function avalConnector(initial: AvalParts): Connector {
  const current = async (): Promise<AvalParts> => ({
    ...initial,
    rules: rulesUnder(initial.rules, await initial.storeClient.bound()),
  })
  return {
    name: 'aval',
    // No time limit: it reads only our own store, and verifying all evidence may take minutes.
    answersWithinMs: null,
    plan: async (order) => planOf(await current(), order),
    async read(order) {
      if (order.operation === 'report') {
        const { lines, picture = null } = await report(await current(), order)
        return { kind: 'done', result: { lines: asJson(lines), picture } }
      }
      const answer = answers.get(order.operation)
      if (answer === undefined) return unknown(order)
      const said = await answer(await current(), order)
      return 'refused' in said
        ? { kind: 'done', result: { lines: asJson(said.refused), refused: true } }
        : { kind: 'done', result: { lines: asJson(said) } }
    },
    apply: async (order) => unknown(order),
    verify: async () => 'undone',
  }
}

/** How far back past requests are replayed under a proposed policy. */
const replayMs = 7 * 86_400_000
const replayMost = 5_000

/** Only a policy change has a preview: which past requests it would have decided differently. */
async function planOf(parts: AvalParts, order: Order): Promise<PlanResult> {
  if (order.operation !== 'policy.bind') return { kind: 'planned', shows: [], changes: [] }
  const candidate = candidateRules(parts.rules, order)
  const { binding } = parts.rules
  if (candidate === null || candidate.binding === null || binding === null)
    return {
      kind: 'impossible',
      reason: { id: 'no-such-pack', args: { packs: [...parts.rules.packs.keys()].join(', ') } },
    }
  const since = parts.clock.now() - replayMs
  const { commands } = await parts.storeClient.commandsSince(since, replayMost)
  const result = replay(commands, await parts.storeClient.people(), parts.rules, candidate)
  const to = candidate.binding
  const changes = [
    {
      field: 'pack',
      before: `${binding.pack} ${binding.version}`,
      after: `${to.pack} ${to.version}`,
    },
    { field: 'profile', before: binding.profile, after: to.profile },
    ...easedOrTightened(parts, candidate),
    { field: 'digest', before: binding.digest.slice(0, 12), after: to.digest.slice(0, 12) },
  ].filter((one) => one.before !== one.after)
  return {
    kind: 'planned',
    changes,
    shows: [['replayed', String(result.replayed)], ...decidedDifferently(result)],
  }
}

/** How many past requests would have been decided differently, and how; without zeros. */
function decidedDifferently(result: Replay): Planned['shows'] {
  const counts: readonly (readonly [string, number])[] = [
    ['newly need approval', result.newlyNeedApproval],
    ['need more approvers', result.needMoreApprovers],
    ['need fewer approvers', result.needFewerApprovers],
    ['no longer need approval', result.noLongerNeedApproval],
    ['newly refused', result.newlyRefused],
  ]
  const some = counts.filter(([, count]) => count > 0)
  const shown = some.length > 0 ? some : [['decided differently', 0] as const]
  return shown.map(([field, count]) => [field, String(count)])
}

type Planned = Extract<PlanResult, { readonly kind: 'planned' }>

/** How a policy change alters the requirements of each class; recent requests may not show it. */
function easedOrTightened({ rules }: AvalParts, candidate: Rules): Planned['changes'] {
  const asked = ({ pack, binding, environment }: Rules) =>
    pack === null || binding === null
      ? new Map<string, string>()
      : strictnessOf(pack, binding.profile, environment)
  const after = asked(candidate)
  return [...asked(rules)].map(([field, before]) => ({
    field,
    before,
    after: after.get(field) ?? null,
  }))
}

function unknown(order: Order): ApplyResult {
  const args = { connector: 'aval', operation: order.operation }
  return { kind: 'failed', reason: { id: 'connector-operation-unknown', args } }
}

function asJson(lines: readonly Phrase[]): Json {
  return JSON.parse(JSON.stringify(lines))
}

type Answer = (parts: AvalParts, order: Order) => Promise<readonly Phrase[] | Refused>

/** The queries answered in lines only; `report` also has a picture. */
const answers: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['status', status],
  ['pending', pending],
  ['audit', audit],
  ['verify', verify],
  ['evidence', evidence],
  ['refusal', refusal],
  ['decisions', decisions],
  ['policy.status', policyStatus],
])

async function status(parts: AvalParts, order: Order): Promise<readonly Phrase[]> {
  const standing = await parts.storeClient.standing()
  // Queries are commands too, but do not count as open.
  const told = await parts.storeClient.openCommands(order.tenant)
  const open = told.commands.filter(
    (one) => one.safetyClass !== 'S0' && one.tenant === order.tenant,
  )
  const lines = [
    phrase('status-title', { environment: environmentOf(parts), instance: parts.instance }),
    phrase('status-open', { count: open.length }),
    phrase('status-evidence', { count: await artifactsFor(parts, order.tenant) }),
    ...changedLines(told, order.tenant),
  ]
  lines.push(...(await lockdowns(parts, order)))
  if (standing.approvalsSuspended) lines.push(phrase('status-suspended'))
  return [...lines, ...(await failingPlaces(parts)), ...(await load(parts, open))]
}

/**
 * The number of artifacts in the chains of the tenant and the environment only, so that nobody
 * learns how active other tenants are.
 */
async function artifactsFor({ storeClient }: AvalParts, tenant: string): Promise<number> {
  const told = (await storeClient.heads()).filter((one) =>
    [tenant, environmentChain].includes(one.tenant),
  )
  return told.reduce((sum, one) => sum + one.size, 0)
}

/** External destinations that currently fail. */
async function failingPlaces(parts: AvalParts): Promise<readonly Phrase[]> {
  const lines = parts.places.map(async (place): Promise<readonly Phrase[]> => {
    const failing = failingOf(await parts.storeClient.kept(placeKey(place)))
    if (failing === null) return []
    const { since, why } = failing
    return [phrase('status-place-failing', { place, since: { time: since }, why })]
  })
  return (await Promise.all(lines)).flat()
}

/** The lockdowns in force that concern the requester; empty for none. */
async function lockdowns(
  { storeClient, rules, clock }: AvalParts,
  { requester, tenant }: Order,
): Promise<readonly Phrase[]> {
  const { mode, partLocks } = await storeClient.locked()
  const people = await storeClient.people()
  const viewer = personOf({ people }, requester)
  const now = clock.now()
  const isMeant = (lock: (typeof partLocks)[number]) =>
    viewer !== undefined && concerns({ rules, people }, lock, viewer)
  return lockdownLines({
    environment: rules.environment,
    mode: modeOf(rules, mode, now),
    partLocks: locksInForce(partLocks, now).filter(isMeant),
    people,
    tenant,
  })
}

/** How many open requests wait for each approver of the tenant. */
async function load(parts: AvalParts, open: readonly Command[]): Promise<readonly Phrase[]> {
  const counts = new Map<string, number>()
  const people = await parts.storeClient.people()
  const able = new Set(people.flatMap((one) => (one.suspended === undefined ? [one.id] : [])))
  for (const command of open) {
    if (command.approval === null || command.state !== 'approval_requested') continue
    const answered = command.approval.votes.map((vote) => vote.approver)
    for (const { approver } of command.approval.asked)
      if (!answered.includes(approver) && able.has(approver))
        counts.set(approver, (counts.get(approver) ?? 0) + 1)
  }
  if (counts.size === 0) return []
  const each = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([id, count]) => `${nameOf({ people }, id)} ${count}`)
  return [phrase('status-load', { each: fewNames(each) })]
}

/** The open commands that this person may see. */
async function pending(parts: AvalParts, order: Order): Promise<readonly Phrase[]> {
  const facts = { rules: parts.rules, people: await parts.storeClient.people() } as const
  const viewer = personOf(facts, order.requester)
  const told = await parts.storeClient.openCommands(order.tenant)
  const open = told.commands.filter((one) => one.safetyClass !== 'S0' && maySee(facts, viewer, one))
  const changed = changedLines(told, order.tenant)
  const title = phrase('pending-title', { environment: environmentOf(parts) })
  if (open.length === 0) return [title, phrase('pending-none'), ...changed]
  return [
    title,
    ...openLines(open.slice(0, pendingLines)),
    ...(open.length > pendingLines
      ? [phrase('audit-more', { count: open.length - pendingLines })]
      : []),
    ...changed,
    ...answersWanted(open, order.requester),
  ]
}

/** DESR VIII.C: pack, version, profile, digest, and the evidence of the last change. */
async function policyStatus(parts: AvalParts, order: Order): Promise<readonly Phrase[]> {
  const { binding, failure } = parts.rules
  if (binding === null) return [phrase('policy-none', { error: failure ?? '-' })]
  const change = await lastPolicyChange(parts)
  return [
    phrase('policy-title', {
      environment: environmentOf(parts),
      pack: binding.pack,
      version: binding.version,
    }),
    phrase('policy-profile', { profile: binding.profile }),
    phrase('policy-digest', { digest: binding.digest }),
    phrase('policy-evidence', { id: String(change?.artifact['id'] ?? '-') }),
    ...(await lockdowns(parts, order)),
  ]
}
