// Builds `dist/`: the program in few files, its types, its SQL, and the values parsed in advance.

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Packages that nearly every command needs become part of the program; the others stay apart. */
const within = [
  '@fluent/bundle',
  'better-sqlite3',
  'echarts',
  'fastest-levenshtein',
  'jose',
  'otpauth',
  'yaml',
  'zod',
]

function apart() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const all = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
  return all.filter((name) => !within.includes(name))
}

/** Every file that is started as a thread, by its name. */
function threads() {
  const folder = 'src/environment'
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('-thread.ts'))
  return Object.fromEntries(files.map((name) => [name.slice(0, -3), `${folder}/${name}`]))
}

/** How a part says where it and others lie: all in one folder, whatever file they came from. */
const hereInCommonJs =
  "const { pathToFileURL: partToUrl } = require('node:url');" +
  'const partUrl = partToUrl(__filename).href;' +
  'const resolveFromPart = (name) => partToUrl(require.resolve(name)).href;' +
  "const importFromPart = (name) => require('./import.js')(name);"

/**
 * The one name `z` would keep the whole library, words of fifty languages included. And what was
 * compiled before cannot import: a file beside it does so for all parts.
 */
const asParts = {
  name: 'as-parts',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]src[/\\].*\.ts$/, namespace: 'file' }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replace(/^import \{ z \} from/m, 'import * as z from')
        .replace(/(await |=> )import\((?!'\.)/g, '$1importFromPart('),
    }))
  },
}

/** What parses what the build has parsed, or what few starts meet: modules of functions alone. */
const parsers = [
  'command/command',
  'command/spec',
  'connectors/api',
  'connectors/unit-kind',
  'evidence/artifact-schema',
  'policy/pack',
  'policy/pattern',
  'store/verify/verify',
]

/** What no start of `aval chat` uses is loaded by its first call: what of it is used, by its name. */
const whenUsed = {
  yaml: {
    from: './yaml.js',
    functions: ['isMap', 'isScalar', 'isSeq', 'parse', 'parseDocument', 'stringify'],
    classes: ['LineCounter'],
  },
  'node:child_process': { functions: ['execFile', 'spawn'] },
  'node:dgram': { functions: ['createSocket'] },
  'node:tls': { functions: ['connect'] },
  'node:worker_threads': { classes: ['Worker'] },
  ...Object.fromEntries(
    parsers
      .map((name) => join(root, 'src', `${name}.ts`))
      .map((file) => [file, { functions: functionsOf(file) }]),
  ),
}

/** Throws where a module exports more than functions and types: that could not wait. */
function functionsOf(file) {
  const exported = readFileSync(file, 'utf8').match(/^export (?!type |interface ).*/gm) ?? []
  return exported.map((line) => {
    const [, name] = /^export (?:async )?function (\w+)/.exec(line) ?? []
    if (name === undefined) throw new Error(`${file} is to export functions alone: ${line}`)
    return name
  })
}

const loadedWhenUsed = {
  name: 'when-used',
  setup({ onResolve, onLoad }) {
    const namespace = 'when-used'
    onResolve({ filter: /^/, namespace }, ({ path }) =>
      parsers.some((name) => path.endsWith(`${name}.ts`)) ? { path } : { path, external: true },
    )
    onResolve({ filter: /^(yaml$|node:|\.)/ }, ({ path, importer }) => {
      // A thread asks at once who started it.
      if (path === 'node:worker_threads' && importer.endsWith('-thread.ts')) return undefined
      const name = path.startsWith('.') ? join(dirname(importer), path) : path
      return Object.hasOwn(whenUsed, name) ? { path: name, namespace } : undefined
    })
    onLoad({ filter: /^/, namespace }, ({ path }) => ({ contents: standIn(path, whenUsed[path]) }))
  },
}

/** The driver looks for its native half in a dozen places; the installer puts it into this one. */
const nativeDriver = {
  name: 'native-driver',
  setup({ onResolve, onLoad }) {
    const search = "require('bindings')('better_sqlite3.node')"
    const found = "require('better-sqlite3/build/Release/better_sqlite3.node')"
    onResolve({ filter: /\.node$/ }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /[/\\]better-sqlite3[/\\]lib[/\\]database\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes(search)) throw new Error(`${path} finds its native half in another way.`)
      return { contents: text.replace(search, found) }
    })
  },
}

/** A module of functions alone, each of which loads the real one. */
function standIn(name, { from = name, functions = [], classes = [] }) {
  const each = (one, call) => `export function ${one}(...all) { return ${call} }`
  return [
    'let loaded',
    `const real = () => (loaded ??= require(${JSON.stringify(from)}))`,
    ...functions.map((one) => each(one, `real().${one}(...all)`)),
    ...classes.map((one) => each(one, `new (real().${one})(...all)`)),
  ].join('\n')
}

