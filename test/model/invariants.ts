// What must hold after every step, whoever says what and wherever the program crashes. It uses no
// decision code of src/: the rules are written again from the contract.

import { readFileSync } from 'node:fs'
import { verifyFile } from '../../src/store/verify/verify.ts'
import type { Bench } from './bench.ts'
import type { Conversation } from './conversation.ts'

/** How many different people each class needs (product.md, Approvals). */
const approversOf: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'HAPF-Basic': { S3: 1, R3: 1 },
  'HAPF-Strong': { S2: 1, S3: 1, R3: 1 },
  'HAPF-Operational': { S2: 1, S3: 2, R3: 2 },
}

/** Legal changes of state (product.md, Command, envelope, lifecycle). */
export const goes: Readonly<Record<string, readonly string[]>> = {
  proposed: ['confirmation_requested', 'authorized', 'rejected'],
  confirmation_requested: ['authorized', 'rejected'],
  authorized: ['approval_required', 'started', 'rejected'],
  approval_required: ['approval_requested', 'rejected'],
  approval_requested: ['approval_granted', 'approval_denied', 'rejected'],
  approval_granted: ['started', 'rejected'],
  approval_denied: ['rejected'],
  started: ['succeeded', 'failed', 'uncertain'],
  uncertain: ['succeeded', 'failed'],
}

export function reachable(from: string, to: string): boolean {
  if (from === to) return true
  return (goes[from] ?? []).some((next) => reachable(next, to))
}

/** The evidence that a command in each state must have: type, least and most. */
const provedBy: Readonly<Record<string, readonly (readonly [string, number, number])[]>> = {
  proposed: [['command.started', 0, 0]],
  confirmation_requested: [
    ['command.previewed', 1, 1],
    ['command.started', 0, 0],
  ],
  approval_requested: [
    ['command.authorized', 1, 1],
    ['approval.required', 1, 1],
    ['approval.requested', 1, 9],
    ['command.started', 0, 0],
  ],
  started: [
    ['command.started', 1, 1],
    ['command.succeeded', 0, 0],
    ['command.failed', 0, 0],
  ],
  uncertain: [
    ['command.started', 1, 1],
    ['command.uncertain', 1, 1],
  ],
  succeeded: [
    ['command.started', 1, 1],
    ['command.succeeded', 1, 1],
    ['command.failed', 0, 0],
  ],
  failed: [
    ['command.started', 1, 1],
    ['command.failed', 1, 1],
    ['effect.applied', 0, 0],
  ],
  rejected: [
    ['command.rejected', 1, 1],
    ['command.started', 0, 0],
    ['effect.applied', 0, 0],
  ],
}

export interface CommandRow {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly reason?: string
  readonly requester: string
  readonly safetyClass: string
  readonly idempotencyKey: string
  readonly confirmation: object | null
  readonly approval: { readonly votes: readonly { readonly choice: string }[] } | null
}

export function commandRows(bench: Bench): readonly CommandRow[] {
  const rows = bench.look.prepare('SELECT record FROM commands ORDER BY created_at, id').pluck()
  return rows.all().map((row) => JSON.parse(String(row)))
}

function hold(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(`Broken: ${sentence}`)
}

/** Remembers each command's states, and checks everything else against the contract. */
export function createWatch(bench: Bench, conversation: Conversation) {
  const seen = new Map<string, string>()
  const evidence = bench.look.prepare(
    'SELECT type, actor, count(*) AS count FROM artifacts WHERE command_id = ? GROUP BY type, actor',
  )

  function counts(command: CommandRow): (type: string, actor?: string) => number {
    const rows = evidence.all(command.id) as { type: string; actor: string; count: number }[]
    return (type, actor) =>
      rows
        .filter((row) => row.type === type && (actor === undefined || row.actor === actor))
        .reduce((sum, row) => sum + row.count, 0)
  }

  function moved(command: CommandRow): void {
    const before = seen.get(command.id) ?? 'proposed'
    const path = `${command.name} from ${before} to ${command.state}`
    hold(reachable(before, command.state), `no way leads ${path}`)
    seen.set(command.id, command.state)
  }

  function proved(command: CommandRow): void {
    const count = counts(command)
    const { name, state } = command
    hold(count('command.proposed') === 1, `${name} is proposed ${count('command.proposed')} times`)
    for (const [type, least, most] of provedBy[state] ?? []) {
      const found = count(type)
      hold(found >= least && found <= most, `${name} is ${state} with ${found} ${type}`)
    }
    const grants = (command.approval?.votes ?? []).filter((one) => one.choice === 'grant').length
    hold(count('approval.granted') === grants, `${name} has ${grants} grants without evidence`)
  }

  /** Nothing starts without what its class and profile need, as people really said it. */
  function approved(command: CommandRow): void {
    const count = counts(command)
    if (count('command.started') === 0) return
    const profile = bench.rules.binding?.profile ?? ''
    const needed = approversOf[profile]?.[command.safetyClass] ?? 0
    const given = [...(conversation.grants.get(command.name) ?? [])].filter(
      (person) => profile === 'HAPF-Basic' || person !== command.requester,
    )
    hold(given.length >= needed, `${command.name} started with ${given.length} of ${needed} grants`)
    if (command.confirmation !== null)
      hold(
        count('command.confirmed', command.requester) === 1 &&
          conversation.confirmed.has(command.requester),
        `${command.name} started although its requester never confirmed it`,
      )
  }

  return {
    /** All checks after each step. */
    check(): void {
      const commands = commandRows(bench)
      hold(commands.length >= seen.size, 'a command is gone')
      for (const command of commands) {
        moved(command)
        proved(command)
        approved(command)
      }
      checkActs(bench, commands)
    },
  }
}

