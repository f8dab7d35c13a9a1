// What must hold after a soak: nothing lost, nothing twice, all chains intact.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { arrivalOf } from '../../src/engine/receive.ts'
import { wireIdOf } from '../../src/transports/baileys/outbound.ts'
import { readRemains, unproven } from '../../test/chats/evidence.ts'
import { wordsOf } from '../../test/transports/stand-in/phone.ts'
import type { BigShop } from './home.ts'
import type { Actor, Tally } from './people.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const letterSchema = z.object({ id: z.string(), state: z.string(), recipient: z.string() })

/** The fields of a direct message that its key in the inbox does not depend on. */
const anything = {
  chat: '', direct: true, form: 'text', text: '', sentAt: 0, backlog: false,
} as const // biome-ignore format: one record

export interface Found {
  readonly violations: readonly string[]
  readonly inbox: number
  readonly letters: Readonly<Record<string, number>>
  /** Letters that were sent again under their own id, which a phone shows once. */
  readonly sentAgain: number
  readonly acts: number
  readonly artifacts: number
}

export function check(
  home: string,
  actors: readonly Actor[],
  shop: BigShop,
  said: Tally['ids'],
): Found {
  const violations: string[] = []
  const db = new Database(join(home, 'data', 'test', 'aval.db'), { readonly: true })
  const letters = z.array(letterSchema).parse(db.prepare('SELECT * FROM outbox').all())
  const inbox = z.number().parse(db.prepare('SELECT count(*) FROM inbox').pluck().get())
  const isKept = db.prepare('SELECT count(*) FROM inbox WHERE key = ?').pluck()
  for (const [id, number] of said) {
    const heard = { ...anything, id, from: `+${number}` }
    if (isKept.get(arrivalOf(heard, 'baileys', 0, '').inbox?.key) !== 1)
      violations.push(`${id} of ${number} was said, and is in no inbox`)
  }
  db.close()
  const wires = new Map(letters.map((letter) => [wireIdOf(letter.id), letter]))
  const arrived = new Set<string>()
  let sentAgain = 0
  for (const { phone, member } of actors) {
    const seen = new Set<string>()
    const previews = new Set<string>()
    for (const { id, message } of phone.received.items) {
      const words = wordsOf(message)
      if (words === undefined) continue
      if (seen.has(id)) {
        sentAgain += 1
        continue
      }
      seen.add(id)
      arrived.add(id)
      if (wires.get(id)?.recipient !== member.id)
        violations.push(`${member.id} got ${id}, which is not theirs`)
      const order = words.includes('1 - Confirm') ? /cancel order \d+/.exec(words)?.[0] : undefined
      if (order !== undefined && previews.has(order))
        violations.push(`${member.id} was asked twice: ${order}`)
      if (order !== undefined) previews.add(order)
    }
  }
  for (const [wire, { id, state, recipient }] of wires)
    if (!arrived.has(wire)) violations.push(`letter ${id} to ${recipient} (${state}) never arrived`)
  for (const [order, times] of shop.acts)
    if (times > 1) violations.push(`order ${order} was cancelled ${times} times`)
  const remains = readRemains(home, 'test')
  violations.push(
    ...remains.reports.flatMap((one) => one.breaks.map((broken) => JSON.stringify(broken))),
  )
  violations.push(...unproven(remains))
  const done = remains.found.filter(({ artifact }) => artifact.type === 'effect.applied').length
  if (done !== shop.acts.size)
    violations.push(`${done} effects are told, ${shop.acts.size} happened`)
  // Throws with the output of `aval verify` when a chain is broken.
  execFileSync(process.execPath, [
    '--import',
    'tsx',
    main,
    'verify',
    '--home',
    home,
    '--env',
    'test',
  ])
  const count = (state: string) => letters.filter((one) => one.state === state).length
  const states = ['queued', 'sent', 'acked', 'delivered', 'read', 'failed']
  return {
    violations,
    inbox,
    letters: Object.fromEntries(states.map((state) => [state, count(state)])),
    sentAgain,
    acts: shop.acts.size,
    artifacts: remains.found.length,
  }
}
