// Checks the code itself: layers, places of third-party packages, purity, words for every flow, and
// files that belong together.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { eventParts } from '../scripts/bench-flame.ts'
import { guards } from '../scripts/guards.ts'
import { typedIn } from '../scripts/readme.ts'
import { schemaFiles } from '../scripts/schemas.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Layers from top to bottom; a name stands for a folder of `src/`, or for a file in it. */
const floors = [
  ['main', 'cli', 'supervisor', 'library', 'compiled'],
  ['environment'],
  ['connectors', 'transports', 'places', 'pictures'],
  ['engine'],
  ['conversation', 'store'],
  ['command'],
  ['policy', 'evidence'],
] as const

/**
 * Below the engine no code reads a clock or uses randomness; the modules here have no I/O at all.
 */
const belowEngine = ['policy', 'evidence', 'command', 'conversation', 'store']
const pure = ['policy', 'evidence', 'command', 'conversation']

/** Where third-party code may be imported; packages not listed here may not be imported. */
const homes: Readonly<Record<string, RegExp>> = {
  '@fluent/bundle': /^conversation\/words\.ts$/,
  '@opentelemetry/api': /^engine\/observability\/otlp\.ts$/,
  '@opentelemetry/exporter-trace-otlp-http': /^engine\/observability\/otlp\.ts$/,
  '@opentelemetry/otlp-transformer': /^places\/ship-otlp\.ts$/,
  '@opentelemetry/resources': /^(engine\/observability\/otlp|places\/ship-otlp)\.ts$/,
  '@opentelemetry/sdk-logs': /^places\/ship-otlp\.ts$/,
  '@opentelemetry/sdk-trace': /^engine\/observability\/otlp\.ts$/,
  '@resvg/resvg-js': /^pictures\/raster\.ts$/,
  '@whiskeysockets/baileys': /^transports\/baileys\//,
  'better-sqlite3': /^store\//,
  echarts: /^pictures\/report-chart\.ts$/,
  'fastest-levenshtein': /^conversation\//,
  jose: /^(environment\/attestation\/attestation|connectors\/ticket)\.ts$/,
  otpauth: /^(command\/answered\/step-up|cli\/people\/(enrol|people))\.ts$/,
  pino: /^(engine|connectors|transports|environment|cli|main|supervisor)\b/,
  'prom-client': /^engine\/observability\/metrics\.ts$/,
  'qrcode-terminal': /^cli\//,
  re2js: /^policy\/pattern\.ts$/,
  'whatsapp-web.js': /^transports\/whatsapp-web\//,
  yaml: /^(connectors|environment|cli)\//,
  zod: /^/,
}

interface Source {
  /** Below `src/`. */
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
  /** Without comments. */
  readonly code: string
  /** Its imports, types included. */
  readonly imports: readonly string[]
}

/** `echarts/core` is a part of the package `echarts`, and `@fluent/bundle` is a whole name. */
function packageOf(imported: string): string {
  return imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/')
}

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
    .toSorted()
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function sourceOf(file: string): Source {
  const text = read(file)
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
  const found = code.matchAll(
    /(?:(?<!')\bfrom|^import|\bimport\(|\bnew URL\((?='\.))\s*'([^']+)'/gm,
  )
  const imports = [...found].flatMap((one) => one[1] ?? [])
  return { path: relative('src', file), text, lines: text.split('\n'), code, imports }
}

const sources = filesBelow('src', '.ts').map(sourceOf)

/** All findings of `broken`, as `file: what`. */
function places(broken: (source: Source) => readonly string[]): readonly string[] {
  return sources.flatMap((one) => broken(one).map((what) => `${one.path}: ${what}`))
}

function folderOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/\.ts$/, '')
}

function floorOf(path: string): number {
  return floors.findIndex((names) => names.some((name) => name === folderOf(path)))
}

/** Members of the top layer may import each other. */
function mayImport(from: string, to: string): boolean {
  if (folderOf(from) === folderOf(to)) return true
  if (floorOf(from) === 0 && floorOf(to) === 0) return true
  return floorOf(from) < floorOf(to)
}

