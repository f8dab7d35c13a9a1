// Collects breaks by tenant. In a damaged file there may be one for each command.

import type { Broken } from '../store.ts'

export interface BreaksByTenant {
  readonly all: ReadonlyMap<string, readonly Broken[]>
  add(tenant: string, broken: Broken): void
}

export function breaksByTenant(): BreaksByTenant {
  const all = new Map<string, Broken[]>()
  return {
    all,
    add(tenant, broken) {
      const known = all.get(tenant)
      if (known === undefined) all.set(tenant, [broken])
      else known.push(broken)
    },
  }
}
