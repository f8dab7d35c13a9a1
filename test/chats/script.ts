// Parses the lines of a chat file that people write: participants, messages and failures.

import { parseDuration } from '../../src/policy/duration.ts'
import { environmentSchema, profileSchema } from '../../src/policy/names.ts'
import { everybody, type Name, packSchema, type WorldOptions } from './home.ts'

export type Line =
  /** Comments and empty lines, kept as they are. */
  | { readonly kind: 'kept' }
  | {
      readonly kind: 'said'
      readonly from: string
      readonly form: 'text' | 'voice' | 'media' | 'reaction' | 'poll' | 'edit' | 'forward'
      /** How long ago it was sent, while Aval was away. */
      readonly lateMs: number
      readonly id?: string
      readonly chat?: string
      /** A reply to the newest letter about this command, or of this kind. */
      readonly repliesTo?: string
      readonly text: string
      /** The answers are counted, not shown. */
      readonly quietly: boolean
    }
  | { readonly kind: 'again'; readonly id: string }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'restart' | 'kill' | 'start' | 'policy_changes' | 'gone' | 'back' }
  | { readonly kind: 'pack_edited' | 'pack_put_back' | 'flow_edited' | 'api_edited' }
  | { readonly kind: 'enrols'; readonly person: Name }
  | { readonly kind: 'alone'; readonly act: 'restore' | 'admin'; readonly person: Name }
  | {
      readonly kind: 'receipt'
      readonly person: Name
      readonly state: 'delivered' | 'read' | 'failed'
      readonly error?: string
    }
  | {
      readonly kind: 'identity'
      readonly person: Name
      readonly what: 'key_changed' | 'alias_mismatch'
    }
  | { readonly kind: 'kill_when'; readonly moment: 'asked' | 'acted' }
  | {
      readonly kind: 'trouble'
      readonly trouble: 'busy' | 'broken' | 'lost' | 'strayed'
      readonly count: number
      /** This many requests pass first. */
      readonly after: number
    }

export interface Script {
  readonly options: Omit<WorldOptions, 'seed'>
  /** All lines with their text, in order. */
  readonly lines: readonly (readonly [string, Line])[]
}

/** Leaves out the program's earlier output; everything from `evidence` on is output. */
export function readScript(text: string): Script {
  const written: string[] = []
  for (const line of text.split('\n')) {
    if (line === 'evidence') break
    if (!/^(bot\b|log:|\s+\S)/.test(line)) written.push(line.trimEnd())
  }
  while (written.at(-1) === '') written.pop()
  const heads = written.filter((line) => headOf(line) !== null)
  const lines = written.map((line): readonly [string, Line] => [
    line,
    headOf(line) === null ? lineOf(line) : { kind: 'kept' },
  ])
  return { options: optionsOf(heads), lines }
}

/** Patterns of the head lines; the first group is the value. */
const headPatterns = {
  environment: /^environment (dev|test|staging|prod)$/,
  profile: /^profile ([\w-]+)$/,
  policy: /^policy (missing|broken)$/,
  pack: /^pack (strong|careful|tiered)$/,
  people: /^people ([\w, ]+)$/,
  enrolled: /^enrolled ([\w, ]+)$/,
  /** `ana speaks pt-BR` */
  speaks: /^([a-z]+ speaks [a-zA-Z-]+)$/,
  /** `beto is security, owner` */
  roles: /^([a-z]+ is [a-z_, ]+)$/,
  /** `on call fabio mon tue 09:00-18:00` */
  onCall: /^on call ([a-z]+(?: [a-z]{3})+ \d\d:\d\d-\d\d:\d\d)$/,
  /** `tenant limit 4` */
  tenantMost: /^tenant limit (\d+)$/,
  /** Phones report what they received. */
  receipts: /^(receipts)$/,
  /** `ticket gate service owner=core`: signed by the environment below; `TICKET` stands for it. */
  ticket: /^ticket ([a-z0-9-]+ [a-z-]+(?: \w+=\w*)*)$/,
  /** `keeps evidence 2d messages 1d` */
  keeps: /^keeps (evidence \w+ messages \w+)$/,
} as const
type Heads = readonly (readonly [string, string])[]

