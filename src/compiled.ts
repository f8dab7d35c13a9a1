// Starts `aval chat` from V8 bytecode that was made at build time, if it still fits.

import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

/** The folder of the built program. */
const folder = fileURLToPath(new URL('.', import.meta.url))

/** The parts that `aval chat` runs at its start. */
type Part = 'main' | 'yaml'

/** The wrapper that Node puts around CommonJS modules. */
const head = '(function (exports, require, module, __filename, __dirname) {'
const tail = '\n})'
type Wrapped = (
  exports: unknown,
  require: (name: string) => unknown,
  module: { readonly exports: unknown },
  file: string,
  folder: string,
) => void

const sealBytes = 32

/**
 * Runs the program from bytecode, or else from its text. With source maps enabled Node's own loader
 * is used.
 */
export function startChat(): void {
  const main = process.sourceMapsEnabled === true ? null : compiled('main')
  if (main === null) createRequire(import.meta.url)('./main.js')
  else runPart('main', main, compiled)
}

/** Runs the program from its text and, at exit, stores the bytecode that V8 made. */
export function startAndKeep(): void {
  const ran = new Map<Part, Script>()
  const fromText = (part: Part): Script => {
    const script = new Script(textOf(part).toString('latin1'), { filename: nameOf(part) })
    ran.set(part, script)
    return script
  }
  process.once('exit', () => {
    for (const [part, script] of ran) {
      const code = script.createCachedData()
      writeFileSync(fileOf(part), Buffer.concat([seal(textOf(part), code), code]))
      // Readable for everybody who may run the program.
      chmodSync(fileOf(part), 0o644)
    }
  })
  runPart('main', fromText('main'), fromText)
}

/** A hidden file, so that the program's digest leaves it out: it differs from build to build. */
function fileOf(part: Part): string {
  return join(folder, `.${part}.compiled`)
}

/** Bytecode keeps this file name, wherever the program is installed. */
function nameOf(part: Part): string {
  return `dist/parts/${part}.js`
}

/** The stored bytecode; null if missing, damaged, or made from another text or by another Node. */
function compiled(part: Part): Script | null {
  if (!existsSync(fileOf(part))) return null
  const kept = readFileSync(fileOf(part))
  const text = textOf(part)
  const cachedData = kept.subarray(sealBytes)
  // V8 checks only the text's length, and may crash on damaged bytecode.
  if (!seal(text, cachedData).equals(kept.subarray(0, sealBytes))) return null
  const script = new Script(text.toString('latin1'), { filename: nameOf(part), cachedData })
  // V8 may also refuse it because of its own options.
  return script.cachedDataRejected === true ? null : script
}

function seal(text: Buffer, code: Buffer): Buffer {
  const { version, platform, arch } = process
  return createHash('sha256')
    .update(`${version} ${platform} ${arch}\n`)
    .update(text)
    .update(code)
    .digest()
}

/**
 * The wrapped text of a part, built in one buffer because it is long; the build makes sure that it
 * is ASCII.
 */
function textOf(part: Part): Buffer {
  const source = openSync(join(folder, `${part}.js`), 'r')
  try {
    const { size } = fstatSync(source)
    const bytes = Buffer.allocUnsafeSlow(head.length + size + tail.length)
    bytes.write(head, 'latin1')
    readSync(source, bytes, head.length, size, 0)
    bytes.write(tail, head.length + size, 'latin1')
    return bytes
  } finally {
    closeSync(source)
  }
}

/** Runs a module as Node's loader would, except that the other part may come from `scriptOf`. */
function runPart(part: Part, script: Script, scriptOf: (part: Part) => Script | null): unknown {
  const file = join(folder, `${part}.js`)
  const module = { exports: {} }
  const fromFolder = createRequire(file)
  const require = (name: string): unknown => {
    const yaml = name === './yaml.js' ? scriptOf('yaml') : null
    return yaml === null ? fromFolder(name) : runPart('yaml', yaml, scriptOf)
  }
  const run: Wrapped = script.runInThisContext()
  run(module.exports, Object.assign(require, { resolve: fromFolder.resolve }), module, file, folder)
  return module.exports
}
