// Compiles the sources to plain JavaScript, so that the benchmark measures the program and not a
// loader.

import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const beside = [
  'node_modules',
  'package.json',
  'dist',
  'flows',
  'locales',
  'src/store/file/migrations',
]

/**
 * Compiles `src` and `scripts` into the empty folder `folder` and links what they read. Loaders of
 * TypeScript add a call per closure to keep function names, which costs a fifth of an event's time.
 */
export function compileInto(folder: string): void {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const options = ['-p', join(root, 'tsconfig.json'), '--noEmit', 'false', '--noCheck']
  execFileSync(process.execPath, [compiler, ...options, '--outDir', folder], { stdio: 'inherit' })
  for (const name of beside) symlinkSync(join(root, name), join(folder, name))
}
