// What may take effect though messages are delayed, files are edited between two starts and time is
// lost: derived from the contract and from what was typed, without decision code of src/.

import type { Bench } from './bench.ts'
import { type Standing, standingOf } from './governed-standing.ts'
import { hold, lifetimes } from './governed-watch.ts'

/** The variants of the files: as shipped, or edited under the same versions. */
export type Files = 'shipped' | 'sandbox' | 'elsewhere' | 'lax'

/** What somebody really sent, by message id: when, and in reply to what. */
export type SentById = Map<string, { readonly sentAt: number; readonly repliesToOthers: boolean }>

interface Asked {
  readonly id: string
  readonly name: string
  readonly flow: string
  readonly tenant: string
  readonly target?: string
  readonly agent?: string
  readonly safetyClass: string
  readonly idempotencyKey: string
  readonly createdAt: number
  readonly door?: string
  readonly acts?: readonly { readonly does: string }[]
  readonly approval: { readonly policyId: string; readonly requestedAt: number } | null
}

/** The part of an edit that affects this command; equal values have the same effect. */
function comesTo(files: Files, { flow, tenant, acts = [] }: Asked): string {
  const isShops = flow.startsWith('order.') || acts.some((one) => one.does.startsWith('shop.'))
  const cancels = flow === 'order.cancel' || acts.some((one) => one.does === 'shop.orders.cancel')
  const bears =
    (files === 'sandbox' && tenant.endsWith(':acme')) ||
    (files === 'elsewhere' && isShops) ||
    (files === 'lax' && cancels)
  return bears ? files : 'shipped'
}

export interface Oracle {
  before(): void
  after(): void
  /** Effects that were checked against their request. */
  effects(): number
}

/** Commands and new artifacts, as the file has them. */
function lookingAt({ look }: Bench) {
  const record = look.prepare('SELECT record FROM commands WHERE id = ? OR name = ?').pluck()
  const newer = look.prepare('SELECT rowid, record FROM commands WHERE rowid > ?').raw()
  const byKey = look
    .prepare("SELECT id FROM commands WHERE record ->> '$.idempotencyKey' = ?")
    .pluck()
  const news = look.prepare(
    `SELECT type, command_id AS commandId, b.bytes AS body FROM artifacts
     JOIN bodies b USING (position) WHERE position > ? AND type IN
     ('command.started', 'command.confirmed', 'approval.granted') ORDER BY position`,
  )
  const lockdowns = look.prepare(
    `SELECT time, b.bytes AS body FROM artifacts JOIN bodies b USING (position)
     WHERE type = 'lockdown.on'`,
  )
  const shownAt = look
    .prepare("SELECT time FROM artifacts WHERE type = 'command.previewed' AND command_id = ?")
    .pluck()
  function asked(key: string): Asked {
    const found = record.get(key, key)
    if (found === undefined) throw new Error(`Broken: something happened for no command ${key}`)
    return JSON.parse(String(found))
  }
  /** The command whose approval counts: itself, or the one that it retries. */
  function rootOf(one: Asked): Asked {
    const isAgain = one.flow === 'command.retry' && one.target !== undefined
    return isAgain ? rootOf(asked(String(one.target))) : one
  }
  return {
    asked,
    rootOf,
    ofKey: (key: string) => asked(String(byKey.get(key.split('/')[0]))),
    lockdowns: () =>
      (lockdowns.all() as { time: string; body: string }[]).map(({ time, body }): LockdownTimes => {
        return { at: Date.parse(time), ...JSON.parse(body) }
      }),
    shownAt: (id: string) => Date.parse(String(shownAt.get(id))),
    newer: (row: number) =>
      (newer.all(row) as [number, string][]).map(([id, text]): [number, Asked] => [
        id,
        JSON.parse(text),
      ]),
    news: (position: number) => news.all(position) as News[],
  }
}

/** When a lockdown began, and its part; all where none is named. */
interface LockdownTimes {
  readonly at: number
  readonly part?: string
  readonly of?: string
}

function isMeantBy({ part, of }: LockdownTimes, one: Asked): boolean {
  if (part === undefined) return true
  if (part === 'class') return of === one.safetyClass
  if (part === 'tenant') return of === one.tenant
  if (part === 'agent') return one.agent !== undefined
  return part === 'connector' && of === 'shop' && one.flow.startsWith('order.')
}

interface News {
  readonly type: string
  readonly commandId: string
  readonly body: string
}

