// One thing that the preflight looked at: how it is, and what to do when it is not well.

import type { Environment } from '../../policy/names.ts'
import { sentenceOf } from '../../store/thrown.ts'

export type Level = 'ok' | 'warning' | 'unsafe'

export interface Finding {
  readonly check: string
  readonly level: Level
  readonly what: string
  /** Empty when nothing needs mending. */
  readonly mend: string
}

/** What to do where the file was changed behind the program: it cannot be mended in chat. */
export const restoreMend =
  'Nothing begins and no approval counts until it fits. Keep this file for whoever looks into it, stop the ' +
  'environment, put back the newest copy of aval.db that `aval verify` finds sound, and start again.'

/** What to do where an older copy was put back: going on from it is somebody's decision. */
export const olderMend =
  'It does not start. Restore a newer copy; where there is none, docs/operations.md says how to go on without that evidence.'

export function ok(check: string, what: string): Finding {
  return { check, level: 'ok', what, mend: '' }
}

export function warning(check: string, what: string, mend: string): Finding {
  return { check, level: 'warning', what, mend }
}

export function unsafe(check: string, what: string, mend: string): Finding {
  return { check, level: 'unsafe', what, mend }
}

/** Where what is done is done to the world. */
export const real: readonly Environment[] = ['staging', 'prod']

/** What a look throws, as a sentence; null where it throws nothing. */
export function sentenceIf(look: () => unknown): string | null {
  try {
    look()
    return null
  } catch (error) {
    return sentenceOf(error)
  }
}

/** Unsafe where it is real, a warning where people try things out. */
export function unsafeIn(
  environments: readonly Environment[],
  environment: Environment,
  finding: readonly [check: string, what: string, mend: string],
): Finding {
  return environments.includes(environment) ? unsafe(...finding) : warning(...finding)
}
