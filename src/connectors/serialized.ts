// Runs effects one after the other, so that none starts between another's read and write.

/** Runs each act after the one before has ended, successfully or not; returns its result. */
export function serialized(): <Result>(act: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
}
