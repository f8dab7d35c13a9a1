// The second factor: one code of an authenticator app (RFC 6238), accepted once, beside the token.

import { createHmac } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
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
   * Nothing was guessed, so nothing counts: say what is missing. A code that was used is never
   * accepted again, also where the token alone would do (HAPF XVII); but whoever shows it knew it.
   */
  | { readonly kind: 'missing'; readonly why: MissingFactor }

export type MissingFactor = 'missing' | 'not-enrolled' | 'used' | 'used-not-needed' | 'no-code'

/** The time step that a code belongs to, or null: 6 digits, 30 s, one step of drift. */
function stepOf(secret: string, code: string, now: number): number | null {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: periodSeconds })
  const delta = totp.validate({ token: code, timestamp: now, window: drift })
  return delta === null ? null : Math.floor(now / 1000 / periodSeconds) + delta
}

/** What an authenticator app reads (Key URI format): RFC 6238 with 6 digits and 30 seconds. */
export function enrolmentUri(secret: string, environment: string, person: string): string {
  return new TOTP({
    issuer: `Aval ${environment}`,
    label: person,
    secret: Secret.fromBase32(secret),
    digits: 6,
    period: periodSeconds,
  }).toString()
}

/** 20 bytes as an authenticator app takes them (RFC 4226 asks for at least 16). */
export function secretOf(bytes: Uint8Array): string {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32
}

/** Where a sealed secret belongs: it opens for nobody else, and for nothing else. */
export const factorPlace = (person: string): string => `second factor of ${person}`

/** What is stored of a recovery code: without the environment's key nobody can try all 39 bits. */
export function recoveryHash(key: string, code: string): string {
  return createHmac('sha256', key)
    .update(`recovery\0${code.toUpperCase().replaceAll('-', '')}`)
    .digest('hex')
}

/** Is the second factor that this request wants there, right and fresh? */
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
      changes: [{ kind: 'recovery_used', person: sender.id, hash: recovery }],
      method: 'recovery',
    }
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
 * Where no second factor is asked for, a code does no harm; but words such as `rejected` have the
 * form of a recovery code, and with them nobody says yes.
 */
function isCode({ rules, stepUp }: Facts, typed: string): boolean {
  return /^\d{6}$/.test(typed) || stepUp?.recovery.includes(recoveryHash(rules.key, typed)) === true
}

/** What stands in place of what must not be told. */
const cut = '…'

/** Words for others to read, without the codes of the sender's own that would still count. */
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
