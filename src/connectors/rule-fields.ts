// Target fields that policy rules looked at but no card shows: who had to approve depended on them.

import type { Order } from '../engine/connector.ts'

type Values = readonly (readonly [field: string, value: string])[]

/** The first such field whose values differ now; null if all are the same. */
export function changedRuleField({ ruled = {} }: Pick<Order, 'ruled'>, now: Values): string | null {
  const text = (values: readonly string[]) => JSON.stringify([...new Set(values)].toSorted())
  const textNow = (name: string) =>
    text(now.flatMap(([field, value]) => (field === name ? [value] : [])))
  const other = Object.entries(ruled).find(([name, values]) => text(values) !== textNow(name))
  return other?.[0] ?? null
}
