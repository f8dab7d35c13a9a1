// How many configuration units one agent may have at once: of a kind, and in all.

import { z } from 'zod'

/** What an agent made and nobody deleted since; a kind that is not named has no own quota. */
export function quotaSchema() {
  const most = z.int().min(1).max(10_000)
  const kinds = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), most).default({})
  return z.strictObject({ most, kinds })
}
export type Quota = Readonly<z.infer<ReturnType<typeof quotaSchema>>>

/** A quota that is used up: `kind` is null for that of all kinds together. */
export interface Exceeded {
  readonly kind: string | null
  readonly count: number
  readonly most: number
}

/** What stands in the way of one more unit of this kind beside these; null when nothing does. */
export function exceeded(quota: Quota, kinds: readonly string[], kind: string): Exceeded | null {
  const ofKind = kinds.filter((one) => one === kind).length
  const mostOfKind = Object.hasOwn(quota.kinds, kind) ? quota.kinds[kind] : undefined
  if (mostOfKind !== undefined && ofKind >= mostOfKind)
    return { kind, count: ofKind, most: mostOfKind }
  return kinds.length >= quota.most ? { kind: null, count: kinds.length, most: quota.most } : null
}