/**
 * Compile beside `dist/` and swap it in at the end, so that an interrupted build leaves the old one
 * whole. `mark` says what it was built from, for `set-up.mjs`. Throws when the compiler finds an error.
 */
export async function build(mark = '') {
  const next = join(root, `.dist-${process.pid}`)
  const old = `${next}-old`
  try {
    writeTypes(next)
    await buildProgram(next)
    writeFileSync(join(next, '.built-from'), mark)
    if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old)
    renameSync(next, join(root, 'dist'))
  } finally {
    rmSync(next, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

/** Everything but the types, into a folder that lies where `dist` would: beside flows and words. */
export async function buildProgram(folder) {
  const parts = join(folder, 'parts')
  // Node finds and links modules slowly: few files of CommonJS start a tenth sooner.
  await bundle({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/main.ts',
      library: 'src/library.ts',
      prepare: 'src/environment/prepare.ts',
      compiled: 'src/compiled.ts',
      yaml: browserBuildOf('yaml'),
      ...threads(),
    },
    outdir: parts,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: apart(),
    plugins: [asParts, loadedWhenUsed, nativeDriver],
    define: { 'import.meta.url': 'partUrl', 'import.meta.resolve': 'resolveFromPart' },
    banner: { js: hereInCommonJs },
    legalComments: 'none',
    // Comments and spaces are a third of the bytes that each start reads; names and lines stay.
    minifyWhitespace: true,
    lineLimit: 100,
    charset: 'ascii',
    // For `node --enable-source-maps`, which then names the lines of the sources.
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  })
  writeFileSync(join(parts, 'import.js'), 'module.exports = (name) => import(name)\n')
  const main = join(parts, 'main.js')
  writeFileSync(main, readFileSync(main, 'utf8').replace(/^#!/, '//'))
  keepNarrow(parts)
  cpSync(join(root, 'src/store/file/migrations'), join(parts, 'migrations'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n')
  writeFileSync(join(folder, 'main.js'), entry)
  writeFileSync(join(folder, 'library.js'), "module.exports = require('./parts/library.js')\n")
  chmodSync(join(folder, 'main.js'), 0o755)
  createRequire(import.meta.url)(join(parts, 'prepare.js')).prepareShipped()
  compile(parts)
}

/** What decides in production runs from the text that an attestation names. */
const entry = `#!/usr/bin/env node
if (process.argv[2] === 'chat') require('./parts/compiled.js').startChat()
else require('./parts/main.js')
`

/** What V8 compiled in a short chat is kept; where that fails, each start compiles by itself. */
function compile(parts) {
  const home = mkdtempSync(join(tmpdir(), 'aval-build-'))
  const settings = join('data', 'dev', 'environment.yaml')
  const input = '{"from":"ana","text":"menu"}\n{"from":"ana","text":"status"}\n'
  const chat = ['chat', '--env', 'dev', '--jsonl', '--home', home]
  const run = `require(${JSON.stringify(join(parts, 'compiled.js'))}).startAndKeep()`
  try {
    cpSync(join(root, settings), join(home, settings))
    // The first start makes what no other does.
    for (const _ of ['first', 'kept'])
      execFileSync(process.execPath, ['-e', run, join(parts, '..', 'main.js'), ...chat], {
        input,
        timeout: 60_000,
        stdio: ['pipe', 'ignore', 'ignore'],
      })
  } catch {
    for (const name of readdirSync(parts).filter((one) => one.endsWith('.compiled')))
      rmSync(join(parts, name))
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** One wide character makes V8 keep a whole part in two bytes each, and read it more slowly. */
function keepNarrow(parts) {
  for (const name of readdirSync(parts).filter((one) => one.endsWith('.js'))) {
    const lines = readFileSync(join(parts, name), 'utf8').split('\n')
    const wide = lines.find((line) => /[\u0080-\u{10ffff}]/u.test(line))
    if (wide !== undefined)
      throw new Error(
        `${name} would hold more than ASCII; write it as \\uXXXX where it is: ${wide}`,
      )
  }
}

/** The same library as modules, of which what is not used falls away. */
function browserBuildOf(name) {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  return join(dirname(manifest), 'browser/dist/index.js')
}

/** Checks all of `src/`, and keeps what programs import. */
function writeTypes(folder) {
  const require = createRequire(import.meta.url)
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  const types = `${folder}-types`
  try {
    execFileSync(
      process.execPath,
      [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', types],
      { cwd: root, stdio: ['ignore', 2, 2] },
    )
    mkdirSync(folder, { recursive: true })
    copyFileSync(join(types, 'library.d.ts'), join(folder, 'library.d.ts'))
  } finally {
    rmSync(types, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2)
  await (folder === undefined ? build() : buildProgram(folder))
}
