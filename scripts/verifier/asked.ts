// What was decided about one command is held against this: what was asked, by the texts that it names.

import type { Around } from './circumstances.ts'
import { bad, type Line, missing } from './claims.ts'
import { memberOf } from './members.ts'
import type { Event } from './pack-file.ts'
import { isObject, type Json, type JsonObject, type PackText } from './pack-file.ts'
import { type Demand, demandOf } from './policy.ts'
import { type Told, wishAt } from './policy-request.ts'
import { digestOf } from './proofs.ts'
import { readYaml } from './yaml.ts'

/** By its digest, what a text says; a text that has not this digest is none. */
export type Texts = ReadonlyMap<string, JsonObject>

export function textsOf({
  policies,
  definitions,
}: {
  readonly policies: readonly PackText[]
  readonly definitions: readonly PackText[]
}): Texts {
  const texts = new Map<string, JsonObject>()
  for (const { digest, text } of [...policies, ...definitions]) {
    const value = text === null || digestOf(text) !== digest ? null : readYaml(text)
    if (isObject(value)) texts.set(digest, value)
  }
  return texts
}

/** All that it was decided from, and what is known of it so far. */
export interface Asked extends Told {
  readonly policy: JsonObject
  /** The person whom it is about, and who never decides it. */
  readonly subject: Json | undefined
  readonly around: Around
  preview: Event | null
  /** What is wanted since the preview, the decision, or since it was asked anew. */
  demand: Demand
  isExpired: boolean
  /** What cannot be looked at here, each once. */
  readonly unread: Set<string>
}

const flowPrefix = 'command '

/** A line for what is not here, or cannot be. */
export function askedIn(first: Event, decision: Event, texts: Texts, around: Around): Asked | Line {
  const { sealed } = first
  const body = first.body ?? {}
  const named = memberOf(sealed, 'policy')
  const policy = texts.get(String(named['digest']))
  const names = Object.entries(memberOf(body, 'definition')).flatMap(([what, digest]) =>
    what.startsWith(flowPrefix) ? [{ name: what.slice(flowPrefix.length), digest } as const] : [],
  )
  if (names.length === 0) return bad(`Artifact ${first.seq} names no text that says what it does.`)
  const read = names.map(({ name, digest }) => ({ name, flow: texts.get(String(digest)) }))
  const absent = read.find(({ flow }) => flow === undefined)
  if (absent !== undefined) return unread(`the text of the command ${absent.name}`)
  if (sealed['policy'] === undefined) return bad(`Artifact ${first.seq} is under no policy.`)
  if (policy === undefined) return unread('the text of its policy')
  const stray = read.find(({ name, flow }) => flow?.['command'] !== name)
  if (stray !== undefined) return bad(`The text of ${stray.name} is that of another command.`)
  const flow = read.find(({ name }) => name === body['command'])?.flow
  if (flow === undefined || flow['version'] !== body['version'])
    return bad(`Artifact ${first.seq} asks for what none of its texts is.`)
  const told = {
    first,
    decision,
    flow,
    flows: read.flatMap(({ flow: each }) => (each === undefined ? [] : [each])),
  }
  const wish = wishAt(told, first, null)
  if (wish.safetyClass !== body['safety_class'])
    return bad(
      `Artifact ${first.seq} says class ${body['safety_class']}, and it is ${wish.safetyClass}.`,
    )
  const demand = demandOf(policy, wish)
  if (demand === null) return unread('its profile in the text of its policy')
  return {
    ...told,
    ...{ policy, subject: subjectOf(flow, body), around },
    ...{ preview: null, demand, isExpired: false, unread: new Set() },
  }
}

const unread = (what: string) =>
  missing(`Decisions were not checked again: ${what} is not here, or not read.`)

function subjectOf(flow: JsonObject, body: JsonObject): Json | undefined {
  const does = String(flow['does'])
  const isAbout = does.startsWith('aval.people.') || does === 'aval.retention.forget'
  return isAbout ? memberOf(body, 'slots')['person'] : undefined
}
