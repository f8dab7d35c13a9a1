// Somebody who writes into the file without any of the keys gets no effect: each forgery is made
// while the program runs.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { fingerprintOf } from '../../src/command/fingerprint.ts'
import { mismatchOf } from '../../src/command/verify/compare-record.ts'
import { canonical } from '../../src/evidence/canonical.ts'
import type { Bench } from '../model/bench.ts'
import {
  evidence,
  lastTo,
  onBench,
  reasonOf,
  request,
  requestAndGrant,
  stateOf,
  tamper,
  tokenOf,
  unguarded,
} from '../model/scenes.ts'

const set = (path: string, value: string) =>
  `UPDATE commands SET record = json_set(record, '${path}', json('${value}')) WHERE name = ?`
const at = "json_extract(record, '$.approval.requestedAt')"
const grantOf = (person: string) =>
  `json_object('approver', '${person}', 'choice', 'grant', 'at', ${at}, 'stepUp', 'none')`
const addVote = (person: string) =>
  `UPDATE commands SET record = json_insert(record, '$.approval.votes[#]', ${grantOf(person)})
   WHERE name = ?`

/** Nothing was done, the reason is in the evidence, and the admin was told. */
function expectStopped(bench: Bench, name: string): void {
  expect(bench.shop.acts).toHaveLength(0)
  const denied = evidence(bench, 'tool.denied').at(-1)
  expect(denied).toMatchObject({ tenant: 'dev:acme', body: { name, why: 'record_changed' } })
  expect(lastTo(bench, 'dora').text).toContain('aval verify')
}

function expectRejected(bench: Bench, name: string): void {
  expectStopped(bench, name)
  expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'record_changed'])
  const outcome = bench.letters.findLast((one) => one.to === 'ana' && one.kind === 'outcome')
  expect(outcome?.text).toContain('Record and evidence do not match')
}

const forged = fingerprintOf({
  environment: 'dev',
  tenant: 'dev:acme',
  flow: 'order.cancel',
  version: 1,
  slots: { order: '43' },
})

/** Each edit is made while Beto's card is open; then Beto grants. */
const forgeries: Readonly<Record<string, string>> = {
  'an added vote': addVote('carla'),
  'fewer approvers': set('$.approval.approvers', '0'),
  'no second factor': set('$.approval.stepUp', '5'),
  'more time': set('$.approval.expiresAt', '1999999999999'),
  'a requester who may approve': set('$.approval.requesterMayApprove', 'true'),
  'another requester': set('$.requester', '"carla"'),
  'another order': set('$.slots.order', '"43"'),
  'another order with its fingerprint': `UPDATE commands SET
     record = json_set(record, '$.slots.order', '43', '$.fingerprint', '${forged}',
       '$.approval.fingerprint', '${forged}') WHERE name = ?`,
  'another tenant': set('$.tenant', '"dev:other"'),
  'another preview': set('$.preview.changes', '[]'),
  'another definition': set('$.definition', '{}'),
  'an approver who was never asked': set('$.approval.asked[0].approver', '"ana"'),
}

for (const [what, sql] of Object.entries(forgeries))
  it(`rejects a request, and tells the admin, when its record was edited: ${what}`, () =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      const token = tokenOf(bench, name, 'beto')
      tamper(bench, sql, name)
      await bench.hear('beto', `1 ${token}`)
      expectRejected(bench, name)
      expect(evidence(bench, 'approval.granted')).toHaveLength(0)
    }))

it('keeps the lockdown when a quorum of two was edited to one, or a vote was forged', async () => {
  for (const sql of [set('$.approval.approvers', '1'), addVote('carla')])
    await onBench('test', 'HAPF-Operational', async (bench) => {
      await request(bench, 'dora', 'lockdown on a drill')
      const name = await request(bench, 'dora', 'lockdown off')
      const token = tokenOf(bench, name, 'beto')
      tamper(bench, sql, name)
      await bench.hear('beto', `1 ${token}`)
      expect(bench.store().standing().mode.kind).toBe('locked')
      expect(reasonOf(bench, name)).toBe('record_changed')
    })
})

