// Cards, menus and questions on a narrow phone: no text of ours is wider than its screen.

import { describe, expect, it } from 'vitest'
import type { Command, Slots } from '../../src/command/command.ts'
import { approvalCard, previewCard } from '../../src/command/display/cards.ts'
import type { Facts } from '../../src/command/facts.ts'
import { type Phrase, phrase } from '../../src/command/phrase.ts'
import type { Flow } from '../../src/command/spec.ts'
import { screenWidth, wordMessage } from '../../src/conversation/say.ts'
import { rawText } from '../../src/conversation/words.ts'
import {
  flows,
  languages,
  locales,
  messageIds,
  variablesIn,
  wordsOf,
} from '../conversation/shipped-language.ts'
import { knownFor, random, saying } from '../model/real-facts.ts'
import { onBench, request } from '../model/scenes.ts'

/** Prose may wrap, up to this many screens. */
const proseLines = 3

/** A date in autumn is the widest in each language: long weekday, long month, two digits. */
const times = [3, 4, 5, 6, 7, 8, 9].map((day) => Date.UTC(2026, 8, 20 + day, 22, 45))

function widestTime(locale: string): number {
  const width = (at: number) => wordsOf(locale).calendar(at).length
  return times.toSorted((a, b) => width(b) - width(a))[0] ?? 0
}

/** One letter for each text of people, so that only Aval's words are measured. */
function slotsOf(flow: Flow): Slots {
  return Object.fromEntries(
    Object.entries(flow.slots).map(([name, slot]) => {
      if (slot.kind === 'command' || slot.kind === 'targets') return [name, 'C-7F3K']
      if (slot.kind === 'moment') return [name, times[0] ?? 0]
      return [name, 'x']
    }),
  )
}

const preview = {
  shows: ['customer', 'total', 'status', 'need more approvers', 'no longer need approval'].map(
    (name): [string, string] => [name, 'x'],
  ),
  changes: [
    { field: 'status', before: 'open', after: 'cancelled' },
    { field: 'replicas', before: null, after: '50' },
    { field: 'profile', before: 'HAPF-Operational', after: 'HAPF-Strong' },
    { field: 'C-7F3K status', before: 'cancelled', after: 'open' },
  ],
}

interface Scene {
  readonly facts: Facts
  readonly command: Command
}

/** A request of staging with every possible part of a card. */
async function withFullestCard(look: (scene: Scene) => void): Promise<void> {
  await onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const command = bench.store().commandNamed(await request(bench, 'dora', 'lockdown off'))
      .commands[0]
    if (command?.approval == null) throw new Error('It waits for approval.')
    const known = knownFor(bench, saying(bench, 'dora', 'status'))
    const facts = { ...known, rules: bench.rules, now: bench.now(), random, onCall: [] }
    const approval = {
      ...command.approval,
      policyId: 'destructive',
      stepUp: 'each' as const,
      groups: [{ role: 'approver', at_least: 10 }],
      approvers: 10,
    }
    const binding = command.binding && { ...command.binding, pack: 'careful' }
    const caller = 'deployments'
    look({ facts, command: { ...command, environment: 'staging', approval, binding, caller } })
  })
}

function cardsOf({ facts, command }: Scene, flow: Flow, at: number): readonly Phrase[] {
  const acts = flow.does.startsWith('aval.recover.')
    ? { acts: [{ does: 'shop.orders.restore', slots: { order: 'x' }, mends: 'C-7F3K' }] }
    : {}
  const { approval } = command
  if (approval === null) throw new Error('It waits for approval.')
  const asked: Command = {
    ...command,
    ...acts,
    flow: flow.command,
    slots: slotsOf(flow),
    preview,
    confirmation: { expiresAt: at, acknowledge: 'STAGING' },
    approval: { ...approval, expiresAt: at },
  }
  const reader = facts.people.find(({ id }) => id === 'beto')
  if (reader === undefined) throw new Error('Beto is enrolled.')
  const card = { reader, token: 'K7QM2P', insteadOf: 'carla' }
  return [
    ...previewCard(facts, asked, true),
    ...approvalCard(facts, asked, card),
    ...(['active', 'pending'] as const).flatMap((stepUp) =>
      approvalCard(facts, asked, { ...card, reader: { ...reader, stepUp } }),
    ),
    ...approvalCard(facts, { ...asked, approval: { ...approval, stepUp: null } }, card),
  ]
}

const tooWide = (text: string, most: number) =>
  text.split('\n').filter((line) => [...line].length > most)

