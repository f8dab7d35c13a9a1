// The shipped flows and words, and a context to understand a text in.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FluentResource } from '@fluent/bundle'
import type { Question } from '../../src/command/facts.ts'
import type { Intent } from '../../src/command/intent.ts'
import type { Slot } from '../../src/command/spec.ts'
import { type Languages, wordsFor } from '../../src/conversation/say.ts'
import { type ChatFacts, understand } from '../../src/conversation/understand.ts'
import type { Pattern, Words } from '../../src/conversation/words.ts'
import { readFlows, readLanguages } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import type { Person } from '../../src/policy/people.ts'

export const flows = readFlows(shipped)
export const languages: Languages = readLanguages(shipped, flows, 'UTC')
export const locales = ['en', 'es', 'pt-BR']
export const now = Date.UTC(2026, 0, 5, 9)

export function wordsOf(locale: string): Words {
  return wordsFor(languages, locale)
}

function personIn(id: string, name: string, locale: string, ...identifiers: string[]): Person {
  const rest = { roles: ['requester'], grants: [], identifiers, stepUp: 'none' } as const
  return { id, name, tenant: 'test:acme', locale, ...rest }
}

/** The context of a message of Ana's, in this language, with these open questions. */
export function scene(locale: string, questions: readonly Question[] = []): ChatFacts {
  const ana = personIn('ana', 'Ana', locale)
  return {
    now,
    people: [ana, personIn('jose', 'José', 'es', '+5511912345678')],
    questions,
    sender: ana,
    rules: { flows, timeZone: 'UTC' },
  }
}

const asked = {
  chat: 'ana',
  person: 'ana',
  askedAt: now - 60_000,
  expiresAt: now + 60_000,
} as const

export const confirmQuestion: Question = { ...asked, id: 'q1', kind: 'confirm', commandId: 'c1' }

export const menuQuestion: Question = {
  ...asked,
  id: 'q2',
  kind: 'menu',
  flows: ['order.cancel', 'order.show'],
}

export function slotQuestion(flow: string, slot: string, listed: readonly string[] = []): Question {
  return { ...asked, id: 'q3', kind: 'slot', flow, slots: {}, slot, listed }
}

export function expired(question: Question): Question {
  return { ...question, expiresAt: now }
}

export function meaning(text: string, locale = 'en', questions: readonly Question[] = []): Intent {
  return understand(languages, text, scene(locale, questions))
}

/** A random value for a slot, in any language. */
export function sampleOf(slot: Slot): string {
  switch (slot.kind) {
    case 'id':
      return '42'
    case 'text':
      return 'too risky'
    case 'number':
      return String(slot.min ?? 3)
    case 'choice':
      return slot.options[0] ?? ''
    case 'person':
      return 'jose'
    case 'command':
      return 'C-7F3K'
    case 'span':
      return '24h'
    case 'scope':
      return 'admin.approve.recovery'
    case 'phone':
      return '+5511900000009'
    case 'targets':
      return 'C-7F3K C-9M2D'
    case 'moment':
      return '2026-01-09 18:00'
  }
}

/** A text that matches this pattern, as the locale writes it. */
export function typedBy(pattern: Pattern): string {
  const slots = flows.get(pattern.flow)?.slots ?? {}
  return pattern.pieces
    .flatMap((piece) => {
      if (piece.kind === 'given') return []
      if (piece.kind === 'word') return piece.shown
      const slot = slots[piece.name]
      if (slot === undefined) throw new Error(`${pattern.flow} has no slot ${piece.name}.`)
      return sampleOf(slot)
    })
    .join(' ')
}

function sourceOf(locale: string): string {
  return readFileSync(join(shipped, 'locales', `${locale}.ftl`), 'utf8')
}

/** Every message and attribute of a shipped locale: `id`, `id.attribute`. */
export function messageIds(locale: string): readonly string[] {
  return new FluentResource(sourceOf(locale)).body.flatMap((message) => [
    ...(message.value === null ? [] : [message.id]),
    ...Object.keys(message.attributes).map((name) => `${message.id}.${name}`),
  ])
}

/** The names of all variables in it. */
export function variablesIn(locale: string): readonly string[] {
  const found = [...sourceOf(locale).matchAll(/\{ \$(\w+)/g)].map(([, name = '']) => name)
  return [...new Set(found)]
}
