// Writes verifier/verify.mjs and verifier/verify.html, which are kept in the repository.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Verifier {
  readonly mjs: string
  readonly html: string
}

/** Bundles both; deterministic for the same sources. */
export async function bundleVerifier(): Promise<Verifier> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['scripts/verifier/verify.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['node:*'],
    banner: {
      js: '// Aval: checks an evidence pack. Made by scripts/verifier/build.ts.',
    },
  })
  const mjs = outputFiles[0]?.text ?? ''
  if (/<\/script|<!--/i.test(mjs)) throw new Error('The bundle would end the page that holds it.')
  const page = readFileSync(join(root, 'scripts/verifier/page.html'), 'utf8')
  return { mjs, html: page.replace('/*VERIFIER*/', () => mjs.trimEnd()) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { mjs, html } = await bundleVerifier()
  mkdirSync(join(root, 'verifier'), { recursive: true })
  writeFileSync(join(root, 'verifier/verify.mjs'), mjs)
  writeFileSync(join(root, 'verifier/verify.html'), html)
}
