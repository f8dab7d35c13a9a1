// Where the tests are, which run on a real disk, how many files run at once, and how long one may
// take on a busy machine before it counts as stuck.

import { availableParallelism, tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { usesWhatIsBuilt } from './test/run.ts'

/** What a disk keeps, and what one does that is slow or full, is asked of a real one. */
const onDisk = [
  'test/durability/**/*.test.ts',
  'test/{kill,kill-places}.test.ts',
  'test/places/{durable,shipping-crash}.test.ts',
  'test/store/{chain-parts,database}.test.ts',
  'test/transports/{killed-unsettled,session,slow-disk}.test.ts',
]

/** The longest files begin first, so that none runs on alone when all others are done. */
const longest = [
  'test/transports/chats-over-baileys.test.ts',
  'test/durability/destruction.test.ts',
  'test/simulation.test.ts',
  'test/engine/crash.test.ts',
  'test/transports/whatsapp-web/link.test.ts',
  'test/transports/pair-program.test.ts',
  'test/chats.test.ts',
  'test/kill-places.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turn = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((one) => moduleId.endsWith(one))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => turn(one) - turn(other))
  }
}

const shared = {
  // No module of `src/` remembers anything, so files may share what they import: loading it for each
  // anew took as long as a fifth of all tests.
  isolate: false,
  setupFiles: './test/temporary-folder.ts',
  unstubEnvs: true,
  unstubGlobals: true,
  testTimeout: 60_000,
  hookTimeout: 60_000,
}
const plugins = [usesWhatIsBuilt]

export default defineConfig({
  test: {
    // Tests wait for processes and disks as much as they compute: one more keeps every core busy.
    maxWorkers: availableParallelism() + 1,
    globalSetup: './test/run.ts',
    sequence: { sequencer: LongestFirst },
    projects: [
      { plugins, test: { name: 'disk', include: onDisk, env: { TMPDIR: tmpdir() }, ...shared } },
      {
        plugins,
        test: {
          name: 'memory',
          include: ['test/**/*.test.ts'],
          exclude: onDisk,
          ...shared,
        },
      },
    ],
  },
})
