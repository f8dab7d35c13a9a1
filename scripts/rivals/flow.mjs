// The work that rivals do: ten durable steps and two waits for a human, driven by three messages.

/** The records of an approved command, without the two answers. */
export const beforeConfirmation = ['proposed', 'previewed']
export const beforeApproval = ['confirmed', 'authorized', 'approval.required', 'approval.requested']
export const afterApproval = ['accepted', 'started', 'applied', 'succeeded']

/** The body of a record, about as large as Aval's. */
export const record = (step, number) => ({
  step,
  number,
  order: `${number}`,
  by: 'ana',
  text: 'x'.repeat(400),
})

/** Resolves when the flow reports that it waits for an answer; a person answers only then. */
export function openQuestions() {
  const waiting = new Map()
  return {
    asked: (key) => waiting.get(key)?.(),
    question: (key) =>
      new Promise((resolve) => waiting.set(key, resolve)).finally(() => waiting.delete(key)),
  }
}

/**
 * Runs `flow(number)` repeatedly with so many in flight, after a warm-up in milliseconds; returns
 * flows per second.
 */
export async function drive(flow, seconds, inFlight) {
  let number = 0
  const run = (until) =>
    Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (!until()) await flow(number++)
      }),
    )
  const warm = performance.now() + Number(process.env.AVAL_BENCH_WARM_MS)
  await run(() => performance.now() > warm)
  const before = number
  const began = performance.now()
  await run(() => performance.now() - began >= seconds * 1_000)
  return (number - before) / ((performance.now() - began) / 1_000)
}
