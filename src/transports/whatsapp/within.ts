// Waiting for something of WhatsApp's, and not for ever.

/** What `work` comes to; what `late` says, where that takes longer. */
export async function within<Value>(
  milliseconds: number,
  work: Promise<Value>,
  late: () => Value,
): Promise<Value> {
  let deadline: NodeJS.Timeout | undefined
  const timeout = new Promise<Value>((resolve) => {
    deadline = setTimeout(() => resolve(late()), milliseconds)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(deadline)
  }
}