function isBelow(source: Source, folders: readonly string[]): boolean {
  return folders.includes(folderOf(source.path))
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((one) => one[0].trim())
}

describe('the layers of src', () => {
  it('hold every file', () => {
    expect(places((one) => (floorOf(one.path) < 0 ? ['stands on no floor'] : []))).toEqual([])
  })

  it('are respected by imports: only the own folder and lower layers', () => {
    const wrong = places(({ path, imports }) =>
      imports
        .filter((one) => one.startsWith('.') && one.endsWith('.ts'))
        .map((one) => normalize(join(dirname(path), one)))
        .filter((to) => !mayImport(path, to))
        .map((to) => `imports ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it('confine each third-party package to its place', () => {
    const wrong = places(({ path, imports }) =>
      imports
        .filter((one) => !one.startsWith('.') && !one.startsWith('node:'))
        .filter((one) => !homes[packageOf(one)]?.test(path))
        .map((one) => `imports ${one}`),
    )
    expect(wrong).toEqual([])
  })

  it('list no place for a package that is no dependency', () => {
    const { dependencies, optionalDependencies } = packageFile()
    const known = Object.keys({ ...dependencies, ...optionalDependencies })
    expect(Object.keys(homes).filter((name) => !known.includes(name))).toEqual([])
  })
})

describe('modules of src', () => {
  it('below the engine read no clock and use no randomness', () => {
    const banned =
      /\b(Date\.now|performance\.now|Math\.random|random(UUID|Bytes|Int)|set(Timeout|Interval|Immediate)|hrtime)\b|\bnew Date\(\)|\bgenerateKey\w*/g
    expect(places((one) => (isBelow(one, belowEngine) ? matches(one.code, banned) : []))).toEqual(
      [],
    )
  })

  it('in the pure folders touch no file, process or network', () => {
    const wrong = places((one) =>
      isBelow(one, pure)
        ? [
            ...one.imports.filter((name) => name.startsWith('node:') && name !== 'node:crypto'),
            ...matches(one.code, /\b(process|console|fetch|globalThis)\b[.(]/g),
          ]
        : [],
    )
    expect(wrong).toEqual([])
  })

  it('keep no mutable state', () => {
    expect(places(({ code }) => matches(code, /^(export )?(let|var) \w+/gm))).toEqual([])
    expect(places(({ code }) => changedConstants(code))).toEqual([])
  })

  it('call RegExp() only where listed: patterns of authors run on RE2', () => {
    const callers = sources.filter(({ code }) => /\bRegExp\(/.test(code)).map(({ path }) => path)
    expect(callers.toSorted()).toEqual(patternsOfOurs)
  })
})

/** Modules that may call `RegExp()`: with our own texts, with digits, or to check a pattern. */
const patternsOfOurs = [
  'command/draw.ts',
  'evidence/fast-row-check.ts',
  'evidence/reading.ts',
  'evidence/redact.ts',
  'policy/pattern.ts',
  'store/recent.ts',
  'transports/baileys/forget.ts',
]

/** Mutable constants of a module. */
function changedConstants(code: string): readonly string[] {
  const declared = code.matchAll(
    /^(export )?const (\w+)(:[^=]+)? = (new \w+|\[|\{|\/.*\/[a-z]*$)/gm,
  )
  return [...declared].flatMap(([, exported, name = '', type = '', value = '']) => {
    const collection = /^new (Map|Set|WeakMap|WeakSet|Array)$/.test(value)
    if (value === 'new EventEmitter') return [`${name} has listeners`]
    if (exported && collection && !/Readonly(Map|Set)/.test(type))
      return [`${name} is no Readonly collection`]
    if (/\/[a-z]*[gy][a-z]*$/.test(value) && new RegExp(`\\b${name}\\.(test|exec)\\(`).test(code))
      return [`${name} remembers where it stopped`]
    const change = new RegExp(
      `\\b${name}(\\.(set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill)\\(|(\\.\\w+|\\[[^\\]]+\\])+ [+-]?= )`,
    )
    return change.test(code) ? [`${name} is changed`] : []
  })
}

describe('a source file', () => {
  it('opens with a sentence that says what it is', () => {
    expect(places((one) => (/^[A-Z`].*[.?]$/.test(opening(one)) ? [] : ['does not']))).toEqual([])
  })

  it('has at most 300 lines of at most 100 characters, quoted sentences apart', () => {
    const long = places(({ lines }) => [
      ...lines.flatMap((line, at) => (widthOf(line) > 100 ? [`line ${at + 1} is too long`] : [])),
      ...(lines.length > 301 ? [`${lines.length - 1} lines`] : []),
    ])
    expect(long).toEqual([])
  })

  it('has no vague name such as utils or helpers, and none with capitals', () => {
    const vague = /(^|[/-])(utils?|helpers?|managers?|services?|handlers?|misc|common|index)\.ts$/
    expect(sources.map((one) => one.path).filter((path) => vague.test(path))).toEqual([])
    expect(sources.map((one) => one.path).filter((path) => /[A-Z_]/.test(path))).toEqual([])
  })

  it('holds no TODO and no escape from the type checker', () => {
    const words = /\b(TODO|FIXME|XXX|HACK)\b|not implemented/gi
    expect(places(({ text }) => matches(text, words))).toEqual([])
    const escapes = /@ts-(ignore|expect-error|nocheck)|\bas (any|unknown as)\b|: any\b/g
    expect(places(({ text }) => matches(text, escapes))).toEqual([])
  })
})