/** Every message is translated: no raw id, and no empty text. */
export function checkWords(bench: Bench): void {
  for (const { kind, text } of bench.letters)
    hold(
      text.trim() !== '' && !/(^|[^\w])\[[a-z-]+\]/.test(text),
      `a ${kind} without words: ${text}`,
    )
}

function checkActs(bench: Bench, commands: readonly CommandRow[]): void {
  const keys = new Map(commands.map((one) => [one.idempotencyKey, one]))
  hold(keys.size === commands.length, 'two commands share an idempotency key')
  const acted = bench.shop.acts.map((act) => act.key)
  hold(new Set(acted).size === acted.length, 'the shop acted twice for one key')
  for (const key of acted)
    hold(
      ['started', 'succeeded', 'uncertain'].includes(keys.get(key)?.state ?? 'nothing'),
      `the shop acted for a command that is ${keys.get(key)?.state ?? 'nothing'}`,
    )
  for (const [key, one] of keys) {
    const calls = bench.shop.calls.filter((call) => call.key === key).map((call) => call.what)
    const again = calls.some((what, index) => what === 'apply' && calls[index - 1] === 'apply')
    hold(!again, `${one.name} was silently repeated: ${calls.join(', ')}`)
  }
}

/** Tests change people as no program does (`settleStep`), and verify reports it. */
export function isOfTest({ text }: { readonly text: string }): boolean {
  return text.endsWith('it says that a migration was, and there was none.')
}

/** Recomputes each chain from the file, and replays each decision. */
export function checkChains(bench: Bench): void {
  const { environment, packs, flows } = bench.rules
  const about = { environment, instance: 'model', keys: [], outside: [] }
  const ofDigest = <One extends { readonly digest: string }>(all: ReadonlyMap<string, One>) => {
    const byDigest = new Map([...all.values()].map((one) => [one.digest, one]))
    return (digest: string) => byDigest.get(digest) ?? null
  }
  const texts = { pack: ofDigest(packs), flow: ofDigest(flows) }
  const reports = verifyFile(bench.look, { ...about, anew: { texts: () => texts } })
  hold(reports.length > 0, 'there is no evidence at all')
  for (const report of reports) {
    const [first] = report.breaks.filter((one) => !isOfTest(one))
    hold(first === undefined, `${report.tenant}: ${first?.text ?? ''}`)
  }
}

/** After a long idle time only uncertain commands are open. */
export function checkQuiet(bench: Bench): void {
  const open = commandRows(bench).filter((one) => goes[one.state] !== undefined)
  const left = open.filter((one) => one.state !== 'uncertain')
  hold(left.length === 0, `left open: ${left.map((one) => `${one.name} ${one.state}`).join(', ')}`)
  const count = (sql: string) => Number(bench.look.prepare(`SELECT count(*) ${sql}`).pluck().get())
  hold(count('FROM work') === 0, 'work is left over')
  hold(count("FROM deadlines WHERE what <> 'sweep'") === 0, 'a deadline is left over')
  hold(count('FROM untold') === 0, 'news was never told')
  hold(count("FROM tokens WHERE state = 'open'") === 0, 'a token is still good')
  hold(count("FROM outbox WHERE state = 'queued'") === 0, 'a letter was never handed over')
}

/** Every row of every table as text, to search all columns. */
export function allText(bench: Bench, tables: readonly string[] | null = null): string {
  const names = bench.look
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all()
    .map(String)
  return names
    .filter((name) => tables === null || tables.includes(name))
    .map((name) => JSON.stringify(bench.look.prepare(`SELECT * FROM ${name}`).all()))
    .join('\n')
}

/** Secrets are nowhere: not in evidence, not in any row, not in the bytes of the file. */
export function checkSecrets(bench: Bench, conversation: Conversation): void {
  const rows = allText(bench)
  const evidence = allText(bench, ['artifacts', 'bodies'])
  for (const token of conversation.tokens) hold(!rows.includes(token), `${token} is in the file`)
  for (const code of conversation.codes)
    hold(!new RegExp(`(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`).test(rows), `${code} is in the file`)
  for (const person of conversation.people)
    for (const phone of person.identifiers)
      hold(!evidence.includes(phone), `the phone of ${person.id} is in evidence`)
  hold(!evidence.includes(conversation.strangersPhone), 'the phone of a stranger is in evidence')
}

/** After the store is closed: the same, for pages that SQLite has freed. */
export function checkBytes(file: string, conversation: Conversation): void {
  const bytes = readFileSync(file).toString('latin1')
  for (const token of conversation.tokens)
    hold(!bytes.includes(token), `${token} is in the bytes of the file`)
}
