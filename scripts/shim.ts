// Compiles a C shim that is preloaded into a program and changes the results of system calls.

import { execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Compiles a C file of this folder into `folder`; returns the path for LD_PRELOAD. Needs a C
 * compiler.
 */
export function compiledShim(name: string, folder: string): string {
  const source = fileURLToPath(new URL(name, import.meta.url))
  const shim = join(folder, basename(name, '.c').concat('.so'))
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', shim, source, '-ldl'])
  return shim
}