it('keeps the lockdown when the artifact of the first of two votes was deleted or edited', async () => {
  const ofVote = "position = (SELECT max(position) FROM artifacts WHERE type = 'approval.granted')"
  const emil = `replace(bytes, '"actor":"beto"', '"actor":"emil"')`
  const edits = [
    [`DELETE FROM bodies WHERE ${ofVote}`, `DELETE FROM artifacts WHERE ${ofVote}`],
    [`UPDATE artifacts SET actor = 'emil' WHERE ${ofVote}`],
    [`UPDATE artifacts SET bytes = ${emil} WHERE ${ofVote}`],
    [`UPDATE bodies SET bytes = replace(bytes, 'token', 'tokem') WHERE ${ofVote}`],
    [`UPDATE bodies SET bytes = json_insert(bytes, '$.more', 1) WHERE ${ofVote}`],
  ]
  for (const statements of edits)
    await onBench('test', 'HAPF-Operational', async (bench) => {
      await request(bench, 'dora', 'lockdown on a drill')
      const name = await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
      unguarded(bench, ...statements)
      // What it wrote itself, this process remembers: the gate is asked of one that does not.
      await bench.restart()
      await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
      expect(bench.store().standing().mode.kind).toBe('locked')
      expect(reasonOf(bench, name)).toBe('record_changed')
    })
})

it('confirms neither a preview assigned to somebody else nor one with an edited slot', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    const name = bench.letters.at(-1)?.command ?? ''
    tamper(bench, "UPDATE commands SET requester = 'carla' WHERE requester = ?", 'ana')
    await bench.hear('carla', '1')
    expect(stateOf(bench, name)).toBe('confirmation_requested')
    tamper(bench, "UPDATE commands SET requester = 'ana' WHERE requester = ?", 'carla')
    tamper(bench, set('$.slots.order', '"43"'), name)
    await bench.hear('ana', '1')
    expectRejected(bench, name)
  }))

it('performs no work row that was written without a started command', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const put = `INSERT INTO work (id, command_id, what)
      SELECT '0', id, 'apply' FROM commands WHERE name = ?`
    tamper(bench, put, name)
    await bench.hear('ana', 'status')
    expect(bench.shop.acts).toHaveLength(0)
    tamper(bench, set('$.state', '"started"'), name)
    tamper(bench, put, name)
    await bench.hear('ana', 'status')
    expectStopped(bench, name)
    tamper(bench, put.replace('apply', 'read'), name)
    await bench.hear('ana', 'status')
    expect(bench.shop.acts).toHaveLength(0)
  }))

it('performs an effect once, though its work row was written twice', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('slow')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('started')
    const put = "INSERT INTO work SELECT '0', id, 'apply' FROM commands WHERE name = ?"
    tamper(bench, put, name)
    await bench.hear('ana', 'status')
    const applied = () => bench.shop.calls.filter((one) => one.what === 'apply')
    expect(applied()).toHaveLength(1)
    bench.shop.release()
    await bench.quiet()
    await bench.hear('ana', 'status')
    expect(applied()).toHaveLength(1)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('performs no work on a command whose record was copied from another command', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const other = await request(bench, 'ana', 'cancel order 43')
    bench.shop.fates.push('slow')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    const copy = `UPDATE commands SET (record, seal) =
      (SELECT record, seal FROM commands WHERE name = '${name}') WHERE name = ?`
    tamper(bench, copy, other)
    const put = "INSERT INTO work SELECT '0', id, 'apply' FROM commands WHERE name = ?"
    tamper(bench, put, other)
    const foreign = bench
      .store()
      .work(10)
      .find((one) => one.id === '0')
    expect(foreign?.unproven).toBe(true)
    bench.shop.release()
    await bench.quiet()
    expect(bench.shop.calls.filter((one) => one.what === 'apply')).toHaveLength(1)
  }))

