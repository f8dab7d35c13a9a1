// What people request in a random run, and the changes to who may decide it.

import { codeOf } from './content.ts'
import { deciders, freeze, phoneOf, requesters } from './governed-cast.ts'
import {
  answerCorrectly,
  answerOddly,
  cardsOf,
  requestAndApprove,
  requestAndConfirm,
  runChecked,
  sayPlainly,
  send,
  type Walk,
} from './governed-voice.ts'
import { programs, type Wish } from './programs.ts'
import { saidKey } from './spoken-record.ts'

/** A command in this state, and its requester. */
function randomCommandIn(
  { bench, chance }: Walk,
  state: string,
): { name: string; requester: string } {
  const rows = bench.look.prepare(
    `SELECT record ->> '$.name' AS name, record ->> '$.requester' AS requester FROM commands
     WHERE state = ? AND record ->> '$.safetyClass' <> 'S0' ORDER BY created_at DESC LIMIT 8`,
  )
  const found = rows.all(state) as { name: string; requester: string }[]
  return found.length === 0 ? { name: 'C-2222', requester: 'ana' } : chance.of(found)
}

/** Changes of who may decide, or under which policy. */
export function randomRightsChange(walk: Walk): readonly [string, string, boolean] {
  const { chance } = walk
  const admin = chance.of(['dora', 'hugo'])
  const person = chance.of(deciders)
  const decider = chance.of(deciders)
  const to = chance.of([...requesters, ...deciders])
  const waiting = randomCommandIn(walk, 'approval_requested').name
  const all: readonly (readonly [string, string, boolean])[] = [
    [decider, `delegate to ${to} until ${chance.of(['tomorrow', '10:00', '11:30'])}`, false],
    [decider, `delegate to ${to} until tomorrow`, false],
    [decider, `delegate to ${to} until tomorrow`, false],
    [decider, 'revoke delegation', false],
    [admin, `suspend ${person}`, true],
    [admin, `restore rights of ${person}`, true],
    [admin, `restore rights of ${person}`, true],
    [admin, `make ${person} ${chance.of(['approver', 'requester', 'admin'])}`, true],
    [admin, `unmake ${person} ${chance.of(['approver', 'admin'])}`, true],
    [decider, 'break glass the roof is on fire', false],
    [admin, 'end emergency', false],
    [admin, 'resume approvals', false],
    [admin, `use policy strong 1.0.0 ${chance.of(profilesBound)}`, true],
    [admin, `use policy strong 1.0.0 ${chance.of(profilesBound)}`, true],
    [admin, chance.of(['lockdown on it looks odd', 'lift suspicion']), false],
    [admin, 'lockdown off', true],
    [admin, 'lockdown off', true],
    [admin, `lockdown class ${chance.of(['S2', 'S3', 'R1', 'R3'])} for 10m a look`, false],
    [admin, 'lockdown connector shop for 5m a look', false],
    [decider, `revoke ${waiting}`, false],
    [decider, `revoke ${waiting}`, false],
  ]
  return chance.of(all)
}

const profilesBound = ['HAPF-Basic', 'HAPF-Strong', 'HAPF-Operational'] as const

export function randomRequest(walk: Walk): readonly [string, string] {
  const { chance } = walk
  const who = chance.of(requesters)
  const order = 40 + chance.below(20)
  const unit = `unit-${chance.below(6)}`
  const failed = randomCommandIn(walk, 'failed')
  const done = randomCommandIn(walk, 'succeeded')
  return chance.of<readonly [string, string]>([
    ...[0, 1, 2, 3, 4].map(() => [who, `cancel order ${order}`] as const),
    [who, `restore order ${order}`],
    [who, `create config ${unit} for shop`],
    [who, `set config ${unit} replicas 2`],
    [who, `delete config ${unit}`],
    [failed.requester, `retry ${failed.name}`],
    [failed.requester, `retry ${failed.name}`],
    [done.requester, `undo ${done.name}`],
    [done.requester, `compensate ${done.name}`],
    [who, `ask again ${randomCommandIn(walk, 'approval_requested').name}`],
  ])
}

