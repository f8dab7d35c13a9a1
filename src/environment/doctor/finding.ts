// The result of one preflight check, and how to fix it.

import type { Environment } from '../../policy/names.ts'
import { sentenceOf } from '../../store/error-text.ts'

export type Level = 'ok' | 'warning' | 'unsafe'

export interface Finding {
  readonly check: string
  readonly level: Level
  readonly what: string
  /** Empty if nothing needs to be fixed. */
  readonly mend: string
}

/** The fix for a file that was changed from outside; it cannot be done in chat. */
export const restoreMend =
  'Nothing starts and no approval counts until this is fixed. Keep this file for the investigation, stop the ' +
  'environment, restore the newest copy of aval.db that `aval verify` finds sound, and start again.'

/** The fix for an older copy put back; whether to go on from it is a person's decision. */
export const olderMend =
  'It does not start. Restore a newer copy; if there is none, docs/operations.md says how to go on without that evidence.'

/** How far in the future the newest evidence may be before the clock is suspect. */
export const clockSlackMs = 60_000

export function ok(check: string, what: string): Finding {
  return { check, level: 'ok', what, mend: '' }
}

export function warning(check: string, what: string, mend: string): Finding {
  return { check, level: 'warning', what, mend }
}

export function unsafe(check: string, what: string, mend: string): Finding {
  return { check, level: 'unsafe', what, mend }
}

/** Environments whose effects are real. */
export const real: readonly Environment[] = ['staging', 'prod']

/** The message of whatever `look` throws; null if it does not throw. */
export function errorSentence(look: () => unknown): string | null {
  try {
    look()
    return null
  } catch (error) {
    return sentenceOf(error)
  }
}

/** `unsafe` in these environments, a warning in others. */
export function unsafeIn(
  environments: readonly Environment[],
  environment: Environment,
  finding: readonly [check: string, what: string, mend: string],
): Finding {
  return environments.includes(environment) ? unsafe(...finding) : warning(...finding)
}
