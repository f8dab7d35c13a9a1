// A list whose items tests can await with a deadline, without sleeping.

interface Waiting<T> {
  readonly wanted: (item: T) => boolean
  readonly found: (item: T) => void
}

/** The items so far, in order. */
export class Happenings<T> {
  readonly items: T[] = []
  readonly #name: string
  readonly #waiting = new Set<Waiting<T>>()

  constructor(name: string) {
    this.#name = name
  }

  add(item: T): void {
    this.items.push(item)
    for (const one of this.#waiting) {
      if (!one.wanted(item)) continue
      this.#waiting.delete(one)
      one.found(item)
    }
  }

  /** The first matching item from `since` on; rejects at the deadline. */
  until(
    wanted: (item: T) => boolean,
    what: string,
    since = 0,
    patienceMs: number = 20_000,
  ): Promise<T> {
    const present = this.items.slice(since).find(wanted)
    if (present !== undefined) return Promise.resolve(present)
    return new Promise((resolve, reject) => {
      const one: Waiting<T> = {
        wanted,
        found: (item) => {
          clearTimeout(deadline)
          resolve(item)
        },
      }
      const deadline = setTimeout(() => {
        this.#waiting.delete(one)
        reject(new Error(`${this.#name}: no ${what} came, only ${this.items.length} others`))
      }, patienceMs)
      this.#waiting.add(one)
    })
  }
}
