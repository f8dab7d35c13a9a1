// Reads what an environment runs on: flows, policy pack, texts, API descriptions and unit kinds.

import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Definition } from '../command/command.ts'
import { type Flow, flowSchema } from '../command/spec.ts'
import { type Api, parseApi } from '../connectors/api.ts'
import { mistakeIn, parseDescription } from '../connectors/description.ts'
import { parseUnitKind, type UnitKind } from '../connectors/unit-kind.ts'
import type { Languages } from '../conversation/say.ts'
import { type Messages, parseMessages, readWords } from '../conversation/words.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import { type Pack, parsePack } from '../policy/pack.ts'
import { fileOf, filesIn, rootsOf, shipped, yamlOf } from './content-files.ts'
import { preparedAmong, preparedLater, preparedOr } from './prepared.ts'
import { SetUpError } from './set-up-error.ts'
import type { Settings } from './settings/settings-schema.ts'
import { isOfAval, weakenedField } from './shipped-strictness.ts'
import { readTextFile } from './text-file.ts'

/** Turns a parse error into a SetUpError, because only a person can fix the file. */
function mendable<Read>(read: () => Read): Read {
  try {
    return read()
  } catch (error) {
    // Subclasses, such as a TypeError, are defects of ours.
    if (error instanceof Error && error.constructor === Error) throw new SetUpError(error.message)
    throw error
  }
}

/** All flows, by command. Throws a SetUpError with file and line if one does not parse. */
export function readFlows(home: string): ReadonlyMap<string, Flow> {
  const flows = new Map<string, Flow>()
  const flowOf = preparedAmong<Omit<Flow, 'digest'>>('flow')
  for (const file of yamlOf(home, 'flows/commands')) {
    const text = readTextFile(file)
    const parsed = mendable(() => flowOf(text, () => parseDescription(flowSchema(), text, file)))
    const flow = { ...parsed, digest: sha256(text), text }
    if (flows.has(flow.command))
      throw new SetUpError(`${file}: the command ${flow.command} is declared twice; rename one.`)
    if (isOfAval(flow) && !isShipped(file)) asStrict(flow, file)
    flows.set(flow.command, flow)
  }
  return flows
}

function isShipped(file: string): boolean {
  return dirname(file) === join(resolve(shipped), 'flows', 'commands')
}

/**
 * Refuses a home's flow that asks less than the shipped one: rights, lockdown and policy may change
 * only by approvals.
 */
function asStrict(flow: Flow, file: string): void {
  const field = weakenedField(flow, readFlows(shipped).values())
  if (field !== null)
    throw new SetUpError(
      `${file}: its ${field} asks less than the shipped command for ${flow.does}; take the ${field} of that, or a stricter one.`,
    )
}

export type PackReading =
  | { readonly kind: 'read'; readonly pack: Pack }
  /** The environment then starts locked; the text says what is wrong. */
  | { readonly kind: 'failed'; readonly error: string }

/** The bound pack. If it cannot be read, the environment starts locked. */
export function readPack(home: string, policy: Settings['policy']): PackReading {
  const name = `flows/policies/${policy.pack}-${policy.version}.yaml`
  const failed = (error: string): PackReading => ({ kind: 'failed', error })
  let text = ''
  try {
    const file = fileOf(home, name)
    if (!existsSync(file)) return failed(`${name} is missing`)
    text = readTextFile(file)
    const pack = parsePackText(text)
    if (pack.pack !== policy.pack || pack.version !== policy.version)
      return failed(`${name} says that it is ${pack.pack} ${pack.version}`)
    if (pack.profiles[policy.profile] === undefined)
      return failed(`${name} has no profile ${policy.profile}`)
    return { kind: 'read', pack }
  } catch (error) {
    return failed(faultOf(error, name, text))
  }
}

/** Throws a ZodError, or a YAML syntax error. */
export function parsePackText(text: string): Pack {
  return { ...preparedOr('pack', text, () => parsePack(parse(text), text)), text }
}

/** Without the full stop. People read it in chat, so that it names the file within its home. */
function faultOf(error: unknown, name: string, text: string): string {
  if (error instanceof z.ZodError) return mistakeIn(error, text, name).replace(/\.$/, '')
  const said = firstLineOf(error)
  return said.includes(name)
    ? said.slice(said.indexOf(name)).replace(/\.$/, '')
    : `${name}: ${said}`
}

/** The first line of an error, without the source excerpt that follows in YAML errors. */
export function firstLineOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error.message.split('\n')[0] ?? '').replace(/:$/, '')
}

/**
 * The texts of all languages; English is the fallback. A home's messages replace shipped ones of
 * the same id.
 */
export function readLanguages(
  home: string,
  flows: ReadonlyMap<string, Flow>,
  timeZone: string,
): Languages {
  const bodies = new Map<string, () => Messages>()
  for (const root of rootsOf(home)) {
    for (const file of filesIn(join(root, 'locales'), '.ftl')) {
      const locale = basename(file, '.ftl')
      const source = readTextFile(file)
      const below = bodies.get(locale)
      const above = preparedLater('words', source, () =>
        mendable(() => parseMessages(locale, source)),
      )
      bodies.set(locale, below === undefined ? above : () => laidOver(below(), above()))
    }
  }
  const byLocale = new Map(
    [...bodies].map(([locale, messages]) => [
      locale,
      once(() => readWords(locale, messages(), flows.keys(), timeZone)),
    ]),
  )
  const fallback = byLocale.get('en')
  if (fallback === undefined)
    throw new SetUpError(
      `${join(shipped, 'locales')} has no en.ftl; every language falls back to it.`,
    )
  return { byLocale, fallback: fallback() }
}

/** Calls `make` on first use and keeps the result. */
export function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | null = null
  return () => {
    made ??= make()
    return made
  }
}

function laidOver(below: Messages, above: Messages): Messages {
  const ids = new Set(above.map(({ id }) => id))
  return [...below.filter(({ id }) => !ids.has(id)), ...above]
}

function apiFile(home: string, name: string): string {
  const path = join('flows', 'apis', `${name}.yaml`)
  const file = fileOf(home, path)
  if (!existsSync(file))
    throw new SetUpError(`${join(home, path)} is missing; it describes the API ${name}.`)
  return file
}

export function readApi(home: string, name: string): Api {
  const file = apiFile(home, name)
  const text = readTextFile(file)
  return mendable(() => preparedOr('api', text, () => parseApi(text, file)))
}

export function readUnitKinds(home: string): readonly UnitKind[] {
  return yamlOf(home, 'flows/units').map((file) => {
    const text = readTextFile(file)
    return mendable(() => preparedOr('unit', text, () => parseUnitKind(text, file)))
  })
}

/** The digests of the files and settings that describe each connector. */
export function describedBy(
  home: string,
  { connectors }: Pick<Settings, 'connectors'>,
): ReadonlyMap<string, Definition> {
  const digestOf = (file: string) => sha256(readTextFile(file))
  const apis = Object.entries(connectors).map(([name, { api = name, base_url, ...set }]) => {
    const described = { [`api ${api}`]: digestOf(apiFile(home, api)) }
    const { egress = [], secrets } = set
    const settings = sha256(canonical({ base_url, egress, secrets }))
    return [name, { ...described, [`settings of ${name}`]: settings }] as const
  })
  const units = yamlOf(home, 'flows/units').map(
    (file) => [`unit ${basename(file, '.yaml')}`, digestOf(file)] as const,
  )
  return new Map<string, Definition>([...apis, ['config', Object.fromEntries(units)]])
}
