// Edited messages and tokens in the outbox: nobody is shown other text than Aval's, and no token
// decides anything but what its card shows.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { evidence, onBench, request, stateOf, tamper, tokenOf, withBench } from '../model/scenes.ts'

/** Letters wait while `held`; then a new process sends what the file has. */
async function editWhileWaiting(
  forge: (bench: Bench, name: string) => void,
  then: (bench: Bench, name: string) => Promise<void> | void,
): Promise<void> {
  let held = false
  const rules = rulesFor('dev', 'HAPF-Strong')
  const sending = ({ kind }: { readonly kind: string }) =>
    held && kind === 'approval_request' ? 'later' : 'sent'
  await withBench({ rules, seed: 'letters', sending }, async (bench) => {
    held = true
    const name = await request(bench, 'ana', 'cancel order 42')
    forge(bench, name)
    held = false
    bench.leap(60_000)
    await bench.restart()
    await then(bench, name)
  })
}

const asked = ['beto', 'carla', 'edu', 'max']
const cardsOf = (bench: Bench) => bench.letters.filter((one) => one.kind === 'approval_request')
const toBeto = "recipient = 'beto' AND state = 'queued' AND token_hash IS NOT NULL"

it('sends waiting cards after a restart, and their tokens count', () =>
  editWhileWaiting(
    () => undefined,
    async (bench, name) => {
      expect(cardsOf(bench).map((one) => one.to)).toEqual(asked)
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      expect(stateOf(bench, name)).toBe('succeeded')
    },
  ))

const forgeries: Readonly<Record<string, string>> = {
  'other text': `UPDATE outbox SET speech = replace(speech, '42', '43') WHERE ${toBeto} AND ?`,
  'another recipient': `UPDATE outbox SET speech = replace(speech, 'beto', 'ana') WHERE ${toBeto} AND ?`,
  'no JSON': `UPDATE outbox SET speech = 'x' WHERE ${toBeto} AND ?`,
  'the token of another card': `UPDATE outbox SET token_hash = (SELECT token_hash FROM outbox
     WHERE recipient = 'carla' AND token_hash IS NOT NULL) WHERE ${toBeto} AND ?`,
  'the letter of somebody else': `UPDATE outbox SET (speech, seal) = (SELECT speech, seal FROM outbox
     WHERE recipient = 'carla' AND token_hash IS NOT NULL) WHERE ${toBeto} AND ?`,
}

for (const [what, sql] of Object.entries(forgeries))
  it(`does not send a waiting letter that was edited, and tells the admin: ${what}`, () =>
    editWhileWaiting(
      (bench) => tamper(bench, sql, '1'),
      async (bench) => {
        await bench.hear('ana', 'status')
        expect(cardsOf(bench).map((one) => one.to)).toEqual(asked.slice(1))
        const denied = evidence(bench, 'tool.denied').at(-1)
        expect(denied).toMatchObject({ body: { why: 'record_changed', what: 'letter' } })
        const notices = bench.letters.filter((one) => one.to === 'dora' && one.kind === 'notice')
        expect(notices.filter((one) => one.text.includes('A waiting message'))).toHaveLength(1)
      },
    ))

it('does not send a letter that was copied into the outbox under a new id', () =>
  editWhileWaiting(
    (bench) => {
      const columns = 'recipient, state, at, not_before, token_hash, command, speech, seal'
      const copy = `INSERT INTO outbox (id, ${columns}) SELECT ?, ${columns} FROM outbox
        WHERE ${toBeto}`
      tamper(bench, copy, 'mine')
    },
    (bench) => expect(cardsOf(bench).map((one) => one.to)).toEqual(asked),
  ))

it('masks the token on a card whose token was replaced by that of another person', () =>
  editWhileWaiting(
    (bench) => {
      const text = "(SELECT text FROM tokens WHERE approver = 'carla')"
      tamper(bench, `UPDATE tokens SET text = ${text} WHERE approver = ?`, 'beto')
    },
    (bench) => {
      const card = cardsOf(bench).find((one) => one.to === 'beto')
      expect([card?.token, card?.text.includes('1 ••••••')]).toEqual([undefined, true])
    },
  ))

it('stores no token in plain text', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const texts = bench.look.prepare('SELECT text FROM tokens').pluck().all()
    expect(texts).toHaveLength(asked.length)
    expect(texts).not.toContain(tokenOf(bench, name, 'beto'))
  }))

it('does not accept a token moved to another request or to another person', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const seen = await request(bench, 'ana', 'cancel order 42')
    const meant = await request(bench, 'ana', 'cancel order 43')
    const token = tokenOf(bench, seen, 'beto')
    const other = '(SELECT id FROM commands WHERE name = ?)'
    const edit = `UPDATE tokens SET command_id = ${other}
      WHERE approver = 'beto' AND command_id = (SELECT id FROM commands WHERE name = ?)`
    tamper(bench, edit, meant, seen)
    await bench.hear('beto', `1 ${token}`)
    const carla = tokenOf(bench, seen, 'carla')
    tamper(bench, "UPDATE tokens SET approver = 'ana' WHERE approver = ?", 'carla')
    await bench.hear('ana', `1 ${carla}`)
    expect([seen, meant].map((one) => stateOf(bench, one))).toEqual([
      'approval_requested',
      'approval_requested',
    ])
    expect(evidence(bench, 'approval.granted')).toHaveLength(0)
    expect(bench.shop.acts).toHaveLength(0)
  }))