export function headOf(line: string): Heads[number] | null {
  for (const [name, pattern] of Object.entries(headPatterns)) {
    const said = pattern.exec(line)?.[1]
    if (said !== undefined) return [name, said]
  }
  return null
}

function optionsOf(lines: readonly string[]): Script['options'] {
  const pairs: Heads = lines.map(headOf).filter((one) => one !== null)
  const all = (head: keyof typeof headPatterns) =>
    pairs.filter(([name]) => name === head).map(([, said]) => said)
  const last = (head: keyof typeof headPatterns) => all(head).at(-1)
  const environment = environmentSchema.parse(last('environment') ?? 'dev')
  const shipped = environment === 'prod' ? 'HAPF-Operational' : 'HAPF-Strong'
  const policy = last('policy')
  const tenantMost = last('tenantMost')
  const ticket = last('ticket')
  const [, evidence = '365d', , messages = '30d'] = (last('keeps') ?? '').split(' ')
  return {
    environment,
    profile: profileSchema.parse(last('profile') ?? shipped),
    policy: policy === 'missing' || policy === 'broken' ? policy : 'shipped',
    pack: packSchema.parse(last('pack') ?? 'strong'),
    people: namesOf(last('people') ?? 'ana, beto, carla, dora'),
    enrolled: namesOf(last('enrolled') ?? ''),
    locales: Object.fromEntries(all('speaks').map(spoken)),
    roles: Object.fromEntries(all('roles').map(rolesOf)),
    onCall: all('onCall').map(dutyOf),
    keeps: { evidence, messages },
    ...(tenantMost === undefined ? {} : { tenantMost: Number(tenantMost) }),
    ...(last('receipts') === undefined ? {} : { receipts: true }),
    ...(ticket === undefined ? {} : { ticket }),
  }
}

function spoken(line: string): readonly [string, string] {
  const [name = '', , locale = 'en'] = line.split(' ')
  return [name, locale]
}

function rolesOf(line: string): readonly [string, readonly string[]] {
  const [name = '', , ...roles] = line.split(/[ ,]+/)
  return [name, roles]
}

function dutyOf(line: string): WorldOptions['onCall'][number] {
  const [person = '', ...rest] = line.split(' ')
  const [from = '', to = ''] = (rest.pop() ?? '').split('-')
  return { person: nameOf(person), days: rest, from, to }
}

function nameOf(text: string): Name {
  const known = everybody.find((name) => name === text)
  if (known === undefined) throw new Error(`Nobody in the world is called ${text}.`)
  return known
}

function namesOf(text: string): readonly Name[] {
  const wanted = text.split(/[ ,]+/).filter((one) => one !== '')
  return wanted.map(nameOf)
}

const troubles = { fails: 'busy', breaks: 'broken', loses: 'lost', strays: 'strayed' } as const
const fixed: Readonly<Record<string, Line>> = {
  restart: { kind: 'restart' },
  kill: { kind: 'kill' },
  start: { kind: 'start' },
  'policy changes': { kind: 'policy_changes' },
  'pack edited': { kind: 'pack_edited' },
  'pack put back': { kind: 'pack_put_back' },
  'flow edited': { kind: 'flow_edited' },
  'api edited': { kind: 'api_edited' },
  'shop gone': { kind: 'gone' },
  'shop back': { kind: 'back' },
  'kill when the shop is asked': { kind: 'kill_when', moment: 'asked' },
  'kill when the shop has acted': { kind: 'kill_when', moment: 'acted' },
}

