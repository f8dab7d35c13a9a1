// Removes each guard once; a test must fail without it. Prints guard -> failing test; exit 1 if a
// guard's removal goes unnoticed or its text is missing. Run: npx tsx scripts/guards.ts [word]

import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('..', import.meta.url))

const guardSchema = z.strictObject({
  guard: z.string(),
  file: z.string(),
  /** A text that occurs exactly once in the file. */
  text: z.string(),
  replacement: z.string(),
  /** Test files of which at least one must fail. */
  tests: z.array(z.string()).min(1).readonly(),
})
type Guard = z.output<typeof guardSchema>

/** All guards of `guards-of-*.ts` beside this file, each with one export. */
export const guards: readonly Guard[] = await listed()

async function listed(): Promise<readonly Guard[]> {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(here).filter((name) => /^guards-of-.*\.ts$/.test(name))
  const modules = await Promise.all(files.toSorted().map((name) => import(join(here, name))))
  return modules
    .flatMap((one) => Object.values(one))
    .flatMap((one) => z.array(guardSchema).parse(one))
}

/**
 * Makes a copy of the tree in which texts may be changed; dependencies and the built program are
 * linked.
 */
function copyOfTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'aval-guards-'))
  const left = new Set(['node_modules', '.git', 'dist', 'data'])
  for (const name of readdirSync(root))
    if (!left.has(name)) cpSync(join(root, name), join(copy, name), { recursive: true })
  for (const name of ['dev', 'prod'])
    cpSync(
      join(root, 'data', name, 'environment.yaml'),
      join(copy, 'data', name, 'environment.yaml'),
    )
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(copy, name))
  return copy
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
})

/** Milliseconds for the tests of one guard, and for those of all chosen ones. */
const [oneMost, allMost] = [300_000, 3_600_000]

/** The name of the first failing test, or null when all pass within `most` milliseconds. */
async function firstFailure(
  copy: string,
  tests: readonly string[],
  most: number,
): Promise<string | null> {
  const file = join(copy, 'report.json')
  rmSync(file, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', ...tests, '--bail=1', '--reporter=json', `--outputFile=${file}`]
  await new Promise<void>((resolve) => {
    execFile(process.execPath, args, { cwd: copy, timeout: most }, () => resolve())
  })
  if (!existsSync(file)) return `no report after ${most / 1000} s`
  const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  for (const one of report.testResults) {
    const failed = one.assertionResults.find((each) => each.status === 'failed')
    if (failed !== undefined) return failed.fullName
    if (one.status !== 'passed') return `${one.name} as a whole`
  }
  return null
}

/** Reports one guard; true when a test failed without it. */
async function tried(copy: string, guard: Guard): Promise<boolean> {
  const file = join(copy, guard.file)
  const whole = readFileSync(file, 'utf8')
  if (whole.split(guard.text).length !== 2) {
    process.stdout.write(`GONE      ${guard.guard}: its text is not once in ${guard.file}\n`)
    return false
  }
  writeFileSync(
    file,
    whole.replace(guard.text, () => guard.replacement),
  )
  const failure = await firstFailure(copy, guard.tests, oneMost)
  writeFileSync(file, whole)
  process.stdout.write(
    `${failure === null ? 'SURVIVES ' : 'noticed  '} ${guard.guard} -> ${failure ?? 'no test fails'}\n`,
  )
  return failure !== null
}

async function main(): Promise<number> {
  const [word = ''] = process.argv.slice(2)
  const chosen = guards.filter((one) => one.guard.includes(word))
  if (chosen.length === 0) {
    process.stdout.write(`No guard is called ${word}; their names stand in scripts/guards*.ts.\n`)
    return 2
  }
  const copy = copyOfTree()
  try {
    const before = await firstFailure(
      copy,
      [...new Set(chosen.flatMap((one) => one.tests))],
      allMost,
    )
    if (before !== null) {
      process.stdout.write(`The tests fail before any guard is removed: ${before}\n`)
      return 1
    }
    let bad = 0
    for (const guard of chosen) if (!(await tried(copy, guard))) bad += 1
    process.stdout.write(
      `${chosen.length - bad} of ${chosen.length} guards are noticed when they are gone.\n`,
    )
    return bad === 0 ? 0 : 1
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main()
