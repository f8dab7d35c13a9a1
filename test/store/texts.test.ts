// The texts that decisions depend on are stored once, by digest, with what first names them.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import { homeTexts, textsOf } from '../../src/environment/texts.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { keptTexts } from '../../src/store/texts.ts'
import { verifyFile } from '../../src/store/verify/verify.ts'
import type { Bench } from '../model/bench.ts'
import { shippedSettings } from '../model/content.ts'
import { onBench, requestAndGrant } from '../model/scenes.ts'
import { withoutTriggers } from './without-triggers.ts'

async function cancelOrder(bench: Bench, order: string): Promise<void> {
  await requestAndGrant(bench, 'ana', `cancel order ${order}`, 'beto')
  await bench.quiet()
}

/** Each command's file as another release of Aval would bring it. */
function upgraded(rules: Rules): Rules {
  const flows = [...rules.flows].map(([name, one]) => {
    const text = `${one.text}# of another release\n`
    return [name, { ...one, text, digest: sha256(text) }] as const
  })
  return { ...rules, flows: new Map(flows) }
}

const keptIn = (bench: Bench) =>
  bench.look
    .prepare<[], { readonly digest: string; readonly text: string }>('SELECT * FROM texts')
    .all()
const namesOf = (bench: Bench) =>
  keptIn(bench).map(({ text }) => /^(?:command|pack): (\S+)/m.exec(text)?.[1])

/** Each break and each missing text, for a home without texts. */
function findings(file: string): readonly string[] {
  const db = new Database(file, { readonly: true })
  const missed: string[] = []
  const undecided = (_tenant: string, lacking: readonly string[]) => void missed.push(...lacking)
  const about = { environment: 'dev', instance: 'model', keys: [], outside: [] }
  const reports = verifyFile(db, { ...about, anew: { texts: textsOf('/nowhere'), undecided } })
  db.close()
  return [
    ...reports.flatMap((one) => one.breaks.map(({ what, text }) => `${what}: ${text}`)),
    ...missed,
  ]
}

it('texts of packs and commands are kept once, and only those that decisions depend on', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    expect(namesOf(bench)).toEqual(['strong'])
    await cancelOrder(bench, '42')
    await cancelOrder(bench, '43')
    expect(namesOf(bench)).toEqual(['strong', 'order.cancel'])
    for (const { digest, text } of keptIn(bench)) expect(sha256(text)).toBe(digest)
    await bench.restart()
    await cancelOrder(bench, '44')
    expect(namesOf(bench)).toEqual(['strong', 'order.cancel'])
  }))

it('verification after two upgrades finds no break and misses no text, by the kept texts alone', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.restart(upgraded(bench.rules))
    await cancelOrder(bench, '42')
    await bench.restart(upgraded(bench.rules))
    await cancelOrder(bench, '43')
    expect(namesOf(bench)).toEqual(['strong', 'order.cancel', 'order.cancel'])
    expect(findings(bench.file)).toEqual([])
  }))

it('a text of a transaction that failed is not kept', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const failing = () => {
      throw new Error('The disk is full.')
    }
    const store = bench.store()
    const before = keptIn(bench)
    const event = (id: string) => ({ kind: 'tick', id, at: bench.now() }) as const
    const keys = () => ({
      ...{ tokenHashes: [], names: [], commandIds: [], fresh: [], tallies: [], since: 0 },
    })
    const definition = {
      'command order.cancel': bench.rules.flows.get('order.cancel')?.digest ?? '',
    }
    const draft = {
      type: 'command.proposed',
      ...{ tenant: 'dev:acme', actor: 'ana', time: bench.now(), body: { definition } },
    } as const
    const step = () => [{ kind: 'evidence', draft }] as const
    expect(() =>
      store.together(() => {
        store.settle([{ event: event('one') }], { keys, step })
        failing()
      }),
    ).toThrow('The disk is full.')
    expect(keptIn(bench)).toEqual(before)
    store.settle([{ event: event('two') }], { keys, step })
    expect(keptIn(bench)).toHaveLength(before.length + 1)
  }))

it('a kept text that does not have its digest is not used, and is reported', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.restart(upgraded(bench.rules))
    await cancelOrder(bench, '42')
    const copy = join(bench.file, '../edited.db')
    bench.look.exec(`VACUUM INTO '${copy}'`)
    const db = new Database(copy)
    withoutTriggers(db, () =>
      db.exec("UPDATE texts SET text = replace(text, 'risk: S2', 'risk: S1')"),
    )
    const { digest } = keptIn(bench).find(({ text }) => text.includes('of another release')) ?? {}
    expect(keptTexts(db)(String(digest))).toBeNull()
    expect(findings(copy)).toEqual([
      expect.stringMatching(
        /^text_changed: The text that is kept under [0-9a-f]{64} is another one/,
      ),
      `command order.cancel ${digest}`,
    ])
    withoutTriggers(db, () => db.exec('DELETE FROM texts'))
    db.close()
    expect(findings(copy)).toEqual([`command order.cancel ${digest}`])
  }))

it('kept texts can be neither changed nor deleted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const copy = join(bench.file, '../kept.db')
    bench.look.exec(`VACUUM INTO '${copy}'`)
    const db = new Database(copy)
    expect(() => db.exec("UPDATE texts SET text = 'x'")).toThrow('append-only')
    expect(() => db.exec('DELETE FROM texts')).toThrow('append-only')
    db.close()
  }))

it('no shipped text names one of the shipped people', () => {
  const texts = [...homeTexts('/nowhere').values()]
  expect(texts.length).toBeGreaterThan(50)
  expect(shippedSettings.people.length).toBeGreaterThan(2)
  for (const text of texts)
    for (const { id, name } of shippedSettings.people)
      expect(text).not.toMatch(new RegExp(`\\b(?:${id}|${name})\\b`))
})
