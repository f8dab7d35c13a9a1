// Aval's answers from evidence: audit, one command's history, refusals and decisions.

import { environmentChain, system } from '../command/changes.ts'
import { heading, summary } from '../command/display/command-lines.ts'
import { titled } from '../command/display/titles.ts'
import { environmentOf, nameOf, personOf } from '../command/facts.ts'
import { maySee } from '../command/may-see.ts'
import { why } from '../command/operations/queries.ts'
import { type Phrase, phrase } from '../command/phrase.ts'
import type { Order } from '../engine/connector.ts'
import { kindOf } from '../evidence/break-meanings.ts'
import { canonical } from '../evidence/canonical.ts'
import { holds } from '../policy/people.ts'
import type { AuditRecord, ChainReport } from '../store/store.ts'
import { auditLine, changedLines, recordLines, storyLine } from './aval-lists.ts'
import type { AvalParts } from './aval-parts.ts'

/** The lines that refuse a query to whoever may not see what it asks for. */
export interface Refused {
  readonly refused: readonly Phrase[]
}

/** The most evidence lines in one answer; the rest is counted. */
const auditLines = 20
/** The most records counted; older ones are not read just for a number. */
const auditCounted = 500

export async function audit(parts: AvalParts, order: Order): Promise<readonly Phrase[]> {
  const { span, person } = order.slots
  const since = parts.clock.now() - (typeof span === 'number' ? span : 86_400_000)
  const filter = {
    since,
    tenant: order.tenant,
    ...(typeof person === 'string' ? { actor: person } : {}),
  }
  const records = await parts.storeClient.audit({ ...filter, newest: true, most: auditCounted })
  const title = phrase('audit-title', { environment: environmentOf(parts), since: { time: since } })
  if (records.length === 0) return [title, phrase('audit-none')]
  const more = records.length - auditLines
  const moreWords = records.length === auditCounted ? 'audit-many' : 'audit-more'
  return [
    title,
    ...recordLines(records.slice(0, auditLines), auditLine),
    ...(more > 0 ? [phrase(moreWords, { count: more })] : []),
  ]
}

/** Verifies the evidence; reports the chains of the requester's tenant and of the environment. */
export async function verify(parts: AvalParts, order: Order): Promise<readonly Phrase[]> {
  const reports = (await parts.storeClient.verify()).filter(
    (one) => one.tenant === order.tenant || one.tenant === '-' || one.tenant === '*',
  )
  const lines = reports.flatMap(reportLines)
  const broken = reports.some((one) => one.breaks.length > 0)
  return [
    phrase('verify-title', { environment: environmentOf(parts) }),
    ...lines,
    ...(broken ? [phrase('verify-bad-hint')] : []),
  ]
}

/** The first break of a chain, and the number of others. */
function reportLines({ tenant, artifacts, head, breaks, omitted }: ChainReport): readonly Phrase[] {
  const [first, ...rest] = breaks
  if (first === undefined)
    return [phrase('verify-ok', { count: artifacts, head: head.slice(0, 12), tenant })]
  const more = rest.length + omitted
  return [
    phrase('verify-bad', { seq: String(first.seq), tenant, what: kindOf(first.what) }),
    ...(more > 0 ? [phrase('verify-bad-more', { count: more })] : []),
  ]
}

/** The evidence of one command, with a short form of its proof. */
export async function evidence(
  parts: AvalParts,
  order: Order,
): Promise<readonly Phrase[] | Refused> {
  const name = String(order.slots['command'] ?? '')
  const told = await parts.storeClient.commandNamed(name)
  const [command] = told.commands
  const viewer = personOf({ people: await parts.storeClient.people() }, order.requester)
  const changed = changedLines(told, viewer?.tenant ?? '')
  if (changed.length > 0) return changed
  if (command === undefined || !maySee({ rules: parts.rules }, viewer, command))
    return { refused: [phrase('no-such-command', { name })] }
  const records = await parts.storeClient.audit({ command: name })
  const head = (await parts.storeClient.heads()).find((one) => one.tenant === command.tenant)
  const seqs = records.map((one) => Number(one.artifact['seq']))
  const astray = records.filter((one) => one.changed === true)
  const shown = recordLines(records.slice(-auditLines), storyLine)
  const story = [...heading(parts, command), summary(command), ...shown]
  if (astray.length > 0) {
    const places = astray.map((one) => String(one.artifact['seq']))
    return [...story, phrase('evidence-changed', { seqs: places })]
  }
  return [
    ...story,
    phrase('evidence-proof', {
      first: String(Math.min(...seqs)),
      last: String(Math.max(...seqs)),
      size: String(head?.size ?? 0),
      root: (head?.root ?? '').slice(0, 12),
      hash: String(records.at(-1)?.artifact['hash'] ?? '').slice(0, 12),
    }),
  ]
}

