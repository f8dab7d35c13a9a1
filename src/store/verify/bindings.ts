// Checks the bound policy, and every policy ever bound, against their evidence.

import { z } from 'zod'
import { environmentChain, system } from '../../command/changes.ts'
import type { Texts } from '../../command/verify/reconstructed-request.ts'
import type { Connection } from '../file/database.ts'
import { readBound } from '../rows.ts'
import type { Broken } from '../store.ts'
import { type Notice, parsed } from './environment-notice.ts'
import { definitionColumn, doesOf } from './lockdowns.ts'

export function boundPolicy(
  value: string | undefined,
  bound: readonly Notice[],
): readonly Broken[] {
  const newest = bound.at(-1)
  const proven = newest === undefined ? undefined : newPolicy(newest)
  if (proven === null) return []
  const recorded = parsed(value, readBound)
  const key = recorded === undefined || recorded === null ? recorded : keyOf(recorded.binding)
  if (key === proven) return []
  const text = 'The policy that is recorded as bound is not the one that was bound last.'
  return [{ seq: newest?.seq ?? 0, what: 'policy_unproven', text }]
}

/** All policies ever bound; null if a person bound one and its body is erased. */
export function knownPolicies(bound: readonly Notice[]): ReadonlySet<string> | null {
  const known = new Set<string>()
  for (const notice of bound) {
    const policy = newPolicy(notice)
    if (policy === null && notice.actor !== system) return null
    if (policy !== null) known.add(policy)
    const named = policyIn(notice.policy ?? '')
    if (named !== null) known.add(named)
  }
  return known
}

const policySchema = z.looseObject({
  pack: z.string(),
  version: z.string(),
  digest: z.string(),
  profile: z.string(),
})

type Policy = Pick<z.output<typeof policySchema>, 'pack' | 'version' | 'digest' | 'profile'>

const keyOf = ({ pack, version, digest, profile }: Policy) =>
  JSON.stringify([pack, version, digest, profile])

/** The policy in force after a `policy.bound`; null once its body is erased. */
function newPolicy({ body }: Notice): string | null {
  return body === null ? null : policyIn(body)
}

/** The policy that a text names, as one key; null if it cannot be read. */
export function policyIn(text: string): string | null {
  return parsed(text, (found) => keyOf(policySchema.parse(JSON.parse(found)))) ?? null
}

const boundSchema = policySchema.extend({ command: z.string().optional() })

/**
 * Reports policies bound without cause. A policy may be bound at a start (in prod only the same as
 * before) or by a command that asked for exactly this one; nothing is reported if bodies are
 * erased.
 */
export function unprovenBindings(
  db: Connection,
  bound: readonly Notice[],
  environment: string,
  texts: Texts | null,
): readonly Broken[] {
  const isStart = db
    .prepare<[string, number], number>(
      "SELECT 1 FROM artifacts WHERE tenant = ? AND seq = ? AND type = 'service.start'",
    )
    .pluck()
  const asked = db
    .prepare<[string], [flow: string, definition: string | null, ...slots: (string | null)[]]>(
      `SELECT flow, ${definitionColumn}, json_extract(record, '$.slots.pack'),
              json_extract(record, '$.slots.version'), json_extract(record, '$.slots.profile')
       FROM commands WHERE name = ? AND state = 'succeeded' AND json_valid(record)`,
    )
    .raw()
  const isForgotten = db.prepare("SELECT 1 FROM artifacts WHERE type = 'evidence.erased' LIMIT 1")
  return bound.flatMap((notice, at) => {
    const { seq, actor, body } = notice
    const said = parsed(body ?? undefined, (text) => boundSchema.parse(JSON.parse(text)))
    if (said === undefined || said === null) return []
    const before = at === 0 ? null : newPolicy(bound[at - 1] ?? notice)
    const isSame = before === null || before === keyOf(said)
    if (actor === system) {
      const isAtStart = isStart.get(environmentChain, seq - 2) !== undefined
      return isAtStart && (isSame || environment !== 'prod') ? [] : [unasked(seq)]
    }
    const by = asked.get(said.command ?? '')
    if (by === undefined) return isForgotten.get() === undefined ? [unasked(seq)] : []
    const [flow, definition, ...slots] = by
    const does = doesOf(texts, flow, definition) ?? binding
    const { pack, version, profile } = said
    const isIts = does === binding && slots.join() === [pack, version, profile].join()
    return isIts ? [] : [unasked(seq)]
  })
}

/** The operation that binds a policy, whatever the command is called. */
const binding = 'aval.policy.bind'

function unasked(seq: number): Broken {
  const text = `Artifact ${seq} binds a policy, and neither a start nor a command did.`
  return { seq, what: 'policy_unproven', text }
}
