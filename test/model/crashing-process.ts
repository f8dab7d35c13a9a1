// One process of the program under test: it passes boundaries, and can crash at any one of them.

/** A call of a dead process never resolves. */
const never = new Promise<never>(() => undefined)

/** Thrown inside a transaction at a crash, so that the driver rolls it back. */
class Death extends Error {
  override readonly name = 'Death'
}

export interface Life {
  /** The names of the boundaries passed so far, in order. */
  readonly passed: readonly string[]
  dead(): boolean
  /** Whether a crash is planned. */
  dying(): boolean
  /** Plans a crash after this many more boundaries. */
  dieAfter(boundaries: number): void
  /** Resolves at the crash. */
  readonly died: Promise<void>
  /** A boundary inside a transaction: a crash throws. */
  inside(name: string): void
  /** Runs one external call, with a boundary before and after it. */
  around<T>(name: string, run: () => Promise<T>): Promise<T>
}

export function createLife(): Life {
  const passed: string[] = []
  let dieAt = Number.POSITIVE_INFINITY
  let isDead = false
  let tellDeath: () => void = () => undefined
  const died = new Promise<void>((resolve) => {
    tellDeath = resolve
  })

  /** True if the process survives this boundary. */
  function survives(name: string): boolean {
    if (isDead) return false
    passed.push(name)
    if (passed.length < dieAt) return true
    isDead = true
    tellDeath()
    return false
  }

  return {
    passed,
    dead: () => isDead,
    dying: () => dieAt < Number.POSITIVE_INFINITY,
    dieAfter(boundaries) {
      dieAt = passed.length + boundaries
    },
    died,
    inside(name) {
      if (!survives(name)) throw new Death(`died at ${name}`)
    },
    async around(name, run) {
      if (!survives(`before ${name}`)) return never
      const answer = await run().catch((error: unknown) => {
        if (isDead) return never
        throw error
      })
      return survives(`after ${name}`) ? answer : never
    },
  }
}
