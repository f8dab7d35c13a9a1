// What must hold after every fault of disk or clock: one effect, sound evidence, no message twice.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Home } from './bench-world.ts'

export const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
export const token = 'a-token-for-the-demo-shop'

export interface Finding {
  readonly fault: string
  /** What the person was told during the fault. */
  readonly told: string
  readonly actsMeanwhile: number
  readonly actsAfter: number
  readonly milliseconds: number
  readonly sound: boolean
  readonly problems: readonly string[]
}

/** `played`: the result of one fault; `more`: other problems afterwards. */
export function findingOf(
  fault: string,
  played: Pick<Finding, 'told' | 'actsMeanwhile' | 'milliseconds' | 'problems'>,
  { home, actsAfter }: { readonly home: Home; readonly actsAfter: number },
  more: readonly string[],
): Finding {
  const sound = verified(home)
  const problems = [
    ...played.problems,
    ...(actsAfter === 1 ? [] : [`${actsAfter} effects instead of one`]),
    ...(sound ? [] : ['the evidence does not verify']),
    ...more,
  ]
  return { fault, ...played, actsAfter, sound, problems }
}

function verified(home: Home): boolean {
  try {
    execFileSync(process.execPath, [main, 'verify', '--env', 'test', '--home', home.home], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
