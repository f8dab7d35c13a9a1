// The warm-up before a measurement, and the machine's limit that the result is compared with.

import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ascending, quantile } from './bench-quantile.ts'

/**
 * Milliseconds, per subject and rival. V8 compiles a hot path within some 10,000 events; until then
 * an event costs twice as much.
 */
export const warmUpMs = Number(process.env['AVAL_BENCH_WARM_MS'] ?? 15_000)

/** Starts the warm-up; the result is true until it is over. */
export function warming(): () => boolean {
  const until = performance.now() + warmUpMs
  return () => performance.now() < until
}

/**
 * The upper limit, measured right before the subject: 4 KiB written in place and flushed, for a
 * second. The warm-up uses the disk as it is; from here on each flush takes `AVAL_BENCH_WAIT_US`
 * longer.
 */
export function rawFlushes(): { readonly rawPerSecond: number; readonly rawP50Ms: number } {
  const wait = process.env['AVAL_BENCH_WAIT_US']
  if (wait !== undefined) process.env['AVAL_DISK_WAIT_US'] = wait
  const folder = mkdtempSync(join(tmpdir(), 'aval-raw-'))
  const file = openSync(join(folder, 'raw'), 'w')
  const block = Buffer.alloc(4096, 1)
  const blocks = 256
  for (let index = 0; index < blocks; index += 1)
    writeSync(file, block, 0, block.length, index * block.length)
  fdatasyncSync(file)
  const took: number[] = []
  const began = performance.now()
  while (performance.now() - began < 1_000) {
    const start = performance.now()
    writeSync(file, block, 0, block.length, (took.length % blocks) * block.length)
    fdatasyncSync(file)
    took.push(performance.now() - start)
  }
  const rawPerSecond = took.length / ((performance.now() - began) / 1000)
  closeSync(file)
  rmSync(folder, { recursive: true })
  return { rawPerSecond, rawP50Ms: quantile(took.sort(ascending), 0.5) }
}
