// Insiders who know the rules: they delay messages, edit files between two starts, lose time,
// compensate a compensation, and report a false result of an unclear effect.

import type { Rules } from '../../src/command/facts.ts'
import { codeOf, redefined } from './content.ts'
import { requestByAgent } from './governed-agents.ts'
import { deciders, requesters } from './governed-cast.ts'
import {
  answerCorrectly,
  cardsOf,
  requestAndApprove,
  requestAndConfirm,
  runChecked,
  send,
  type Walk,
} from './governed-voice.ts'
import type { Files, SentById } from './insiders-oracle.ts'

const minute = 60_000

/** A message that its carrier holds back. */
interface DelayedMessage {
  readonly who: string
  readonly text: string
  readonly sentAt: number
}

export interface Mischief extends Walk {
  readonly shipped: Rules
  readonly files: { now: Files }
  readonly kept: DelayedMessage[]
  readonly sent: SentById
}

function rulesAs(rules: Rules, files: Files): Rules {
  const cancel = rules.flows.get('order.cancel')
  if (cancel === undefined) throw new Error('Orders can be cancelled.')
  switch (files) {
    case 'shipped':
      return rules
    case 'sandbox': {
      const tenants = [...rules.tenants].map(([name, one]) => {
        const sandbox = name.endsWith(':acme')
        return [name, { ...one, sandbox }] as const
      })
      return { ...rules, tenants: new Map(tenants) }
    }
    case 'elsewhere':
      return redefined(rules, 'shop')
    case 'lax': {
      const lax = { ...cancel, risk: 'S1' as const, digest: 'd3'.repeat(32) }
      return { ...rules, flows: new Map([...rules.flows, ['order.cancel', lax]]) }
    }
  }
}

/** The process ends; a file is edited, mostly back to its original; another process starts. */
async function editFile(walk: Mischief): Promise<void> {
  const { bench, chance, files, shipped } = walk
  await runChecked(walk, () => bench.quiet())
  walk.before()
  const next = chance.of<Files>(['shipped', 'shipped', 'shipped', 'sandbox', 'elsewhere', 'lax'])
  files.now = next
  await bench.restart(rulesAs(shipped, next))
  walk.after()
}

/** A file is edited while a request waits for answers, or before a retry. */
async function editWhileWaiting(walk: Mischief): Promise<void> {
  const { bench, chance } = walk
  const isRetried = chance.below(2) === 0
  bench.shop.fates.splice(0, bench.shop.fates.length, ...(isRetried ? ['fails' as const] : []))
  const from = bench.letters.length
  await requestAndConfirm(walk, 'ana', `cancel order ${600 + chance.below(90)}`)
  const cards = cardsOf(walk, from).slice(0, 2)
  if (!isRetried) await editFile(walk)
  for (const card of cards) await answerCorrectly(walk, card)
  const name = cards[0]?.command
  if (!isRetried || name === undefined) return
  await editFile(walk)
  await requestAndConfirm(walk, 'ana', `retry ${name}`)
}

/** Somebody answers, and the answer is held back. */
async function delayMessage({ bench, chance, kept }: Mischief): Promise<void> {
  const who = chance.of([...requesters, ...requesters, 'dora', 'hugo'])
  const text = chance.of(['1', '1', '1', '2', '1 PROD', '1 DEV'])
  kept.push({ who, text, sentAt: bench.now() })
}

/** A held-back message arrives when something else may be open. */
async function deliverDelayed(walk: Mischief): Promise<void> {
  const { bench, chance, kept, sent } = walk
  const one = kept.splice(chance.below(Math.max(1, kept.length)), 1)[0]
  if (one === undefined) return
  if (chance.below(2) === 0) {
    bench.leap(chance.of([2_000, minute, 6 * minute]))
    await send(walk, one.who, { text: `cancel order ${300 + chance.below(90)}` })
  }
  const id = `kept-${sent.size}`
  sent.set(id, { sentAt: one.sentAt, repliesToOthers: false })
  await send(walk, one.who, { text: one.text, meant: one.text }, { id, sentAt: one.sentAt })
}

/** Somebody approves, a lockdown comes and mostly ends, and only then the approval arrives. */
async function delayPastLockdown(walk: Mischief): Promise<void> {
  const { bench, chance, place, sent } = walk
  const from = bench.letters.length
  await requestAndConfirm(
    walk,
    chance.of(['ana', 'alex']),
    `cancel order ${700 + chance.below(90)}`,
  )
  const [card] = cardsOf(walk, from)
  if (card === undefined) return
  const sentAt = bench.now()
  await runChecked(walk, () => bench.wait(chance.of([500, 5_000, minute])))
  const parts = ['class S2', 'class S2', 'class S3', 'tenant acme', 'connector shop']
  await requestAndConfirm(
    walk,
    chance.of(['dora', 'hugo']),
    `lockdown ${chance.of(parts)} for 1m a look`,
  )
  await runChecked(walk, () => bench.wait(chance.of([minute / 2, minute + 1, minute + 1])))
  const id = `kept-${sent.size}`
  sent.set(id, { sentAt, repliesToOthers: false })
  const text = `1 ${card.token}${place === 'prod' ? ` ${codeOf(card.to, bench.now())}` : ''}`
  await send(walk, card.to, { text, meant: text }, { id, sentAt })
  if (chance.below(2) === 0) await answerCorrectly(walk, card)
}

