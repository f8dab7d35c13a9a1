// The clock of an engine.

/** The only way in which time enters the product. Epoch milliseconds. */
export interface Clock {
  now(): number
  /**
   * Milliseconds since a fixed moment, however the clock is set meanwhile; absent where only its
   * owner moves time.
   */
  readonly elapsed?: () => number
  /** Resolves after a pause of real time; used between retries only. */
  pause(milliseconds: number): Promise<void>
}
