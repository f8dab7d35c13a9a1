// The lines of a chat file that people write: who is there, what they say, and what goes wrong.

import { environmentSchema, profileSchema } from '../../src/policy/names.ts'
import { parseSpan } from '../../src/policy/span.ts'
import { everybody, type Name, type WorldOptions } from './home.ts'

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
      readonly text: string
      /** The answers are only counted. */
      readonly quietly: boolean
    }
  | { readonly kind: 'again'; readonly id: string }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'restart' | 'kill' | 'start' | 'policy_changes' | 'gone' | 'back' }
  | { readonly kind: 'kill_when'; readonly moment: 'asked' | 'acted' }
  | {
      readonly kind: 'trouble'
      readonly trouble: 'busy' | 'broken' | 'lost'
      readonly count: number
    }

export interface Script {
  readonly options: Omit<WorldOptions, 'seed'>
  /** Each line with its text, in order. */
  readonly lines: readonly (readonly [string, Line])[]
}

/** What the program wrote last time is left out; from `evidence` on all is the program's. */
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

const heads = ['environment', 'profile', 'policy', 'people', 'enrolled', 'speaks'] as const
type Head = readonly [(typeof heads)[number], string]

function headOf(line: string): Head | null {
  const found = /^(environment|profile|policy|people|enrolled) ([\w, -]+)$/.exec(line)
  const head = heads.find((one) => one === found?.[1])
  if (head !== undefined && found?.[2] !== undefined && found[2] !== 'changes')
    return [head, found[2]]
  return /^[a-z]+ speaks [a-zA-Z-]+$/.test(line) ? ['speaks', line] : null
}

function optionsOf(lines: readonly string[]): Script['options'] {
  const all = lines.flatMap((line) => headOf(line) ?? []) as string[]
  const pairs = Array.from({ length: all.length / 2 }, (_, at) => [all[2 * at], all[2 * at + 1]])
  const last = (head: Head[0]) => pairs.findLast(([name]) => name === head)?.[1]
  const environment = environmentSchema.parse(last('environment') ?? 'dev')
  const shipped = environment === 'prod' ? 'HAPF-Operational' : 'HAPF-Strong'
  const policy = last('policy')
  const locales = pairs.filter(([name]) => name === 'speaks').map(([, line]) => spoken(line ?? ''))
  return {
    environment,
    profile: profileSchema.parse(last('profile') ?? shipped),
    policy: policy === 'missing' || policy === 'broken' ? policy : 'shipped',
    people: namesOf(last('people') ?? 'ana, beto, carla, dora'),
    enrolled: namesOf(last('enrolled') ?? ''),
    locales: Object.fromEntries(locales),
  }
}

function spoken(line: string): readonly [string, string] {
  const [name = '', , locale = 'en'] = line.split(' ')
  return [name, locale]
}

function namesOf(text: string): readonly Name[] {
  const wanted = text.split(/[ ,]+/).filter((one) => one !== '')
  return wanted.map((one) => {
    const known = everybody.find((name) => name === one)
    if (known === undefined) throw new Error(`Nobody in the world is called ${one}.`)
    return known
  })
}

const troubles = { fails: 'busy', breaks: 'broken', loses: 'lost' } as const
const fixed: Readonly<Record<string, Line>> = {
  restart: { kind: 'restart' },
  kill: { kind: 'kill' },
  start: { kind: 'start' },
  'policy changes': { kind: 'policy_changes' },
  'shop gone': { kind: 'gone' },
  'shop back': { kind: 'back' },
  'kill when the shop is asked': { kind: 'kill_when', moment: 'asked' },
  'kill when the shop has acted': { kind: 'kill_when', moment: 'acted' },
}

function lineOf(line: string): Line {
  if (line === '' || line.startsWith('#')) return { kind: 'kept' }
  const known = fixed[line]
  if (known !== undefined) return known
  const wait = /^wait (\d+[smhd])$/.exec(line)?.[1]
  if (wait !== undefined) return { kind: 'wait', milliseconds: parseSpan(wait) ?? 0 }
  const again = /^again (\w+)$/.exec(line)?.[1]
  if (again !== undefined) return { kind: 'again', id: again }
  const [, verb, count] = /^shop (fails|breaks|loses) (\d+)$/.exec(line) ?? []
  if (verb === 'fails' || verb === 'breaks' || verb === 'loses')
    return { kind: 'trouble', trouble: troubles[verb], count: Number(count) }
  return saidOf(line)
}

const forms = ['voice', 'media', 'reaction', 'poll', 'edit', 'forward'] as const

/** `ana: text`, `ana voice:`, `ana late 6m: text`, `ana (m1): text`, `ana in ops: text`. */
function saidOf(line: string): Line {
  const found =
    /^(quietly )?(\+?\w+)(?: (voice|media|reaction|poll|edit|forward))?(?: late (\d+[smhd]))?(?: \((\w+)\))?(?: in (\w+))?:(?: (.*))?$/u.exec(
      line,
    )
  const [, quietly, from, form, late, id, chat, text = ''] = found ?? []
  if (from === undefined) throw new Error(`A chat file has no line such as "${line}".`)
  return {
    kind: 'said',
    quietly: quietly !== undefined,
    from,
    form: forms.find((one) => one === form) ?? 'text',
    lateMs: late === undefined ? 0 : (parseSpan(late) ?? 0),
    ...(id === undefined ? {} : { id }),
    ...(chat === undefined ? {} : { chat }),
    text: unescaped(text),
  }
}

/** `\n` and `\u{200B}` stand for what an editor does not show; `\x{5000}` for so many letters. */
function unescaped(text: string): string {
  return text
    .replaceAll('\\n', '\n')
    .replace(/\\u\{([0-9A-Fa-f]+)\}/g, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replace(/\\x\{(\d+)\}/g, (_, length: string) => 'x'.repeat(Number(length)))
}
