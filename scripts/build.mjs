// Builds `dist/`: the program in few files, its types, its SQL, and what it parses at every start.

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Packages that nearly every command needs become part of the program; the others stay apart. */
const within = [
  '@fluent/bundle',
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
  'const resolveFromPart = (name) => partToUrl(require.resolve(name)).href;'

/** The one name `z` would keep the whole library, words of fifty languages included. */
const zodByName = {
  name: 'zod-by-name',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]src[/\\].*\.ts$/, namespace: 'file' }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(/^import \{ z \} from/m, 'import * as z from'),
    }))
  },
}

/** Parsers of what the build has parsed: modules of functions alone. */
const parsers = ['command/spec', 'connectors/api', 'connectors/unit-kind', 'policy/pack']

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
      yaml: browserBuildOf('yaml'),
      ...threads(),
    },
    outdir: parts,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: apart(),
    plugins: [zodByName, loadedWhenUsed],
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
  keepNarrow(parts)
  cpSync(join(root, 'src/store/migrations'), join(parts, 'migrations'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n')
  writeFileSync(join(folder, 'main.js'), "#!/usr/bin/env node\nrequire('./parts/main.js')\n")
  writeFileSync(join(folder, 'library.js'), "module.exports = require('./parts/library.js')\n")
  chmodSync(join(folder, 'main.js'), 0o755)
  createRequire(import.meta.url)(join(parts, 'prepare.js')).prepareShipped()
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
