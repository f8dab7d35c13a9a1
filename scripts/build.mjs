// Builds `dist/`: the compiler's output, and the SQL files that the store reads beside it.

import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Compile into a fresh `dist/`. Throws when the compiler finds an error. */
export function build() {
  const require = createRequire(import.meta.url)
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  cpSync(join(root, 'src/store/migrations'), join(root, 'dist/store/migrations'), { recursive: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build()
