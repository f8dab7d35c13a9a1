// The situations that many tests begin with: requested, confirmed, waiting for answers.

import Database from 'better-sqlite3'
import { expect } from 'vitest'
import type { Change } from '../../src/command/changes.ts'
import { withRights } from '../../src/command/rights.ts'
import type { Letter } from '../../src/engine/transport.ts'
import type { Environment, Profile } from '../../src/policy/names.ts'
import { readPerson } from '../../src/store/rows.ts'
import { tamperWith } from '../store/without-triggers.ts'
import { type Bench, type BenchOptions, discard, openBench } from './bench.ts'
import { rulesFor } from './content.ts'
import { commandRows } from './invariants.ts'

/** Runs a test with a bench of these options, which is always closed and removed. */
export async function withBench<Result>(
  options: BenchOptions,
  test: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const bench = await openBench(options)
  try {
    return await test(bench)
  } finally {
    await bench.close()
    discard(bench)
  }
}

/** The same with the shipped rules and people. */
export function onBench<Result>(
  environment: Environment,
  profile: Profile,
  test: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  return withBench({ rules: rulesFor(environment, profile), seed: 'scene' }, test)
}

/** Requests and confirms; resolves with the command's name from the preview. */
export async function request(bench: Bench, who: string, text: string): Promise<string> {
  await bench.hear(who, text)
  const preview = bench.letters.findLast((one) => one.kind === 'preview' && one.to === who)
  if (preview?.command === undefined) throw new Error(`No preview for: ${text}`)
  const word = /^1 ([A-Z]+) - /m.exec(preview.text)?.[1]
  await bench.hear(
    who,
    word === undefined ? `1 ${preview.command}` : `1 ${preview.command} ${word}`,
  )
  return preview.command
}

/** The token that a person holds for a command. */
export function tokenOf(bench: Bench, command: string, person: string): string {
  const card = bench.letters.findLast(
    (one) => one.to === person && one.command === command && one.token !== undefined,
  )
  if (card?.token === undefined) throw new Error(`${person} has no card of ${command}.`)
  return card.token
}

/** A person approves a command by the token of their card. */
export async function grant(bench: Bench, command: string, who: string): Promise<void> {
  await bench.hear(who, `1 ${tokenOf(bench, command, who)}`)
}

/** Requests and confirms, and these people approve; resolves with the command's name. */
export async function requestAndGrant(
  bench: Bench,
  who: string,
  text: string,
  ...approvers: readonly string[]
): Promise<string> {
  const name = await request(bench, who, text)
  for (const approver of approvers) await grant(bench, name, approver)
  return name
}

/** The same, and it is done. */
export async function carryOut(
  bench: Bench,
  who: string,
  text: string,
  ...approvers: readonly string[]
): Promise<string> {
  const name = await requestAndGrant(bench, who, text, ...approvers)
  expect(stateOf(bench, name), text).toBe('succeeded')
  return name
}

/** Dora requests each, Hugo approves (see `withHugo`), and it is done. */
export async function decideByAdmins(bench: Bench, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await carryOut(bench, 'dora', text, 'hugo')
}

export function stateOf(bench: Bench, command: string): string {
  return commandRows(bench).find((one) => one.name === command)?.state ?? 'nothing'
}

export function reasonOf(bench: Bench, command: string): string {
  return commandRows(bench).find((one) => one.name === command)?.reason ?? 'none'
}

/** Evidence of one type, as artifacts, oldest first. */
export function evidence(bench: Bench, type: string): readonly Record<string, unknown>[] {
  const rows = bench.look.prepare(
    `SELECT a.bytes, b.bytes AS body FROM artifacts a JOIN bodies b USING (position)
     WHERE type = ? ORDER BY position`,
  )
  return (rows.all(type) as { bytes: string; body: string }[]).map((row) => ({
    ...JSON.parse(row.bytes),
    body: JSON.parse(row.body),
  }))
}

export function lastTo(bench: Bench, person: string): Letter {
  const letter = bench.letters.findLast((one) => one.to === person)
  if (letter === undefined) throw new Error(`Nothing was said to ${person}.`)
  return letter
}

/** Edits the file, as somebody with an editor could. */
export function tamper(bench: Bench, sql: string, ...values: readonly string[]): void {
  const db = new Database(bench.file)
  try {
    if (db.prepare(sql).run(...values).changes === 0) throw new Error(`Nothing to change: ${sql}`)
  } finally {
    db.close()
  }
}

/** The same by an attacker who drops the triggers first and restores them. */
export function unguarded(bench: Bench, ...statements: readonly string[]): void {
  tamperWith(bench.file, ...statements)
}

/** Changes a person as Aval itself would; `change` is SQL over the current `record`. */
export function rewritePerson(bench: Bench, id: string, change: string): void {
  const row = bench.look.prepare(`SELECT ${change} FROM people WHERE id = ?`).pluck().get(id)
  settleStep(bench, { kind: 'person', person: readPerson(row) })
}

/** Writes a change as a step of Aval's own, with evidence that names the changed rights. */
export function settleStep(bench: Bench, change: Change): void {
  const at = bench.now()
  const about = { type: 'alignment.checked', time: at, tenant: '-', actor: 'test' } as const
  const settled = bench.store().settle([{ event: { kind: 'tick', id: '', at } }], {
    keys: () => ({ tokenHashes: [], commandIds: [], names: [], fresh: [], tallies: [], since: 0 }),
    step: (_event, known) =>
      withRights(known, [
        change,
        { kind: 'evidence', draft: { ...about, body: { why: 'schema' } } },
      ]),
  })
  expect(settled).toEqual(['settled'])
}

/** Creates two open previews for Ana; resolves with their names. */
export async function twoPreviews(bench: Bench): Promise<readonly [string, string]> {
  const names: string[] = []
  for (const order of ['42', '43']) {
    await bench.hear('ana', `cancel order ${order}`)
    names.push(lastTo(bench, 'ana').command ?? '')
  }
  return [names[0] ?? '', names[1] ?? '']
}