/** A bare number in reply to a colleague, in the group or in the own chat. */
async function replyToColleague(walk: Mischief): Promise<void> {
  const { bench, chance, sent } = walk
  const who = chance.of(requesters)
  const where = chance.below(2) === 0 ? { chat: 'group-1', direct: false } : {}
  await send(walk, who, { text: `cancel order ${300 + chance.below(90)}` }, where)
  const id = `reply-${sent.size}`
  sent.set(id, { sentAt: bench.now(), repliesToOthers: true })
  const text = chance.of(['1', '1 PROD', '2'])
  await send(walk, who, { text, meant: text }, { id, quotes: 'not-ours', ...where })
}

function randomNameIn({ bench, chance }: Mischief, state: string, where = ''): string {
  const found = bench.look
    .prepare(
      `SELECT name FROM commands WHERE state = ? AND record ->> '$.safetyClass' <> 'S0' ${where}
       ORDER BY created_at DESC LIMIT 6`,
    )
    .pluck()
    .all(state)
  return found.length === 0 ? 'C-2222' : String(chance.of(found))
}

/** A command is retried, compensated again, or resolved by a person. */
async function recoverRandomly(walk: Mischief): Promise<void> {
  const { chance } = walk
  const who = chance.of(['ana', 'ana', 'alex', 'max', 'dora'])
  const recoveries = "AND flow IN ('command.undo', 'command.compensate', 'command.retry')"
  const [one, other] = [randomNameIn(walk, 'succeeded'), randomNameIn(walk, 'succeeded')]
  const uncertain = randomNameIn(walk, 'uncertain')
  const text = chance.of([
    `undo ${one}`,
    `undo ${randomNameIn(walk, 'succeeded', recoveries)}`,
    `retry ${randomNameIn(walk, 'failed', recoveries)}`,
    `retry ${randomNameIn(walk, 'failed')}`,
    `compensate ${one} ${other}`,
    `compensate ${chance.of(['30m', '2h'])}`,
    ...['done', 'undone', 'undone'].map((word) => `resolve ${uncertain} ${word}`),
  ])
  await requestAndApprove(walk, who, text)
}

/** The shop's answer is lost; somebody states that nothing happened, and retries. */
async function resolveFalsely(walk: Mischief): Promise<void> {
  const { bench, chance } = walk
  bench.shop.fates.splice(0, bench.shop.fates.length, chance.of(['blind', 'blind', 'doubtful']))
  const from = bench.letters.length
  await requestAndConfirm(walk, 'ana', `cancel order ${400 + chance.below(90)}`)
  const cards = cardsOf(walk, from)
  for (const card of cards.slice(0, 2)) await answerCorrectly(walk, card)
  const name = cards[0]?.command
  if (name === undefined) return
  await requestAndConfirm(walk, chance.of(['ana', 'ana', 'alex']), `resolve ${name} undone`)
  await requestAndConfirm(walk, 'ana', `retry ${name}`)
}

/** The process crashes while the shop acts, or the shop is slow; nothing runs for a while. */
async function loseTime(walk: Mischief): Promise<void> {
  const { bench, chance } = walk
  bench.shop.fates.splice(0, bench.shop.fates.length, 'slow')
  const from = bench.letters.length
  await requestAndConfirm(
    walk,
    chance.of(['ana', 'alex']),
    `cancel order ${500 + chance.below(90)}`,
  )
  for (const card of cardsOf(walk, from).slice(0, 2)) await answerCorrectly(walk, card)
  bench.leap(chance.of([1, 29, 30, 31, 70]) * minute)
  const how = chance.below(3)
  if (how === 0) return editFile(walk)
  if (how === 1) return runChecked(walk, () => bench.restart())
  await runChecked(walk, async () => {
    bench.shop.release()
    await bench.quiet()
  })
}

async function lockPart(walk: Mischief): Promise<void> {
  const admin = walk.chance.of(['dora', 'hugo'])
  const part = walk.chance.of(['tenant acme', 'tenant globex', 'agent helper', 'agent helper'])
  await requestAndConfirm(walk, admin, `lockdown ${part} for 6m a look`)
  await requestByAgent(walk)
}

/** Somebody is removed, with all delegations to and from them. */
async function forgetSomebody(walk: Mischief): Promise<void> {
  const { chance } = walk
  if (chance.below(3) > 0) return
  const who = chance.of(['edu', 'carla', 'max', 'alex'])
  const from = chance.of(deciders)
  await requestAndConfirm(walk, from, `delegate to ${who} until tomorrow`)
  await requestAndApprove(walk, 'dora', `forget ${who}`)
}

const all: readonly (readonly [number, (walk: Mischief) => Promise<void>])[] = [
  [2, editFile],
  [5, editWhileWaiting],
  [5, delayMessage],
  [7, deliverDelayed],
  [4, delayPastLockdown],
  [4, replyToColleague],
  [8, recoverRandomly],
  [4, resolveFalsely],
  [4, loseTime],
  [3, lockPart],
  [1, forgetSomebody],
]
const mischief = all.flatMap(([times, happen]) => Array.from({ length: times }, () => happen))

/** Runs one random act of such people. */
export const misbehave = (walk: Mischief): Promise<void> => walk.chance.of(mischief)(walk)
