// The second factor: one code of an authenticator app (RFC 6238), accepted once, beside the token.

import { createHmac } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { sha256 } from '../../evidence/canonical.ts'
import type { Person } from '../../policy/people.ts'
import type { Step } from '../changes.ts'
import type { Approval } from '../command.ts'
import type { Facts } from '../facts.ts'

const periodSeconds = 30
const drift = 1

export type StepUp =
  | {
      readonly kind: 'ok'
      readonly changes: Step
      readonly method: Approval['votes'][number]['stepUp']
    }
  /** Counts as a wrong answer. */
  | { readonly kind: 'wrong'; readonly why: 'wrong' }
  /**
   * Nothing was guessed, so that nothing is counted: says what is missing. A used code is never
   * accepted again, even where the token alone would do (HAPF XVII), but it is no guess.
   */
  | { readonly kind: 'missing'; readonly why: MissingFactor }

export type MissingFactor =
  | 'missing'
  | 'not-enrolled'
  | 'used'
  | 'used-not-needed'
  | 'recovery-used'
  | 'no-code'

/** The time step of a valid code (6 digits, 30 s, one step of drift); null if it is invalid. */
function stepOf(secret: string, code: string, now: number): number | null {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: periodSeconds })
  const delta = totp.validate({ token: code, timestamp: now, window: drift })
  return delta === null ? null : Math.floor(now / 1000 / periodSeconds) + delta
}

/** The Key URI that an authenticator app reads: RFC 6238, 6 digits, 30 seconds. */
export function enrolmentUri(secret: string, environment: string, person: string): string {
  return new TOTP({
    issuer: `Aval ${environment}`,
    label: person,
    secret: Secret.fromBase32(secret),
    digits: 6,
    period: periodSeconds,
  }).toString()
}

/** The base32 secret for an authenticator app; 20 bytes (RFC 4226 asks for at least 16). */
export function secretOf(bytes: Uint8Array): string {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32
}

/** The context that a secret is sealed for: it cannot be opened for another person or purpose. */
export const factorPlace = (person: string): string => `second factor of ${person}`

/**
 * The stored hash of a recovery code; without the environment's key its 39 bits cannot be searched.
 */
export function recoveryHash(key: string, code: string): string {
  return createHmac('sha256', key)
    .update(`recovery\0${code.toUpperCase().replaceAll('-', '')}`)
    .digest('hex')
}

/** The stored hash of a recovery code that was used; it is never equal to one that still counts. */
function usedRecoveryHash(hash: string): string {
  return sha256(`used recovery\0${hash}`)
}

/** Is the second factor that this request needs present, correct and recent enough? */
export function checkStepUp(
  facts: Facts,
  sender: Person,
  approval: Approval,
  code: string | undefined,
): StepUp {
  const wanted = approval.stepUp
  const known = facts.stepUp
  if (wanted === null)
    return code === undefined || isCode(facts, code)
      ? { kind: 'ok', changes: [], method: 'none' }
      : { kind: 'missing', why: 'no-code' }
  if (sender.stepUp !== 'active' || known === null || known.secret === null)
    return { kind: 'missing', why: 'not-enrolled' }
  const fresh = wanted !== 'each' && known.lastAt > 0 && facts.now - known.lastAt < wanted
  if (code === undefined) {
    return fresh
      ? { kind: 'ok', changes: [], method: 'recent' }
      : { kind: 'missing', why: 'missing' }
  }
  const recovery = recoveryHash(facts.rules.key, code)
  if (known.recovery.includes(recovery))
    return {
      kind: 'ok',
      changes: [
        {
          kind: 'recovery_used',
          person: sender.id,
          hash: recovery,
          used: usedRecoveryHash(recovery),
        },
      ],
      method: 'recovery',
    }
  if (known.recovery.includes(usedRecoveryHash(recovery)))
    return { kind: 'missing', why: fresh ? 'used-not-needed' : 'recovery-used' }
  const step = stepOf(known.secret, code, facts.now)
  if (step === null) return { kind: 'wrong', why: 'wrong' }
  if (step <= known.lastStep) return { kind: 'missing', why: fresh ? 'used-not-needed' : 'used' }
  return {
    kind: 'ok',
    changes: [{ kind: 'stepped_up', person: sender.id, step }],
    method: 'code',
  }
}

/**
 * Is this really a code? Where none is needed, a correct one is accepted, but a word such as
 * `rejected` looks like a recovery code and must not pass as part of a yes.
 */
function isCode({ rules, stepUp }: Facts, typed: string): boolean {
  return /^\d{6}$/.test(typed) || stepUp?.recovery.includes(recoveryHash(rules.key, typed)) === true
}

/** Replaces what must not be repeated. */
const cut = '…'

/** The text with the sender's own still valid codes cut out, because others read it. */
export function withoutCodes(facts: Facts, text: string): string {
  const { rules, now, stepUp } = facts
  if (stepUp === null) return text
  const { secret, recovery } = stepUp
  const counts = (code: string) => secret !== null && stepOf(secret, code, now) !== null
  return text
    .replace(/(?<!\d)(\d{3}) ?(\d{3})(?!\d)/g, (typed, one, other) =>
      counts(`${one}${other}`) ? cut : typed,
    )
    .replace(
      /(?<![0-9a-z])([0-9a-z]{4})(?: ?\p{Pd} ?| |)([0-9a-z]{4})(?![0-9a-z])/giu,
      (typed, one, other) =>
        recovery.includes(recoveryHash(rules.key, `${one}${other}`)) ? cut : typed,
    )
}
