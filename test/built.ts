// The program that this run has built (test/run.ts), for tests that start it without changing it.

import { join } from 'node:path'

/** The folder of the built program, with flows and words beside it as people have them. */
export const built: string = process.env['AVAL_TEST_BUILT'] ?? ''
export const builtMain: string = join(built, 'dist', 'main.js')