describe.each(locales)('on a narrow phone, in %s', (locale) => {
  const { bundle } = wordsOf(locale)

  it('no line of any command’s card is wider than the screen', async () => {
    await withFullestCard((scene) => {
      for (const flow of flows.values()) {
        if (flow.risk === 'S0') continue
        const lines = cardsOf(scene, flow, widestTime(locale))
        expect(lines.length).toBeGreaterThan(25)
        const drawn = wordMessage(languages, locale, lines, scene.facts.now)
        expect(tooWide(drawn, screenWidth), flow.command).toEqual([])
      }
    })
  })

  it('no line of menus, choices and digests is wider than the screen', () => {
    const environment = 'STAGING'
    const name = 'C-7F3KQ2'
    const menu = [...flows.keys()].map((flow) =>
      phrase('numbered', { number: '26', text: phrase(`${flow.replaceAll('.', '-')}.about`) }),
    )
    const lines = [
      ...menu,
      phrase('menu-title', { environment, name: 'Ana' }),
      phrase('digest-title', { environment, count: 10 }),
      phrase('digest-item', { number: '10', class: 'S2', name }),
      phrase('option-confirm-named', { name }),
      phrase('option-confirm-named-word', { name, word: environment }),
      phrase('option-abort-named', { name }),
      phrase('uncertain-done', { name }),
      phrase('uncertain-undone', { name }),
    ]
    expect(tooWide(wordMessage(languages, locale, lines), screenWidth)).toEqual([])
  })

  it('a refusal says what is wrong and what to type in two lines', () => {
    const ids = messageIds(locale).filter((id) => isRefusal(id) && !longer.has(id))
    expect(ids.length).toBeGreaterThan(120)
    const long = ids.flatMap((id) => {
      const text = rawText(bundle, `${id}.wide`, shortArguments(locale))
      const said = text ?? rawText(bundle, id, shortArguments(locale)) ?? ''
      return wrapped(said) > 2 ? [`${id}: ${said}`] : []
    })
    expect(long).toEqual([])
  })

  it('no message is longer than three screen lines per line', () => {
    const ids = messageIds(locale).filter((id) => !id.endsWith('.typed') && !id.startsWith('word-'))
    expect(ids.length).toBeGreaterThan(300)
    const args = plainArguments(locale)
    const long = ids.flatMap((id) => {
      const text = rawText(bundle, `${id}.wide`, args) ?? rawText(bundle, id, args)
      if (text === null) return [`${id} cannot be said`]
      return tooWide(text, proseLines * screenWidth).map((line) => `${id}: ${line}`)
    })
    expect(long).toEqual([])
  })
})

/** How the messages begin that refuse an answer, a request or a value. */
const refused = [
  ...['acknowledge-by-name', 'already-answered', 'answers-locked', 'approvals-suspended'],
  ...['begins-a-command', 'code-', 'connector-', 'form-', 'meant-elsewhere', 'no-such-'],
  ...['not-an-approver', 'not-entitled', 'not-settled', 'not-to-', 'not-understood'],
  ...['nothing-decided', 'nothing-open', 'numbers-later', 'only-requester-', 'open-elsewhere'],
  ...['other-tenant', 'proposed-answer-by-name', 'record-changed', 'rejected-', 'replay-'],
  ...['replies-to-another', 'same-id-', 'say-just', 'sent-before-', 'several-open', 'slot-'],
  ...['stranger', 'token-', 'too-late', 'too-long', 'tries-left', 'words-decide-nothing'],
]

function isRefusal(id: string): boolean {
  return id.endsWith('-ask-again') || refused.some((name) => id.startsWith(name))
}

/** Those that name what the reader needs: a command line, a freeze, two records, a time. */
const longer = new Set([
  'code-not-enrolled',
  'connector-answer-other',
  'connector-paused',
  'not-entitled',
  'not-entitled.wide',
  'rejected-frozen',
  'rejected-frozen.then',
])

/** The lines on a phone that wraps at words. */
function wrapped(text: string): number {
  return text.split('\n').reduce((lines, line) => {
    let width = 0
    let own = 1
    for (const word of line.trim().split(' ')) {
      const length = [...word].length
      if (width > 0 && width + 1 + length > screenWidth) [own, width] = [own + 1, length]
      else width += (width > 0 ? 1 : 0) + length
    }
    return lines + own
  }, 0)
}

/** A short value for every variable of every message. */
function shortArguments(locale: string): Record<string, string | number> {
  const short = { name: 'C-7F3K', environment: 'PROD', until: 'Mon, 09:05 UTC', within: '1 h' }
  const plain = { ...plainArguments(locale), most: 10, class: 'S2', tenant: 'prod:acme' }
  const typed = { scopes: 'x', text: '42', word: 'PROD', typed: '1 PROD', span: '2 h', state: 'x' }
  return { ...plain, ...short, ...typed }
}

/** An ordinary value for every variable of every message. */
function plainArguments(locale: string): Record<string, string | number> {
  const time = wordsOf(locale).calendar(widestTime(locale))
  const at = { at: time, until: time, since: time, time }
  const numbers = {
    count: 4,
    needed: 2,
    most: 200,
    low: 1,
    high: 50,
    approvers: 2,
    min: 0,
    max: 50,
  }
  const text = { what: 'x', reason: 'x', names: 'Beto, Carla', scopes: 'admin.policy', state: 'x' }
  const names = variablesIn(locale).map((name) => [name, 'Carla'])
  return { ...Object.fromEntries(names), environment: 'PROD', ...text, ...numbers, ...at }
}