/** The header comment, after `#!`, as one line. */
function opening({ text }: Source): string {
  const comment = /^(?:#!.*\n)?((?:\/\/ .*\n)+)/.exec(text)?.[1] ?? ''
  return comment.replaceAll('// ', '').trim().replaceAll('\n', ' ')
}

/** A string that would have to be split, or a pattern, may be longer. */
function widthOf(line: string): number {
  const comment = /^\s*(\/\/|\*|\/\*)/.test(line)
  return comment ? line.length : line.replace(/(['`"/])(?:\\.|(?!\1).){20,}\1/g, '').length
}

describe('written files', () => {
  const written = [
    ...['src', 'scripts', 'flows', 'locales', 'docs'].flatMap((folder) => filesBelow(folder, '')),
    ...filesBelow('data', 'environment.yaml'),
    ...['README.md', 'CHANGELOG.md'],
  ].filter((file) => /\.\w+$/.test(file) && existsSync(join(root, file)))

  it('hold no secret and only invented phone numbers', () => {
    const phone = /\+(?!5511(9000|9999)\d{5}\b|1555)[1-9]\d{9,14}\b/g
    const secret =
      /-----BEGIN [A-Z ]*PRIVATE KEY|\b(sk|pk|rk)_live_\w+|\bAKIA[0-9A-Z]{16}|\bgh[pousr]_\w{30,}|\bxox[bap]-\w+|(?<![\w/+])[0-9a-f]{64}(?![\w/+])/g
    const found = written.flatMap((file) =>
      [...matches(read(file), phone), ...matches(read(file), secret)].map(
        (one) => `${file}: ${one}`,
      ),
    )
    expect(found).toEqual([])
  })

  it('name no path of the machine that they were written on', () => {
    const found = written.flatMap((file) =>
      matches(read(file), /(^|[\s"'(`])(\/(work|home|root|Users)\/[\w./-]+|\.\.\/shared\b)/gm).map(
        (one) => `${file}: ${one}`,
      ),
    )
    expect(found).toEqual([])
  })

  it('exclude no test and single out none', () => {
    const found = filesBelow('test', '.test.ts').flatMap((file) =>
      matches(read(file), /\b(it|test|describe)\.(only|todo)\b/g).map((one) => `${file}: ${one}`),
    )
    expect(found).toEqual([])
  })
})

describe('the guards that scripts/guards.ts removes', () => {
  it('are each found once in their file, and their tests exist', () => {
    const lost = guards.filter(
      ({ file, text, tests }) =>
        read(file).split(text).length !== 2 || !tests.every((one) => existsSync(join(root, one))),
    )
    expect(lost.map(({ guard, file }) => `${file}: ${guard}`)).toEqual([])
  })
})

it('the shares of an event in the flame graph name files of the program', () => {
  const named = eventParts.flatMap(([, places]) => places.filter((one) => one.endsWith('.js')))
  const known = new Set(filesBelow('src', '.ts').map((file) => basename(file, '.ts')))
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((one) => !known.has(basename(one, '.js')))).toEqual([])
})

const flowSchema = z.object({ command: z.string() })
const flows = filesBelow('flows/commands', '.yaml').map((file) => ({
  file,
  command: flowSchema.parse(parse(read(file))).command,
}))
const locales = filesBelow('locales', '.ftl').map((file) => ({ file, text: read(file) }))

describe('every command', () => {
  it('is in a file of its own name', () => {
    const names = flows.map(({ file, command }) => [file, `flows/commands/${command}.yaml`])
    expect(names.filter(([file, wanted]) => file !== wanted)).toEqual([])
  })

  it('has words in every language', () => {
    expect(locales.length).toBeGreaterThan(0)
    const silent = locales.flatMap(({ file, text }) =>
      flows
        .filter(({ command }) => typedIn(text, command).length === 0)
        .map(({ command }) => `${file}: ${command}`),
    )
    expect(silent).toEqual([])
  })

  it('is typed in at least one golden chat', () => {
    const said = filesBelow('test/chats', '.chat')
      .flatMap((file) => read(file).split('\n'))
      .flatMap((line) => /^(?:quietly )?\w+(?: [^:]*)?: (.+)$/.exec(line)?.[1] ?? [])
      .map((text) => text.toLowerCase())
    const missing = flows.filter(({ command }) => {
      const patterns = locales.flatMap(({ text }) => typedIn(text, command)).map(asPattern)
      return !said.some((text) => patterns.some((pattern) => pattern.test(text)))
    })
    expect(missing.map((one) => one.command)).toEqual([])
  })
})

function asPattern(typed: string): RegExp {
  const words = typed.toLowerCase().split(/\s+/)
  const parts = words.map((word) =>
    word.startsWith('[') ? '.+' : word.replace(/[.*+?^${}()|\\]/g, '\\$&'),
  )
  return new RegExp(`^${parts.join('\\s+')}$`)
}

describe('the files of the repository', () => {
  it('include JSON Schemas that match the code', () => {
    for (const [path, content] of schemaFiles())
      expect(
        existsSync(join(root, path)) ? read(path) : '',
        `run: npm run generate (${path})`,
      ).toBe(content)
  })

  it('name a schema for editors in every YAML file', () => {
    const files = [...filesBelow('flows', '.yaml'), ...filesBelow('data', 'environment.yaml')]
    const wrong = files.filter((file) => {
      const schema = /^# yaml-language-server: \$schema=(\S+)$/m.exec(read(file))?.[1]
      return schema === undefined || !existsSync(join(root, dirname(file), schema))
    })
    expect(wrong).toEqual([])
  })

  it('include a complete lock file, so that `npm ci` works on every platform', () => {
    const { packages } = lockSchema.parse(JSON.parse(read('package-lock.json')))
    const missing = Object.entries(packages).flatMap(([at, one]) =>
      Object.keys(one.optionalDependencies ?? {})
        .filter((name) => !resolves(packages, at, name))
        .map((name) => `${name} of ${at}`),
    )
    expect(missing).toEqual([])
  })
})

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
})

/** As Node.js resolves it: beside the package, then upwards. */
function resolves(packages: Readonly<Record<string, unknown>>, at: string, name: string): boolean {
  const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
  if (packages[path] !== undefined) return true
  return (
    at !== '' &&
    resolves(packages, at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/'))), name)
  )
}

function packageFile() {
  const names = z.record(z.string(), z.string())
  return z
    .object({ dependencies: names, devDependencies: names, optionalDependencies: names })
    .parse(JSON.parse(read('package.json')))
}
