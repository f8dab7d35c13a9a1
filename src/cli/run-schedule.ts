// Runs an open environment's scheduled work: deadlines, checkpoints, and sending to outside places.

import type { Log } from '../engine/engine-parts.ts'
import { startSchedule } from '../engine/schedule.ts'
import type { OpenEnvironment } from '../environment/environment.ts'

/** Starts now; runs until the returned function is called. */
export function runSchedule(
  { engine, checkpoint, outward }: OpenEnvironment,
  log: Log,
): () => void {
  return startSchedule({ tick: () => engine.tick(), checkpoint, outward: outward.begin }, log)
}
