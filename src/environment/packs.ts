// Checks all policy packs that an environment could be bound to.

import { basename } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Pack, parsePack } from '../policy/pack.ts'
import { belowMinimum } from '../policy/profile-floor.ts'
import { firstLineOf, parsePackText } from './content.ts'
import { yamlOf } from './content-files.ts'
import { SetUpError } from './set-up-error.ts'
import { readTextFile } from './text-file.ts'

/** One problem and how to fix it; `field` is empty for the file as a whole. */
export interface PackProblem {
  readonly file: string
  readonly field: string
  readonly problem: string
  readonly mend: string
}

export interface PackReport {
  readonly file: string
  /** SHA-256 of the file; null if it is not a valid pack. */
  readonly digest: string | null
  readonly problems: readonly PackProblem[]
}

/** The home's packs, and the shipped ones that it does not replace. */
export function packFiles(home: string): readonly string[] {
  return yamlOf(home, 'flows/policies')
}

/** The pack in a file; null if it is invalid or the file's name does not match. */
export function packOf(file: string): Pack | null {
  try {
    const pack = parsePackText(readTextFile(file))
    return basename(file) === `${pack.pack}-${pack.version}.yaml` ? pack : null
  } catch {
    return null
  }
}

/** `commands` are the existing ones: a rule about another would never apply. */
export function checkPack(file: string, commands: ReadonlySet<string>): PackReport {
  const report = (problems: readonly Omit<PackProblem, 'file'>[]): PackReport => ({
    file,
    digest: null,
    problems: problems.map((one) => ({ file, ...one })),
  })
  let text: string
  let value: unknown
  try {
    text = readTextFile(file)
    value = parse(text)
  } catch (error) {
    if (error instanceof SetUpError) {
      const [said = '', mend = ''] = error.message.slice(file.length + 1).split('; ')
      return report([{ field: '', problem: `it ${said}`, mend: mend.replace(/\.$/, '') }])
    }
    return report([{ field: '', problem: firstLineOf(error), mend: 'write valid YAML' }])
  }
  try {
    const pack = parsePack(value, text)
    const named = `${pack.pack}-${pack.version}.yaml`
    const slips = [...laxOf(pack), ...strangersIn(pack, commands)]
    if (slips.length > 0) return report(slips)
    if (basename(file) === named) return { file, digest: pack.digest, problems: [] }
    const problem = `the pack is ${pack.pack} ${pack.version}`
    return report([{ field: 'version', problem, mend: `call the file ${named}` }])
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    return report(
      error.issues.map((issue) => ({
        field: issue.path.join('.'),
        problem: isMissing(issue) ? 'it is missing' : issue.message,
        mend: mendOf(issue),
      })),
    )
  }
}

/** The pack can be bound, but asks for less than its profile's name promises. */
function laxOf(pack: Pack): readonly Omit<PackProblem, 'file'>[] {
  return belowMinimum(pack).map(({ field, profile, safetyClass, asked, least }) => ({
    field,
    problem: `${profile} promises ${people(least)} for ${safetyClass}, and this asks ${asked}`,
    mend: mendOfLax(field, least),
  }))
}

/** How to fix it: rename the profile's binding, or justify a lower number in an approval policy. */
function mendOfLax(field: string, least: number): string {
  if (field.startsWith('profiles.'))
    return `write ${least} or more there, or bind it under another profile`
  if (field.startsWith('rules.')) return `write approvers: ${least} or more beside it`
  return `write ${least} or more there, or say why beside it in fewer_because`
}

function people(count: number): string {
  return count === 1 ? 'one approver' : `${count} distinct approvers`
}

function strangersIn(
  { rules }: Pack,
  commands: ReadonlySet<string>,
): readonly Omit<PackProblem, 'file'>[] {
  return rules.flatMap((rule, index) =>
    (rule.when.commands ?? [])
      .filter((one) => !commands.has(one))
      .map((one) => ({
        field: `rules.${index}.when.commands`,
        problem: `the rule ${rule.name} names the command ${one}, which does not exist`,
        mend: 'write its name as in flows/commands/',
      })),
  )
}

function isMissing({ message }: z.core.$ZodIssue): boolean {
  return message.endsWith('received undefined')
}

function mendOf(issue: z.core.$ZodIssue): string {
  if (isMissing(issue)) return 'add it'
  switch (issue.code) {
    case 'unrecognized_keys':
      return `take ${issue.keys.join(', ')} out, or correct the spelling`
    case 'invalid_type':
      return `write ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected} there`
    case 'invalid_value':
      return `write one of ${issue.values.map(String).join(', ')}`
    default:
      return 'correct this field'
  }
}
