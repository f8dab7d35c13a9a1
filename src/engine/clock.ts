// The clock of an engine.

/** The only source of time in the product. Epoch milliseconds. */
export interface Clock {
  now(): number
  /**
   * Milliseconds since a fixed moment, unaffected by changes of the clock; absent for simulated
   * clocks.
   */
  readonly elapsed?: () => number
  /** Resolves after a pause of real time. Used only between retries. */
  pause(milliseconds: number): Promise<void>
}
