// How many configuration units one agent may have at once: of a kind, and in all.

import { z } from 'zod'

/**
 * A quota counts the units that an agent made and nobody deleted; kinds not listed only count in
 * `most`.
 */
export function quotaSchema() {
  const most = z.int().min(1).max(10_000)
  const kinds = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), most).default({})
  return z.strictObject({ most, kinds })
}
export type Quota = Readonly<z.infer<ReturnType<typeof quotaSchema>>>

/** A quota that is used up; `kind` is null for the quota over all kinds. */
export interface Exceeded {
  readonly kind: string | null
  readonly count: number
  readonly most: number
}

/**
 * The quota that forbids one more unit of `kind` when units of `kinds` exist; null if none does.
 */
export function exceeded(quota: Quota, kinds: readonly string[], kind: string): Exceeded | null {
  const ofKind = kinds.filter((one) => one === kind).length
  const mostOfKind = Object.hasOwn(quota.kinds, kind) ? quota.kinds[kind] : undefined
  if (mostOfKind !== undefined && ofKind >= mostOfKind)
    return { kind, count: ofKind, most: mostOfKind }
  return kinds.length >= quota.most ? { kind: null, count: kinds.length, most: quota.most } : null
}
