// Whose answer a command waits for: nobody's open tokens are looked through twice to find none.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { heldTokens } from '../../src/store/tokens.ts'
import { lastTo, onBench, request } from '../model/scenes.ts'

function open() {
  const asked: unknown[] = []
  const db = new Database(':memory:', { verbose: (sql) => void asked.push(sql) })
  db.exec('CREATE TABLE tokens (hash, command_id, approver, state)')
  const put = (approver: string) =>
    db.prepare("INSERT INTO tokens VALUES ('', 'c', ?, 'open')").run(approver)
  return { held: heldTokens(db), put, reads: () => asked.filter((sql) => /SELECT/.test(`${sql}`)) }
}

it('somebody without an open token is looked for once, until they get one', () => {
  const { held, put, reads } = open()
  for (let time = 0; time < 3; time += 1) expect(held.of('ana', 20)).toEqual([])
  expect(reads()).toHaveLength(1)
  put('ana')
  held.given('ana')
  expect([held.of('ana', 20), held.of('ana', 20)]).toEqual([['c'], ['c']])
})

it('a token that another process wrote, or a failed transaction brought back, is found', () => {
  const { held, put } = open()
  expect(held.of('ana', 20)).toEqual([])
  put('ana')
  held.forget()
  expect(held.of('ana', 20)).toEqual(['c'])
})

it('whoever wrote before their first card is told what waits for them when they write again', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('beto', 'what now')
    expect(lastTo(bench, 'beto').text).not.toContain('C-')
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('beto', 'what now')
    expect(lastTo(bench, 'beto').text).toContain(name)
  }))
