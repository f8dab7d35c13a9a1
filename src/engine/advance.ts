// Time that only somebody moves: a played environment goes from deadline to deadline.

import type { Engine } from './engine.ts'

/** Up to this moment (epoch milliseconds), so that each thing on the way lapses at its own time. */
export async function advance(
  engine: Pick<Engine, 'nextDeadline' | 'tick' | 'idle'>,
  clock: { moveTo(at: number): void },
  to: number,
): Promise<void> {
  for (;;) {
    const due = await engine.nextDeadline()
    if (due === null || due > to) break
    clock.moveTo(due)
    await engine.tick()
    await engine.idle()
  }
  clock.moveTo(to)
  await engine.tick()
}