/** Finds the policy bindings; all are in the environment's own chain. */
export const bindings = { type: 'policy.bound', tenant: environmentChain } as const

/** The most bindings in one millisecond that are told apart. */
const bindingsAtOnce = 10

/**
 * The evidence of the last policy change; undefined for none. Each start records a binding too:
 * they are all read only where the file does not say when the policy was bound.
 */
export async function lastPolicyChange({
  storeClient,
}: {
  readonly storeClient: Pick<AvalParts['storeClient'], 'audit' | 'bound'>
}): Promise<AuditRecord | undefined> {
  const at = (await storeClient.bound())?.at
  const found =
    at === undefined
      ? await storeClient.audit({ ...bindings, newest: true })
      : await storeClient.audit({ ...bindings, since: at, most: bindingsAtOnce })
  const time = at === undefined ? null : new Date(at).toISOString()
  const then = found.filter(({ artifact }) => artifact['time'] === time).toReversed()
  const records = time === null ? found : then
  return records.find((one, at) => isPolicyChange(one, records[at + 1]))
}

/** Once its body is erased, a start tells by the policy of the start before it. */
function isPolicyChange({ artifact, body }: AuditRecord, before: AuditRecord | undefined): boolean {
  if (body !== null) return body['changed'] === true
  if (artifact['actor'] !== system || before === undefined) return true
  const policyOf = (one: AuditRecord['artifact']) => canonical(one['policy'] ?? null)
  return before.artifact['actor'] === system && policyOf(artifact) !== policyOf(before.artifact)
}

/** Why the requester's last refused command was refused, by the recorded rules. */
export async function refusal(parts: AvalParts, order: Order): Promise<readonly Phrase[]> {
  const filter = { type: 'command.rejected', tenant: order.tenant, newest: true, most: 100 }
  for (const record of await parts.storeClient.audit(filter)) {
    const name = record.body?.['name']
    const told = typeof name === 'string' ? await parts.storeClient.commandNamed(name) : null
    const command = told?.commands[0]
    if (command?.requester === order.requester)
      return why({ rules: parts.rules, people: await parts.storeClient.people() }, command)
  }
  return [phrase('refusal-none')]
}

/** One person's decisions, newest first. Approvers may see their own, auditors everybody's. */
export async function decisions(
  parts: AvalParts,
  order: Order,
): Promise<readonly Phrase[] | Refused> {
  const person = String(order.slots['person'] ?? '')
  const people = await parts.storeClient.people()
  const asker = personOf({ people }, order.requester)
  const { pack } = parts.rules
  const all = asker !== undefined && pack !== null && holds(pack, asker, 'audit.read')
  const title = phrase('decisions-title', {
    environment: environmentOf(parts),
    name: nameOf({ people }, person),
  })
  if (!all && person !== order.requester)
    return {
      refused: [title, phrase('not-entitled', { scopes: titled(pack, 'scopes', 'audit.read') })],
    }
  const of = (type: string) =>
    parts.storeClient.audit({
      type,
      actor: person,
      tenant: order.tenant,
      newest: true,
      most: auditLines,
    })
  const records = [...(await of('approval.granted')), ...(await of('approval.denied'))]
    .toSorted((a, b) => (String(a.artifact['time']) < String(b.artifact['time']) ? 1 : -1))
    .slice(0, auditLines)
  if (records.length === 0) return [title, phrase('decisions-none')]
  return [title, ...recordLines(records, auditLine)]
}
