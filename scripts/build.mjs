// Builds `dist/`: the compiler's output, and the SQL files that the store reads beside it.

import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Compile beside `dist/` and swap it in at the end, so that an interrupted build leaves the old one
 * whole. `mark` says what it was built from, for `set-up.mjs`. Throws when the compiler finds an error.
 */
export function build(mark = '') {
  const require = createRequire(import.meta.url)
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  const next = join(root, `.dist-${process.pid}`)
  const old = `${next}-old`
  try {
    execFileSync(
      process.execPath,
      [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', next],
      { cwd: root, stdio: ['ignore', 2, 2] },
    )
    cpSync(join(root, 'src/store/migrations'), join(next, 'store/migrations'), { recursive: true })
    chmodSync(join(next, 'main.js'), 0o755)
    writeFileSync(join(next, '.built-from'), mark)
    if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old)
    renameSync(next, join(root, 'dist'))
  } finally {
    rmSync(next, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build()
