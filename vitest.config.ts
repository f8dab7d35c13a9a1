// Where the tests are, which run on a real disk, how many files run at once, and how long one may
// take on a busy machine before it counts as stuck.

import { availableParallelism, tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'
import { readsWhatTheBuildParsed } from './test/run.ts'

/** What a disk keeps, and what one does that is slow or full, is asked of a real one. */
const onDisk = [
  'test/durability/**/*.test.ts',
  'test/{kill,kill-places}.test.ts',
  'test/places/{durable,shipping-crash}.test.ts',
  'test/store/{cuts,database}.test.ts',
  'test/transports/{killed-unsettled,session,slow-disk}.test.ts',
]

const patience = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // Tests wait for processes and disks as much as they compute, so two run at once on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: './test/run.ts',
    projects: [
      {
        plugins: [readsWhatTheBuildParsed],
        test: { name: 'disk', include: onDisk, env: { TMPDIR: tmpdir() }, ...patience },
      },
      {
        plugins: [readsWhatTheBuildParsed],
        test: { name: 'memory', include: ['test/**/*.test.ts'], exclude: onDisk, ...patience },
      },
    ],
  },
})