export function lineOf(line: string): Line {
  if (line === '' || line.startsWith('#')) return { kind: 'kept' }
  const known = fixed[line]
  if (known !== undefined) return known
  const wait = /^wait (\d+[smhd])$/.exec(line)?.[1]
  if (wait !== undefined) return { kind: 'wait', milliseconds: parseDuration(wait) ?? 0 }
  const enrolling = /^([a-z]+) enrols an app$/.exec(line)?.[1]
  if (enrolling !== undefined) return { kind: 'enrols', person: nameOf(enrolling) }
  const [, act, about = ''] = /^aval people (restore|admin) ([a-z]+)$/.exec(line) ?? []
  if (act === 'restore' || act === 'admin') return { kind: 'alone', act, person: nameOf(about) }
  const receipt = receiptOf(line)
  if (receipt !== null) return receipt
  const [, key, moved] = /^(?:key of ([a-z]+) changes|number of ([a-z]+) moves)$/.exec(line) ?? []
  if (key !== undefined) return { kind: 'identity', person: nameOf(key), what: 'key_changed' }
  if (moved !== undefined)
    return { kind: 'identity', person: nameOf(moved), what: 'alias_mismatch' }
  const again = /^again (\w+)$/.exec(line)?.[1]
  if (again !== undefined) return { kind: 'again', id: again }
  const [, verb, count, after = '0'] =
    /^shop (fails|breaks|loses|strays) (\d+)(?: after (\d+))?$/.exec(line) ?? []
  if (verb === 'fails' || verb === 'breaks' || verb === 'loses' || verb === 'strays')
    return { kind: 'trouble', trouble: troubles[verb], count: Number(count), after: Number(after) }
  return saidOf(line)
}

/** `beto receives`, `beto reads`, `beto gets nothing 463`: all letters to beto so far. */
function receiptOf(line: string): Line | null {
  const [, person, what, error] =
    /^([a-z]+) (receives|reads|gets nothing)(?: (\w+))?$/.exec(line) ?? []
  if (person === undefined) return null
  const about = { kind: 'receipt', person: nameOf(person) } as const
  if (what === 'receives') return { ...about, state: 'delivered' }
  if (what === 'reads') return { ...about, state: 'read' }
  return { ...about, state: 'failed', ...(error === undefined ? {} : { error }) }
}

const forms = ['voice', 'media', 'reaction', 'poll', 'edit', 'forward'] as const

/**
 * `ana: text`, `ana voice:`, `ana late 6m: text`, `ana (m1): text`, `ana in ops: text`,
 * `ana to C-7F3K: text`, `ana to menu: text`.
 */
function saidOf(line: string): Line {
  const found =
    /^(quietly )?(\+?\w+)(?: (voice|media|reaction|poll|edit|forward))?(?: late (\d+[smhd]))?(?: \((\w+)\))?(?: in (\w+))?(?: to ([\w-]+))?:(?: (.*))?$/u.exec(
      line,
    )
  const [, quietly, from, form, late, id, chat, repliesTo, text = ''] = found ?? []
  if (from === undefined) throw new Error(`A chat file has no line such as "${line}".`)
  return {
    kind: 'said',
    quietly: quietly !== undefined,
    from,
    form: forms.find((one) => one === form) ?? 'text',
    lateMs: late === undefined ? 0 : (parseDuration(late) ?? 0),
    ...(id === undefined ? {} : { id }),
    ...(chat === undefined ? {} : { chat }),
    ...(repliesTo === undefined ? {} : { repliesTo }),
    text: unescaped(text),
  }
}

/**
 * `\n` and `\u{200B}` write characters that an editor does not show; `\x{5000}` writes so many
 * letters.
 */
function unescaped(text: string): string {
  return text
    .replaceAll('\\n', '\n')
    .replace(/\\u\{([0-9A-Fa-f]+)\}/g, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replace(/\\x\{(\d+)\}/g, (_, length: string) => 'x'.repeat(Number(length)))
}
