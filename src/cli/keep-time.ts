// Time passes for an open environment: deadlines, checkpoints, and what leaves for places outside.

import type { Log } from '../engine/engine.ts'
import { startSchedule } from '../engine/schedule.ts'
import type { OpenEnvironment } from '../environment/environment.ts'

/** From now on, until the returned function is called. */
export function keepTime({ engine, checkpoint, outward }: OpenEnvironment, log: Log): () => void {
  return startSchedule({ tick: () => engine.tick(), checkpoint, outward: outward.begin }, log)
}
