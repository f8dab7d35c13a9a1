// What a decision may look at, and what it says.

import type { Counts, Limit } from './limits.ts'
import type { Mode, PartLock } from './lockdown.ts'
import type { Environment, SafetyClass } from './names.ts'
import type { ApprovalPolicy, Binding } from './pack.ts'
import type { Person } from './people.ts'
import type { ChangeRisk } from './risk.ts'
import type { Circumstances } from './when.ts'

/** Everything that a decision may look at. */
export interface PolicyFacts {
  /** Epoch milliseconds. */
  readonly now: number
  readonly environment: Environment
  readonly mode: Mode
  /** The lockdowns of parts (connector, class, tenant, agent) in force now. */
  readonly partLocks: readonly PartLock[]
  readonly binding: Binding | null
  readonly requester: Person
  /** Full name of the tenant that the command acts in. */
  readonly tenant: string
  readonly command: {
    readonly safetyClass: SafetyClass
    readonly scopes: readonly string[]
    readonly approvalPolicyId: string | null
    /** False for the few commands that need no confirmation. */
    readonly confirm: boolean
    /** When it may run: while unlocked, also in a lockdown, or even while no policy can be read. */
    readonly available: 'open' | 'locked' | 'always'
    readonly names: Circumstances['commands']
    /** The connectors that it acts on or queries. */
    readonly connectors: readonly string[]
    /** The requester may not approve it, whatever the profile says. */
    readonly twoPeople: boolean
    /** Values that rules refer to by name; computed only if a rule needs them. */
    readonly values: () => Circumstances['values']
    /** The number of targets. */
    readonly count: number
    /** The risk of the change; null when nothing declares it, or it is not known yet. */
    readonly risk: ChangeRisk | null
    /** The agent that asks, and what the flow lets agents do; null when no agent asks. */
    readonly agent: AskingAgent | null
  }
  /** Requests counted for the limits; all zero where the limits were checked already. */
  readonly counts: Counts
  /** The environment is under suspicion: the next stricter profile applies. */
  readonly suspicious: boolean
  /** When the declared emergency ends, epoch milliseconds; null for none. */
  readonly emergencyUntil: number | null
}

export interface AskingAgent {
  readonly name: string
  readonly may: 'never' | 'propose' | 'act'
}

/** One named rule and its result; completes the sentence "it was decided so because ...". */
export interface Rule {
  readonly rule: string
  readonly holds: boolean
  readonly args?: Readonly<Record<string, string | number>>
  readonly parts?: readonly Rule[]
}

export type RefusalReason =
  | 'unauthorized'
  | 'policy_missing'
  | 'locked_down'
  | 'policy_changed'
  | 'rate_limited'
  | 'frozen'
  | 'denied_before'
  | 'forbidden'

/** What must happen before the effect. `approval` is null if none is needed. */
export interface Needs {
  readonly confirmation: {
    readonly expiresMs: number
    readonly acknowledge: boolean
    /** An agent asked, so that a person must confirm it. */
    readonly proposed: boolean
  } | null
  readonly approval: (Omit<ApprovalPolicy, 'approvers'> & Asked) | null
}

interface Asked {
  readonly id: string
  /** Scopes that each approver needs besides `scope`, where several approval policies apply. */
  readonly also?: readonly string[]
  readonly approvers: number
  readonly requesterMayApprove: boolean
  readonly stepUp: 'each' | number | null
}

export type Decision =
  | { readonly kind: 'allowed'; readonly needs: Needs; readonly because: Rule }
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      /** Which limit was reached, for `rate_limited`. */
      readonly limit?: Limit['limit']
      readonly because: Rule
    }
