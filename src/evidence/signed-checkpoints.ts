// Selects the checkpoints to compare a chain with: only those that a trusted key signed for this
// chain.

import type { Break } from './breaks.ts'
import { issuerOf, parseCheckpoint, type VerifierKey, verifyCheckpoint } from './checkpoint.ts'

/** A size and root that was signed for this chain. */
export interface Signed {
  readonly size: number
  /** Lower-case hexadecimal. */
  readonly root: string
}

interface Kept {
  readonly environment: string
  readonly tenant: string
  readonly instance?: string
  readonly checkpoints?: readonly string[]
  readonly keys?: readonly VerifierKey[]
}

/** The valid ones by size, and what is wrong with the others. */
export function readSigned(chain: Kept): {
  readonly good: readonly Signed[]
  readonly breaks: readonly Break[]
} {
  const good: Signed[] = []
  const breaks: Break[] = []
  for (const note of chain.checkpoints ?? []) {
    const checkpoint = parseCheckpoint(note)
    if (checkpoint === null) {
      breaks.push({ what: 'checkpoint_malformed', seq: 0 })
      continue
    }
    const { origin, size, root } = checkpoint
    if (!isOfChain(chain, origin)) {
      breaks.push({ what: 'checkpoint_elsewhere', seq: size, found: origin })
    } else if (!isSigned(note, origin, chain.keys ?? [])) {
      breaks.push({ what: 'checkpoint_unsigned', seq: size })
    } else {
      good.push({ size, root })
    }
  }
  return { good: good.toSorted((one, other) => one.size - other.size), breaks }
}

/** The tenant whose chain in this environment a note is about; null for other notes. */
export function tenantOfNote(
  note: string,
  { environment, instance }: { readonly environment: string; readonly instance: string },
): string | null {
  const tenant = parseCheckpoint(note)?.origin.split('/').at(-1) ?? ''
  const origin = `${issuerOf(instance, environment)}/${tenant}`
  return tenant !== '' && parseCheckpoint(note)?.origin === origin ? tenant : null
}

function isOfChain(chain: Kept, origin: string): boolean {
  const [product, instance, environment, tenant, ...more] = origin.split('/')
  return (
    product === 'aval' &&
    more.length === 0 &&
    environment === chain.environment &&
    tenant === chain.tenant &&
    instance === (chain.instance ?? instance)
  )
}

/**
 * Is it signed by a trusted key, and no line of one forged? A key counts only under its own name.
 */
function isSigned(note: string, origin: string, keys: readonly VerifierKey[]): boolean {
  const checks = keys.filter((key) => key.name === origin).map((key) => verifyCheckpoint(note, key))
  const forged = checks.some((check) => check.state === 'bad' && check.reason !== 'unsigned')
  return !forged && checks.some((check) => check.state === 'good')
}