it('performs nothing again when the earlier sealed record of a finished command is put back', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('slow')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    const row = bench.look.prepare('SELECT state, open, record, seal FROM commands WHERE name = ?')
    const before = row.raw().get(name) as [string, number, string, string]
    expect(before[0]).toBe('started')
    bench.shop.release()
    await bench.quiet()
    expect(bench.shop.acts).toHaveLength(1)
    const db = new Database(bench.file)
    db.prepare('UPDATE commands SET state=?, open=?, record=?, seal=? WHERE name=?').run(
      ...before,
      name,
    )
    db.prepare("INSERT INTO work SELECT '0', id, 'apply' FROM commands WHERE name = ?").run(name)
    db.close()
    await bench.hear('ana', 'status')
    expect(bench.shop.calls.filter((one) => one.what === 'apply')).toHaveLength(1)
  }))

it('does not count a revoked vote when the earlier sealed record is put back', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
    const row = bench.look.prepare('SELECT record, seal FROM commands WHERE name = ?').raw()
    const before = row.get(name) as [string, string]
    await bench.hear('beto', `revoke ${name}`)
    expect(row.get(name)).not.toEqual(before)
    tamper(bench, 'UPDATE commands SET record = ?, seal = ? WHERE name = ?', ...before, name)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(bench.store().standing().mode.kind).toBe('locked')
    expect(reasonOf(bench, name)).toBe('record_changed')
  }))

const ofCancelled = "type = 'approval.cancelled'"
const losses: Readonly<Record<string, readonly string[]>> = {
  'the artifact of the revocation deleted': [
    `DELETE FROM bodies WHERE position = (SELECT position FROM artifacts WHERE ${ofCancelled})`,
    `DELETE FROM artifacts WHERE ${ofCancelled}`,
  ],
  'that artifact taken off its command': [
    `UPDATE artifacts SET command_id = NULL WHERE ${ofCancelled}`,
  ],
  'that artifact taken off its command, in its bytes too': [
    `UPDATE artifacts SET command_id = NULL,
       bytes = replace(bytes, ',"command":{', ',"kommand":{') WHERE ${ofCancelled}`,
  ],
  'that artifact turned into another': [
    `UPDATE artifacts SET command_id = NULL, type = 'auth.denied', bytes = (SELECT bytes
       FROM artifacts WHERE type = 'auth.denied') WHERE ${ofCancelled}`,
  ],
}

for (const [what, statements] of Object.entries(losses))
  it(`does not count a revoked vote with the earlier record put back and ${what}`, () =>
    onBench('test', 'HAPF-Operational', async (bench) => {
      await request(bench, 'dora', 'lockdown on a drill')
      const name = await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
      const row = bench.look.prepare('SELECT record, seal FROM commands WHERE name = ?').raw()
      const before = row.get(name) as [string, string]
      await bench.hear('beto', `revoke ${name}`)
      await bench.hear('ana', '1 ABCDEF')
      tamper(bench, 'UPDATE commands SET record = ?, seal = ? WHERE name = ?', ...before, name)
      unguarded(bench, ...statements)
      await bench.restart()
      await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
      expect(bench.store().standing().mode.kind).toBe('locked')
      expect(reasonOf(bench, name)).toBe('record_changed')
    }))

it('does not reopen a denied request when its earlier sealed record is put back', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const row = bench.look.prepare('SELECT record, seal FROM commands WHERE name = ?').raw()
    const before = row.get(name) as [string, string]
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
    const put = "UPDATE commands SET state = 'approval_requested', open = 1, record = ?, seal = ?"
    tamper(bench, put, ...before)
    tamper(bench, "UPDATE tokens SET state = 'open' WHERE approver = ?", 'carla')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expectRejected(bench, name)
    expect(evidence(bench, 'approval.granted')).toHaveLength(0)
  }))

