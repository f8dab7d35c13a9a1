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

/** Packages that nearly every command needs are bundled; the others stay external. */
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

/** Entry points of the worker threads, by name. */
function threads() {
  const folder = 'src/environment/threads'
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('-thread.ts'))
  return Object.fromEntries(files.map((name) => [name.slice(0, -3), `${folder}/${name}`]))
}

/** Replaces `import.meta` in the bundled CommonJS files, which all lie in one folder. */
const hereInCommonJs =
  "const { pathToFileURL: partToUrl } = require('node:url');" +
  'const partUrl = partToUrl(__filename).href;' +
  'const resolveFromPart = (name) => partToUrl(require.resolve(name)).href;' +
  "const importFromPart = (name) => require('./import.js')(name);"

/**
 * Importing the namespace `z` would keep the whole library, with messages in fifty languages. And
 * code from the V8 cache cannot call `import()`: a separate file does so for all bundles.
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

/**
 * Modules that export functions only, loaded when first called: parsers of content that the build
 * has parsed, or that few starts need.
 */
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

/** What no start of `aval chat` needs is loaded at its first call: the used exports, by name. */
const whenUsed = {
  yaml: {
    from: './yaml.js',
    functions: ['isMap', 'isScalar', 'isSeq', 'parse', 'parseDocument', 'stringify'],
    classes: ['LineCounter'],
  },
  'node:child_process': { functions: ['execFile', 'spawn', 'spawnSync'] },
  'node:dgram': { functions: ['createSocket'] },
  'node:tls': { functions: ['connect'] },
  'node:worker_threads': { classes: ['Worker'] },
  ...Object.fromEntries(
    parsers
      .map((name) => join(root, 'src', `${name}.ts`))
      .map((file) => [file, { functions: functionsOf(file) }]),
  ),
}

/** Throws where a module exports more than functions and types: those could not be loaded later. */
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
      // A thread needs its `workerData` at once.
      if (path === 'node:worker_threads' && importer.endsWith('-thread.ts')) return undefined
      const name = path.startsWith('.') ? join(dirname(importer), path) : path
      return Object.hasOwn(whenUsed, name) ? { path: name, namespace } : undefined
    })
    onLoad({ filter: /^/, namespace }, ({ path }) => ({ contents: standIn(path, whenUsed[path]) }))
  },
}

/** The driver searches a dozen places for its native module; the installer puts it here. */
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

/** A module of functions that load the real one when called. */
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
 * Compiles beside `dist/` and replaces it at the end, so that an interrupted build leaves the old
 * one intact. `mark` identifies the sources, for `set-up.mjs`. Throws when the compiler finds an
 * error.
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

/** Everything but the types, into a folder beside flows and words, as `dist` is. */
export async function buildProgram(folder) {
  const parts = join(folder, 'parts')
  // Node links ES modules slowly: few CommonJS files start a tenth faster.
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
    // Comments and spaces are a third of the bytes that each start reads; names and lines are kept.
    minifyWhitespace: true,
    lineLimit: 100,
    charset: 'ascii',
    // For `node --enable-source-maps`.
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

/**
 * Only `chat` uses the V8 cache: in production the source runs whose digest an attestation names.
 */
const entry = `#!/usr/bin/env node
if (process.argv[2] === 'chat') require('./parts/compiled.js').startChat()
else require('./parts/main.js')
`

/** Keeps the V8 cache of a short chat; where that fails, each start compiles. */
function compile(parts) {
  const home = mkdtempSync(join(tmpdir(), 'aval-build-'))
  const settings = join('data', 'dev', 'environment.yaml')
  const input = '{"from":"ana","text":"menu"}\n{"from":"ana","text":"status"}\n'
  const chat = ['chat', '--env', 'dev', '--jsonl', '--home', home]
  const run = `require(${JSON.stringify(join(parts, 'compiled.js'))}).startAndKeep()`
  try {
    cpSync(join(root, settings), join(home, settings))
    // The first start creates files that later ones do not.
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

/**
 * One non-Latin-1 character makes V8 store the whole file in two bytes per character, and read it
 * more slowly.
 */
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

/** The ES module build of the library, which esbuild can tree-shake. */
function browserBuildOf(name) {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  return join(dirname(manifest), 'browser/dist/index.js')
}

/** Type-checks all of `src/`, and keeps the types of the public library. */
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
