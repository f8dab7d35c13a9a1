// The error of everything that a person must put right before an environment can open.

/** The message is one sentence: what is wrong, and what to do. */
export class SetUpError extends Error {
  override readonly name = 'SetUpError'
}
