// What rules of the policy looked at in a target, though no card shows it: who had to approve
// depended on it.

import type { Order } from '../engine/connector.ts'

type Values = readonly (readonly [field: string, value: string])[]

/** The first such field that has other values now; null where all have those of then. */
export function ruledOtherwise({ ruled = {} }: Pick<Order, 'ruled'>, now: Values): string | null {
  const text = (values: readonly string[]) => JSON.stringify([...new Set(values)].toSorted())
  const textNow = (name: string) =>
    text(now.flatMap(([field, value]) => (field === name ? [value] : [])))
  const other = Object.entries(ruled).find(([name, values]) => text(values) !== textNow(name))
  return other?.[0] ?? null
}
