// A pack as a person writes it, with durations as text: the input of the pack oracle.

export interface WrittenRule {
  readonly name: string
  readonly when: {
    readonly commands?: readonly string[]
    readonly classes?: readonly string[]
    readonly requesters?: readonly string[]
    readonly environments?: readonly string[]
    readonly risk?: readonly string[]
    readonly amount?: { readonly of: string; readonly above: number }
    readonly count_above?: number
    readonly target?: { readonly slot: string; readonly matches: string }
    readonly during?: WrittenWeek
    readonly outside?: WrittenWeek
  }
  readonly then: {
    readonly approvers?: number
    readonly approval?: string
    readonly acknowledge?: boolean
    readonly refuse?: boolean
  }
}

/** In UTC. */
export interface WrittenWeek {
  readonly days: readonly string[]
  readonly from: string
  readonly to: string
}

export interface WrittenApproval {
  readonly classes: readonly string[]
  readonly scope: string
  readonly ask: readonly string[]
  readonly fallback: readonly string[]
  readonly expires: string
  readonly approvers?: number
  readonly groups?: readonly { readonly role: string; readonly at_least: number }[]
  readonly denials?: number
  readonly when_expired?: 'block'
}

export interface WrittenPack {
  readonly roles: Readonly<Record<string, readonly string[]>>
  readonly confirmation: { readonly classes: readonly string[]; readonly expires: string }
  readonly acknowledge: Readonly<Record<string, readonly string[]>>
  readonly profiles: Readonly<
    Record<
      string,
      {
        readonly approvers: Readonly<Record<string, number>>
        readonly requester_may_approve?: boolean
      }
    >
  >
  readonly approvals: Readonly<Record<string, WrittenApproval>>
  readonly step_up: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly limits: {
    readonly requests: { readonly most: number; readonly within: string }
  }
  readonly rules: readonly WrittenRule[]
  readonly freezes: readonly {
    readonly name: string
    readonly classes: readonly string[]
    readonly once?: { readonly from: string; readonly to: string }
    readonly weekly?: WrittenWeek
  }[]
  readonly emergency?: { readonly approvers: number; readonly lasts: string }
}

const unitsMs: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 }

/** Milliseconds of a duration such as `30m`. */
export function spanOf(text: string): number {
  return Number(text.slice(0, -1)) * (unitsMs[text.slice(-1)] ?? Number.NaN)
}
