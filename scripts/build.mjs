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
    onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(/^import \{ z \} from/m, 'import * as z from'),
    }))
  },
}

/** What is used of YAML's library: what the build parsed needs none of it, so its first call loads it. */
const ofYaml = {
  functions: ['isMap', 'isScalar', 'isSeq', 'parse', 'parseDocument', 'stringify'],
  classes: ['LineCounter'],
}

const yamlWhenUsed = {
  name: 'yaml-when-used',
  setup({ onResolve, onLoad }) {
    const namespace = 'when-used'
    const each = (name, call) => `export function ${name}(...all) { return ${call} }`
    const contents = [
      "const yaml = () => require('./yaml.js')",
      ...ofYaml.functions.map((name) => each(name, `yaml().${name}(...all)`)),
      ...ofYaml.classes.map((name) => each(name, `new (yaml().${name})(...all)`)),
    ].join('\n')
    onResolve({ filter: /^yaml$/ }, ({ path }) => ({ path, namespace }))
    onResolve({ filter: /^/, namespace }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /^/, namespace }, () => ({ contents }))
  },
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
    plugins: [zodByName, yamlWhenUsed],
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