/** The next answer to a waiting request, after a condition of the request has changed. */
export async function answerAfterChange(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const { name } = randomCommandIn(walk, 'approval_requested')
  const cards = cardsOf(walk).filter((one) => one.command === name)
  const [first, ...others] = cards
  if (first === undefined) return
  if (others.length > 0 && chance.below(2) === 0) await answerCorrectly(walk, first)
  const sql = "SELECT record ->> '$.approval.expiresAt' FROM commands WHERE name = ?"
  const end = Number(bench.look.prepare(sql).pluck().get(name))
  const { from, to } = freeze.once
  const moments = [end, end, end - 1, Date.parse(from), Date.parse(to) - 1]
  if (chance.below(3) === 0) await answerCorrectly(walk, first)
  await changeRightsOrTime(walk, first.to, chance.of(moments))
  for (const card of [...others, first]) await answerCorrectly(walk, card)
}

/** A person's rights change, or a deadline passes without a tick in between. */
async function changeRightsOrTime(walk: Walk, who: string, moment: number): Promise<void> {
  const { bench, chance, place } = walk
  const admin = who === 'dora' ? 'hugo' : 'dora'
  switch (chance.below(8)) {
    case 0:
      return runChecked(walk, () => bench.identity(phoneOf(place, who)))
    case 1:
      return requestAndApprove(walk, admin, `suspend ${who}`)
    case 2:
      return requestAndApprove(walk, admin, `unmake ${who} approver`)
    case 3:
      for (const one of [who, chance.of(deciders)])
        await requestAndConfirm(walk, one, 'revoke delegation')
      return
    case 4:
      return requestAndConfirm(walk, who, `delegate to ${chance.of(deciders)} until tomorrow`)
    default:
      if (moment > bench.now()) bench.leap(moment - bench.now())
  }
}

/** A delegate answers, and before the end the delegation ends or one of the two is suspended. */
export async function answerAsDelegate(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const absent = chance.of(['beto', 'carla', 'edu', 'dora'])
  // Prefers a person without a card in their own right.
  const others = ['ana', 'alex', 'hugo', 'dora', ...deciders]
  const to = chance.of(others.filter((one) => one !== absent))
  await requestAndConfirm(walk, absent, `delegate to ${to} for ${chance.of(['5m', '9m', '14m'])}`)
  const from = bench.letters.length
  const drills = [['dora', 'use policy strong 1.0.0 HAPF-Operational']] as const
  const wishes = [
    ...drills,
    [chance.of(requesters), `cancel order ${60 + chance.below(30)}`],
  ] as const
  const [who, text] = chance.of(wishes)
  await requestAndConfirm(walk, who, text)
  const cards = cardsOf(walk, from)
  const ofDelegate = cards.filter((one) => one.to === to)
  const [early = cards[0]] = ofDelegate
  // Twice: the second one must not count again.
  if (early !== undefined)
    for (let times = chance.below(3); times > 0; times -= 1) await answerCorrectly(walk, early)
  const sql = `SELECT record ->> '$.delegation.until' FROM people WHERE id = ?`
  const over = Number(bench.look.prepare(sql).pluck().get(absent) ?? 0)
  await changeRightsOrTime(walk, chance.of([absent, to]), over - chance.of([0, 0, 1]))
  for (const card of [...cards.filter((one) => one.to !== to), ...ofDelegate])
    await answerCorrectly(walk, card)
}

/** A second factor shown up to an hour ago counts for an ordinary request. */
export async function approveAnHourLater(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const cards = () => cardsOf(walk, from).slice(0, 2)
  let from = bench.letters.length
  await requestAndConfirm(walk, chance.of(requesters), `cancel order ${100 + chance.below(50)}`)
  for (const card of cards()) await answerCorrectly(walk, card)
  await runChecked(walk, () => bench.wait(chance.of([58, 60, 62]) * 60_000))
  from = bench.letters.length
  await requestAndConfirm(walk, chance.of(requesters), `cancel order ${150 + chance.below(50)}`)
  for (const card of cards()) await answerCorrectly(walk, card)
}

/** A failed command is retried after its approvers may have lost their rights. */
export async function retryAfterChange(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  bench.shop.fates.splice(0, bench.shop.fates.length, 'fails')
  const from = bench.letters.length
  await requestAndConfirm(walk, 'ana', `cancel order ${250 + chance.below(50)}`)
  const cards = cardsOf(walk, from)
  for (const card of cards.slice(0, 2)) await answerCorrectly(walk, card)
  const [first] = cards
  if (first === undefined) return
  await changeRightsOrTime(walk, first.to, Date.parse(freeze.once.from))
  await requestAndConfirm(walk, 'ana', `retry ${first.command}`)
}

