// Acts one behind the other: between reading and writing of one, no other begins.

/** Runs each act once the one before has ended, however that ended; answers as the act does. */
export function actsInTurn(): <Result>(act: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
}
