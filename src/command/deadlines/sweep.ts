// The daily sweep: erases what is older than its tenant's retention.

import type { JsonObject } from '../../evidence/artifact.ts'
import { environmentChain, type Pruning, type Step } from '../changes.ts'
import type { Facts } from '../facts.ts'

const sweepEveryMs = 24 * 3_600_000

/**
 * How long message ids (digests without text) are kept: about as long as WhatsApp keeps undelivered
 * messages, which would otherwise be handled twice.
 */
const idsKeptMs = 30 * 24 * 3_600_000

/** Sets the next sweep; never later than one that is already set. */
export function nextSweep(facts: Facts): Step {
  const at = facts.now + sweepEveryMs
  return [{ kind: 'deadline_at_latest', deadline: { commandId: 'sweep', what: 'sweep', at } }]
}

/** Erases what is older than its tenant's retention, unless there is a legal hold. */
export function sweep(facts: Facts): Step {
  const { retention, tenants } = facts.rules
  if (facts.legalHold !== null) return nextSweep(facts)
  const all = [environmentChain, ...tenants.keys()]
  return [
    ...all.map((tenant) => {
      const { evidence: kept } = tenants.get(tenant)?.retention ?? retention
      const before = facts.now - kept
      const why = 'retention'
      return { kind: 'erase', erasure: { what: 'older', tenant, before, kept, why } } as const
    }),
    { kind: 'prune_messages', pruning: pruningOf(facts) },
    ...nextSweep(facts),
  ]
}

/** How long evidence bodies are kept in milliseconds, by tenant; `-` for all others. */
export function retentionByTenant({ rules }: Pick<Facts, 'rules'>): JsonObject {
  const own = [...rules.tenants].flatMap(([tenant, { retention }]) =>
    retention === undefined ? [] : [[tenant, retention.evidence] as const],
  )
  return { [environmentChain]: rules.retention.evidence, ...Object.fromEntries(own) }
}

function pruningOf({ now, rules: { retention, tenants } }: Facts): Pruning {
  const own = [...tenants].flatMap(([tenant, { retention: kept }]) =>
    kept === undefined ? [] : [{ tenant, before: now - kept.messages }],
  )
  return {
    ids: now - Math.max(idsKeptMs, retention.messages),
    letters: now - retention.messages,
    own,
  }
}