/** A program makes a request, or tries what only people may do; sometimes twice with one key. */
export async function requestByProgram(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const order = String(40 + chance.below(40))
  const cancel = { command: 'order.cancel', slots: { order } }
  const card = cardsOf(walk).at(-1)
  const wishes: readonly Pick<Wish, 'command' | 'slots'>[] = [
    ...[cancel, cancel, cancel],
    { command: 'config.delete', slots: { unit: `unit-${chance.below(6)}` } },
    { command: 'lockdown.off' },
    { command: 'delegation.on', slots: { person: 'ana', until: '2026-01-06T09:00:00Z' } },
    { command: 'people.role', slots: { person: 'ana', role: 'approver' } },
    { command: 'order.show', slots: { order } },
    { command: 'order.cancel', slots: { order: `1 ${card?.token ?? 'K7QM2P'}` } },
  ]
  const { requesters: may } = programs
  const known = [...may, ...may, ...may, 'alex', 'alex', 'rita', 'nobody']
  const wish = { ...chance.of(wishes), requester: chance.of(known), key: `k${chance.below(200)}` }
  const isKnown = chance.below(6) > 0
  const from = bench.letters.length
  await runChecked(walk, () => walk.programs.ask(wish, isKnown))
  if (chance.below(4) === 0) await runChecked(walk, () => walk.programs.ask(wish, isKnown))
  if (chance.below(4) === 0) {
    const path = `/v1/requests/${card?.command ?? 'C-2222'}${chance.of(['', '/approve', '/votes'])}`
    const body = { token: card?.token, option: 1, approver: card?.to }
    await runChecked(walk, () => walk.programs.decide(path, body))
  }
  if (chance.below(2) === 0)
    for (const one of cardsOf(walk, from).slice(0, 3)) await answerCorrectly(walk, one)
}

/** A pending approver answers in a form that hardly ever should count. */
export async function answerAllOddly(walk: Walk): Promise<void> {
  const { name } = randomCommandIn(walk, 'approval_requested')
  for (const card of cardsOf(walk).filter((one) => one.command === name))
    await answerOddly(walk, card)
}

/** The same person answers here with a card of the other environment. */
export async function answerWithForeignCard(walk: Walk): Promise<void> {
  const card = walk.chance.of([...walk.foreign().slice(-6), null])
  if (card === null) return
  const code = walk.place === 'prod' ? ` ${codeOf(card.to, walk.bench.now())}` : ''
  await send(walk, card.to, { text: `1 ${card.token}${code}` })
}

/**
 * The same message again: under its id nothing changes, and under another one nothing counts twice.
 */
export async function repeatMessage(walk: Walk): Promise<void> {
  const { bench, chance, said } = walk
  if (bench.heard.length === 0) return
  const message = chance.of(bench.heard)
  const who = [...deciders, ...requesters].find(
    (one) => one === message.from || phoneOf(walk.place, one) === message.from,
  )
  if (who === undefined) return
  const meant = said.get(saidKey(who, message.id))?.meant
  const { id, ...rest } = message
  const kind = chance.below(4)
  if (kind === 0)
    return send(walk, who, { text: message.text, ...(meant === undefined ? {} : { meant }) }, rest)
  if (kind === 1)
    return runChecked(walk, () => bench.redeliver({ ...message, text: `${message.text} 7` }))
  const { queued } = bench.store().standing()
  const isStill = queued === 0 && bench.store().work(1).length === 0 && !bench.life().dying()
  const count = () => bench.look.prepare('SELECT max(position) FROM artifacts').pluck().get()
  const [artifacts, letters] = [count(), bench.letters.length]
  await runChecked(walk, () => bench.redeliver(message))
  if (isStill && (count() !== artifacts || bench.letters.length !== letters))
    throw new Error(`Broken: ${id} came again and changed something: ${message.text}`)
}

/** Answers a menu or an old question with a bare number. */
export async function answerWithNumber(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const who = chance.of([...requesters, ...requesters, ...deciders])
  if (chance.below(3) === 0) await send(walk, who, { text: chance.of(['menu', 'cancel order']) })
  else for (const order of [1, 2]) await sayPlainly(walk, who, `cancel order ${200 + order}`)
  const text = chance.of(['1', '1', '2', '3', '17', '1 PROD', '1 DEV'])
  const quotes = bench.letters.findLast((one) => one.to === who)?.id ?? 'x'
  const where = chance.below(4) === 0 ? { chat: 'group-1', direct: false } : {}
  await send(walk, who, { text, meant: text }, { quotes, ...where })
}
