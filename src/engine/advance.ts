// Moves a simulated environment's clock from deadline to deadline.

import type { Engine } from './engine.ts'

/**
 * Moves the clock to `to` (epoch milliseconds), stopping at each deadline so that it is handled at
 * its own time.
 */
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
