// The work that rivals do: ten durable steps and two waits for a human, driven by three messages.

/** What an approved command leaves behind, apart from the two answers. */
export const beforeConfirmation = ['proposed', 'previewed']
export const beforeApproval = ['confirmed', 'authorized', 'approval.required', 'approval.requested']
export const afterApproval = ['accepted', 'started', 'applied', 'succeeded']

/** The body of a record, of about the size of one of ours. */
export const record = (step, number) => ({
  step,
  number,
  order: `${number}`,
  by: 'ana',
  text: 'x'.repeat(400),
})

/** Resolves when the flow says that it has asked; a person answers then and not before. */
export function openQuestions() {
  const waiting = new Map()
  return {
    asked: (key) => waiting.get(key)?.(),
    question: (key) =>
      new Promise((resolve) => waiting.set(key, resolve)).finally(() => waiting.delete(key)),
  }
}

/** Run `flow(number)` over and over, so many at once, after a warm-up in milliseconds; flows a second. */
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