it('reports a denial in the evidence that is missing from the record', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const command = bench.store().commandNamed(name).commands[0]
    if (command?.approval == null) throw new Error('It waits for approval.')
    const types = ['command.proposed', 'command.authorized', 'approval.required']
    const time = new Date(command.approval.requestedAt).toISOString()
    const about = { seq: 1, time, isBound: true, policy: canonical(command.binding), body: null }
    const of = (type: string, actor = 'ana') => ({ ...about, type, actor })
    const asked = [...types, 'approval.requested'].map((type) => of(type))
    expect(mismatchOf(command, asked)).toBeNull()
    expect(mismatchOf(command, [...asked, of('approval.denied', 'beto')])).toEqual({
      what: 'vote_unproven',
      of: 'beto',
    })
  }))

it('refuses to retry a command edited from denied to failed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
    expect(reasonOf(bench, name)).toBe('approval_denied')
    tamper(bench, set('$.state', '"failed"'), name)
    await bench.hear('ana', `retry ${name}`)
    await bench.hear('ana', '1')
    expect(bench.shop.acts).toHaveLength(0)
    const rejected = evidence(bench, 'command.rejected').at(-1)
    expect(rejected).toMatchObject({ actor: 'aval', body: { reason: 'record_changed' } })
    expect(lastTo(bench, 'dora').text).toContain('aval verify')
  }))

it('does not reseal an edited record when it writes the command again', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    tamper(bench, set('$.approval.requestedAt', '1'), name)
    // A receipt writes the command anew, and so does a denial that is not enough.
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
    const seal = bench.look.prepare('SELECT seal FROM commands WHERE name = ?').pluck()
    expect(seal.get(name)).toBe('')
  }))

it('performs intact requests despite a foreign row elsewhere, and after a restart', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    tamper(bench, "INSERT INTO kept VALUES ('x', ?, '')", '{}')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    const other = await request(bench, 'ana', 'cancel order 7')
    await bench.restart()
    await bench.hear('beto', `1 ${tokenOf(bench, other, 'beto')}`)
    expect(stateOf(bench, other)).toBe('succeeded')
    expect(bench.shop.acts).toHaveLength(2)
  }))

it('finds no command under a name that was swapped with another', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const other = await request(bench, 'ana', 'cancel order 43')
    tamper(bench, "UPDATE commands SET name = 'C-SWAP' WHERE name = ?", name)
    tamper(bench, `UPDATE commands SET name = '${name}' WHERE name = ?`, other)
    await bench.hear('ana', `cancel ${name}`)
    const ofOrders = "SELECT record ->> '$.state' FROM commands WHERE flow = 'order.cancel'"
    const states = bench.look.prepare(ofOrders).pluck().all()
    expect(states).toEqual(['approval_requested', 'approval_requested'])
    expect(bench.store().commandNamed(name)).toEqual({ commands: [], changed: [] })
  }))

it('locks when the mode or an emergency was edited in the file, and `lockdown off` cannot lift that', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const edits = [
      `UPDATE settings SET value = '{"kind":"open"}' WHERE key = ?`,
      'DELETE FROM settings WHERE key = ?',
    ]
    const copy = bench.look.prepare("SELECT value FROM settings WHERE key = 'mode'").pluck().get()
    for (const sql of edits) {
      tamper(bench, sql, 'mode')
      expect(bench.store().standing().mode).toMatchObject({ cause: 'record_changed' })
      await bench.hear('ana', 'cancel order 42')
      await bench.hear('dora', 'lockdown off')
      expect(lastTo(bench, 'dora').text).toContain('not by Aval')
      tamper(bench, "INSERT OR REPLACE INTO settings VALUES ('mode', ?)", String(copy))
      expect(bench.store().standing().mode).toMatchObject({ cause: 'by_request' })
    }
    const forged = { id: 'e', tenant: 'test:acme', by: 'dora', reason: 'x', since: 1, until: 2e12 }
    const put = "INSERT OR REPLACE INTO settings VALUES ('emergencies', ?)"
    tamper(bench, put, JSON.stringify([{ ...forged, reviewedBy: [] }]))
    expect(bench.store().standing().mode).toMatchObject({ cause: 'record_changed' })
    expect(bench.shop.acts).toHaveLength(0)
  }))
