// The file no longer holds the text of a token once it is used, void or expired.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { allText } from '../model/invariants.ts'
import { onBench, request, tokenOf } from '../model/scenes.ts'

/** Is the text of this person's token for a command stored, sealed or not? */
function has(bench: Bench, name: string, person: string): boolean {
  expect(allText(bench)).not.toContain(tokenOf(bench, name, person))
  const text = bench.look.prepare(
    `SELECT text FROM tokens
     WHERE approver = ? AND command_id = (SELECT id FROM commands WHERE name = ?)`,
  )
  return text.pluck().get(person, name) !== null
}

it('the text of a token is erased once it is used or its request is decided', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    const beto = tokenOf(bench, name, 'beto')
    const carla = tokenOf(bench, name, 'carla')
    const kept = () => ['beto', 'carla'].map((who) => has(bench, name, who))
    expect(kept()).toEqual([true, true])
    await bench.hear('beto', `1 ${beto}`)
    expect(kept()).toEqual([false, true])
    await bench.hear('carla', `1 ${carla}`)
    expect(kept()).toEqual([false, false])
  }))

it('the text of a token is erased when the request expires or is withdrawn', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const expired = await request(bench, 'ana', 'cancel order 42')
    expect(has(bench, expired, 'beto')).toBe(true)
    await bench.wait(30 * 60_000)
    expect(has(bench, expired, 'beto')).toBe(false)
    const withdrawn = await request(bench, 'ana', 'cancel order 42')
    expect(has(bench, withdrawn, 'beto')).toBe(true)
    await bench.hear('ana', `cancel ${withdrawn}`)
    expect(has(bench, withdrawn, 'beto')).toBe(false)
  }))

it('the closed file holds no text of a used or void token, not even in free pages', async () => {
  const tokens: string[] = []
  const bench = await openBench({ rules: rulesFor('dev', 'HAPF-Strong'), seed: 'pages' })
  for (const order of ['41', '42', '43']) {
    const name = await request(bench, 'ana', `cancel order ${order}`)
    tokens.push(...['beto', 'carla', 'edu'].map((who) => tokenOf(bench, name, who)))
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  }
  await bench.close()
  const bytes = readFileSync(bench.file).toString('latin1')
  discard(bench)
  expect(bytes).toContain('order.cancel')
  expect(tokens.filter((token) => bytes.includes(token))).toEqual([])
})
