// One process of the program under test: it passes boundaries, and can crash at any one of them.

/** What a dead process answers: nothing, ever. */
const never = new Promise<never>(() => undefined)

/** Thrown inside a transaction by a process that dies there, so that the driver rolls it back. */
class Death extends Error {
  override readonly name = 'Death'
}

export interface Life {
  /** Boundaries passed so far, and their names in order. */
  readonly passed: readonly string[]
  dead(): boolean
  /** A death is planned. */
  dying(): boolean
  /** Die at the boundary that comes after this many more. */
  dieAfter(boundaries: number): void
  /** Resolves when it has died. */
  readonly died: Promise<void>
  /** A boundary inside a transaction: a death throws. */
  inside(name: string): void
  /** Run one call to the outside, with a boundary before and one after it. */
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

  /** True while alive after this boundary. */
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
