// The story of a command in four parts: who asked, what they saw, who decided, what happened.

import type { Event } from './check.ts'
import { visible } from './claims.ts'
import { isObject, type Json, type JsonObject } from './pack-file.ts'
import { storiesOf } from './range-file.ts'

export interface Happening {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly type: string
  readonly actor: string
  readonly seq: number
  /** The fields of the body; null when it is not in the pack. */
  readonly fields: readonly (readonly [name: string, value: string])[] | null
}

export interface Part {
  readonly title: string
  readonly happenings: readonly Happening[]
}

const parts: readonly (readonly [title: string, types: RegExp])[] = [
  ['Who asked', /^command\.(proposed|confirmed)$/],
  ['What they saw', /^(command\.previewed|approval\.(required|requested|escalated|delegated))$/],
  ['Who decided', /^(approval|auth|step_up|limit)\.|^command\.(authorized|rejected)$/],
  ['What happened', /^/],
]

/** One command is told in four parts, in order of time; several are told one after the other. */
export function storyOf(events: readonly Event[]): readonly Part[] {
  const stories = storiesOf(events)
  if (stories.size > 1) return [...stories].map(([id, mine]) => storyOfMany(mine, id))
  const homeOf = (one: Event) => parts.findIndex(([, types]) => types.test(typeOf(one)))
  return parts.map(([title], index) => ({
    title,
    happenings: events.filter((one) => homeOf(one) === index).map(happening),
  }))
}

/** What is about one command, or, for null, about none. */
function storyOfMany(mine: readonly Event[], id: string | null): Part {
  const name = mine.map((one) => one.body?.['name']).find((one) => typeof one === 'string')
  const title = id === null ? 'About no command' : `${String(name ?? 'A command')} (${id})`
  return { title: visible(title), happenings: mine.map(happening) }
}

function typeOf(one: Event): string {
  return String(one.sealed['type'])
}

function happening(one: Event): Happening {
  return {
    time: visible(String(one.sealed['time'])),
    type: visible(typeOf(one)),
    actor: visible(String(one.sealed['actor'])),
    seq: one.seq,
    fields: one.body === null ? null : fieldsOf(one.body),
  }
}

function fieldsOf(body: JsonObject): readonly (readonly [string, string])[] {
  const fields = Object.entries(body).flatMap(([name, value]) =>
    isEmpty(value)
      ? []
      : (changesOf(name, value) ?? rightsOf(name, value) ?? [[name, shown(value)] as const]),
  )
  return fields.map(([name, value]) => [visible(name), visible(value)] as const)
}

/** A preview's changes, one field each; null when the value is something else. */
function changesOf(name: string, value: Json): readonly (readonly [string, string])[] | null {
  if (name !== 'changes' || !Array.isArray(value) || !value.every(isObject)) return null
  return value.map(
    ({ field = null, before = null, after = null }) =>
      [shown(field), `${shown(before)} \u2192 ${shown(after)}`] as const,
  )
}

/** Whose rights are which from then on, a field for each kind; null when it is something else. */
function rightsOf(name: string, value: Json): readonly (readonly [string, string])[] | null {
  if (name !== 'rights' || !Array.isArray(value) || !value.every(isObject)) return null
  return value.map(({ people = null, ...rights }) => {
    const told = Object.entries(rights).map(([member, one]) => `${member} ${shown(one)}`)
    return [`rights of ${shown(people)}`, told.join('; ')] as const
  })
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function shown(value: Json): string {
  if (value === null) return '(nothing)'
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ')
  if (isObject(value) || Array.isArray(value)) return JSON.stringify(value)
  return String(value)
}
