// `aval chat` starts from what V8 compiled of the program when it was built, where that still fits.

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

/** Where all parts of the built program lie. */
const folder = fileURLToPath(new URL('.', import.meta.url))

/** The parts that a start of `aval chat` runs. */
type Part = 'main' | 'yaml'

/** What Node puts around a file of CommonJS. */
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
 * Run the program: as it was compiled, else from its text. Whoever wants the lines of the sources
 * gets them from Node's own loader alone.
 */
export function startChat(): void {
  const main = process.sourceMapsEnabled === true ? null : compiled('main')
  if (main === null) createRequire(import.meta.url)('./main.js')
  else runPart('main', main, compiled)
}

/** Run the program from its text, and write down at its end what V8 has compiled of it. */
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
      // Whoever may run the program may read it.
      chmodSync(fileOf(part), 0o644)
    }
  })
  runPart('main', fromText('main'), fromText)
}

/** Hidden, so that no digest of the program counts what differs from build to build. */
function fileOf(part: Part): string {
  return join(folder, `.${part}.compiled`)
}

/** Bytecode keeps the name that its text had, wherever the program lies by now. */
function nameOf(part: Part): string {
  return `dist/parts/${part}.js`
}

/** Null where nothing was kept, or what was kept is of another text, of another Node, or torn. */
function compiled(part: Part): Script | null {
  if (!existsSync(fileOf(part))) return null
  const kept = readFileSync(fileOf(part))
  const text = textOf(part)
  const cachedData = kept.subarray(sealBytes)
  // V8 itself looks at the length of the text only, and may die of code that is torn.
  if (!seal(text, cachedData).equals(kept.subarray(0, sealBytes))) return null
  const script = new Script(text.toString('latin1'), { filename: nameOf(part), cachedData })
  // Options of V8 count too, of which only V8 knows.
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

/** The part as V8 reads it; ASCII, as the build sees to. Laid out once: it is long. */
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

/** As Node's loader would, but for the other part, that `scriptOf` may have. */
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
