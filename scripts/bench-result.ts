// What a benchmark reports, and how often and how many at once it measures.

/** How often each figure is measured, alternating. */
export const rounds = 3

/** How many flows run at once where events are grouped. */
export const inFlight = 32

export interface Result {
  readonly what: string
  readonly value: number
  /** The bound that the value must meet; absent where no goal is set. */
  readonly goal?: readonly ['>=' | '<=', number]
  readonly detail: string
}

export const fixed = (value: number) =>
  value >= 100 ? Math.round(value) : Number(value.toPrecision(3))