function holdUnlocked({ parts }: Standing, one: Asked, { rules, now }: Bench): void {
  if (rules.flows.get(one.flow)?.available !== 'open') return
  const held = parts.filter(({ until }) => until === null || now() < until)
  const isLocked = (part: string, of: string) =>
    held.some((lock) => lock.part === part && lock.of === of)
  hold(!isLocked('tenant', one.tenant), `${one.name} starts in a tenant that is locked`)
  hold(one.agent === undefined || !isLocked('agent', 'helper'), `${one.name} is a locked agent's`)
}

/**
 * Checks every start and every effect against when, where and under which files it was requested.
 */
export function createOracle(bench: Bench, files: () => Files, sent: SentById): Oracle {
  const { asked, ofKey, rootOf, shownAt, lockdowns, newer, news } = lookingAt(bench)
  const meant = new Map<string, string>()
  const effectsOf = new Map<string, number>()
  const begun = new Set<string>()
  let [row, calls, acts, effects] = [0, 0, 0, 0]
  let [standing, now] = [standingOf(bench), bench.now()]

  function remember(): void {
    for (const [id, one] of newer(row)) {
      meant.set(one.name, comesTo(files(), one))
      row = id
    }
  }

  const holdMeaning = (one: Asked, what: string) =>
    hold(meant.get(one.name) === comesTo(files(), one), `${one.name} ${what} as something else`)

  function holdStart(one: Asked): void {
    if (one.safetyClass === 'S0') return
    holdMeaning(one, 'starts')
    holdMeaning(rootOf(one), `is tried again by ${one.name}`)
    holdUnlocked(standing, one, bench)
  }

  /**
   * A bare answer counts for a preview that its sender could have read, and not as a reply to
   * others.
   */
  function holdConfirmed(one: Asked, messageId: string): void {
    const message = sent.get(messageId)
    if (message === undefined) return
    const isRead = message.sentAt + 1_000 > shownAt(one.id)
    hold(isRead, `${one.name} is confirmed by what was sent before`)
    hold(!message.repliesToOthers, `${one.name} is confirmed by a reply to somebody else`)
    holdFresh(one, messageId)
  }

  /** An approval from before a lockdown no longer counts, however late it arrives. */
  function holdFresh(one: Asked, messageId: string): void {
    const message = sent.get(messageId)
    const isOpen = bench.rules.flows.get(one.flow)?.available === 'open'
    if (message === undefined || one.door !== undefined || !isOpen) return
    const since = Math.max(one.createdAt, message.sentAt + 999)
    const came = lockdowns().some((lock) => lock.at > since && isMeantBy(lock, one))
    hold(!came, `a yes to ${one.name} counts, of before a lockdown`)
  }

  function holdCall(key: string): void {
    const one = ofKey(key)
    holdMeaning(one, 'is done')
    const { requestedAt, policyId } = one.approval ?? { requestedAt: now, policyId: 'people' }
    const hasBegun = key.includes('/') && begun.has(one.name)
    const isInTime = hasBegun || now < requestedAt + (lifetimes[policyId] ?? 0)
    hold(isInTime, `${one.name} begins after its approval has expired`)
    begun.add(one.name)
    const root = rootOf(one)
    const isSecond = root.approval !== null && root !== one && effectsOf.has(root.name)
    hold(!isSecond, `${root.name} was done, and ${one.name} tries it again`)
  }

  /** The acts of a list are not counted here: each belongs to another command. */
  function holdAct(key: string): void {
    if (key.includes('/')) return
    const root = rootOf(ofKey(key))
    const count = (effectsOf.get(root.name) ?? 0) + 1
    effectsOf.set(root.name, count)
    hold(root.approval === null || count === 1, `one approval of ${root.name}, ${count} effects`)
  }

  function lookAgain(): void {
    remember()
    standing = standingOf(bench)
    now = bench.now()
  }

  return {
    before: lookAgain,
    after() {
      remember()
      for (const { type, commandId, body } of news(standing.position)) {
        const messageId = String(JSON.parse(body)['message_id'])
        if (type === 'command.started') holdStart(asked(commandId))
        else if (type === 'approval.granted') holdFresh(asked(commandId), messageId)
        else holdConfirmed(asked(commandId), messageId)
      }
      for (const { what, key } of bench.shop.calls.slice(calls)) if (what === 'apply') holdCall(key)
      for (const { key } of bench.shop.acts.slice(acts)) holdAct(key)
      effects += bench.shop.acts.length - acts
      calls = bench.shop.calls.length
      acts = bench.shop.acts.length
      lookAgain()
    },
    effects: () => effects,
  }
}
