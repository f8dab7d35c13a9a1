// The history of a command in four parts: who asked, what they saw, who decided, what happened.

import { visible } from './claims.ts'
import { isolated } from './direction.ts'
import type { Event } from './pack-file.ts'
import { isObject, type Json, type JsonObject } from './pack-file.ts'
import { storiesOf } from './range-file.ts'

export interface Happening {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly type: string
  /** What the actor did, in words; null where only the type says it. */
  readonly did: string | null
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

/** For readers who do not know Aval. The actor `aval` is the program. */
const did: ReadonlyMap<string, string> = new Map([
  ['command.proposed', 'asked for it'],
  ['command.previewed', 'showed what it would do'],
  ['command.confirmed', 'said yes to what was shown'],
  ['command.authorized', 'found that the policy allows it'],
  ['command.rejected', 'ended it, with nothing done'],
  ['command.started', 'let it begin'],
  ['command.succeeded', 'noted that it is done'],
  ['command.failed', 'noted that it failed'],
  ['command.uncertain', 'noted that nobody knows whether it was done'],
  ['effect.applied', 'noted the effect'],
  ['approval.required', 'found that others must approve it'],
  ['approval.requested', 'had these people asked to approve it'],
  ['approval.granted', 'approved it'],
  ['approval.denied', 'denied it'],
  ['approval.expired', 'noted that the time to answer is over'],
  ['approval.escalated', 'had more people asked'],
  ['approval.delegated', 'let somebody answer in their place'],
  ['approval.replayed', 'repeated an answer, which counted once'],
  ['auth.accepted', 'showed a second factor'],
  ['lockdown.on', 'locked it'],
  ['lockdown.off', 'ended a lockdown'],
  ['policy.bound', 'put this policy in force'],
])

/**
 * One command has four parts, each in order of time; of several commands each is one part. The last
 * part is what held around them, if the pack has it.
 */
export function storyOf(events: readonly Event[], around: readonly Event[] = []): readonly Part[] {
  const title = 'What held in its environment'
  const last = around.length === 0 ? [] : [{ title, happenings: around.map(happening) }]
  return [...partsOfStory(events), ...last]
}

function partsOfStory(events: readonly Event[]): readonly Part[] {
  const stories = storiesOf(events)
  if (stories.size > 1) return [...stories].map(([id, mine]) => storyOfMany(mine, id))
  const homeOf = (one: Event) => parts.findIndex(([, types]) => types.test(typeOf(one)))
  return parts.map(([title], index) => ({
    title,
    happenings: events.filter((one) => homeOf(one) === index).map(happening),
  }))
}

/** The artifacts of one command, or, for null, of none. */
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
    did: did.get(typeOf(one)) ?? null,
    actor: visible(String(one.sealed['actor'])),
    seq: one.seq,
    fields: one.body === null ? null : fieldsOf(one.body),
  }
}

function fieldsOf(body: JsonObject): readonly (readonly [string, string])[] {
  const fields = Object.entries(body).flatMap(([name, value]) =>
    isEmpty(value) ? [] : (partsOf(name, value) ?? [[shown(name), shown(value)] as const]),
  )
  return [...fields.filter((one) => !isForPrograms(one)), ...fields.filter(isForPrograms)]
}

/** Digests and counters are shown last. */
function isForPrograms([name, value]: readonly [string, string]): boolean {
  return name === 'counted' || /^[0-9a-f]{64}$/.test(value)
}

/** Splits a value that is shown as several lines; null for one that is shown as one. */
function partsOf(name: string, value: Json): readonly (readonly [string, string])[] | null {
  if (isObject(value))
    return Object.entries(value).map(
      ([key, one]) => [`${shown(name)}, ${shown(key)}`, shown(one)] as const,
    )
  if (!Array.isArray(value)) return null
  // Changes of rights, and the changes of a preview.
  if (name === 'rights' && value.every(isObject)) return value.map(rightsOf)
  if (name === 'changes' && value.every(isObject))
    return value.map(
      ({ field = null, before = null, after = null }) =>
        [shown(field), `${shown(before)} \u2192 ${shown(after)}`] as const,
    )
  return name === 'shows' && value.every(isPair)
    ? value.map(([field, one]) => [`${name}, ${shown(field)}`, shown(one)] as const)
    : null
}

function rightsOf({ people = null, ...rights }: JsonObject): readonly [string, string] {
  const told = Object.entries(rights).map(([member, one]) => `${shown(member)} ${shown(one)}`)
  return [`rights of ${shown(people)}`, told.join('; ')]
}

function isPair(value: Json): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string')
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function shown(value: Json): string {
  if (value === null) return '(nothing)'
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.map(shown).join(', ')
  if (isObject(value) || Array.isArray(value))
    return visible(JSON.stringify(value)).split('"').map(isolated).join('"')
  return isolated(visible(String(value)))
}
