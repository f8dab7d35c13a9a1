// Checks a program's request before anything happens: requester, command and slots.

import { z } from 'zod'
import { programObstacle } from '../../command/asked/program-request.ts'
import type { Slots } from '../../command/command.ts'
import type { Rules } from '../../command/facts.ts'
import type { Phrase } from '../../command/phrase.ts'
import type { Flow } from '../../command/spec.ts'
import { parseTypedSlot, type SlotFacts } from '../../conversation/typed-slot.ts'
import { jsonOf } from '../../evidence/json.ts'
import type { Person } from '../../policy/people.ts'
import type { Caller } from './callers.ts'

export const programRequestSchema = z.strictObject({
  command: z.string().max(100).meta({ description: 'A command of flows/commands/: order.cancel.' }),
  slots: z
    .record(z.string().max(40), z.union([z.string().max(4_000), z.number(), z.boolean()]))
    .default({})
    .meta({ description: 'What the command is about, by slot.' }),
  requester: z
    .string()
    .max(60)
    .exactOptional()
    .meta({ description: 'The id of an enrolled person. An agent leaves it out: its owner.' }),
})

/** A request refused before anything happened; the message says how to fix it. */
export interface Refusal {
  readonly status: number
  readonly error: string
  readonly field?: string
  readonly message: string
  /** Seconds after which to try again. */
  readonly retryAfter?: number
}

export type ParsedRequest =
  | {
      readonly kind: 'asking'
      readonly requester: Person
      readonly flow: Flow
      readonly slots: Slots
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export interface RequestContext {
  readonly rules: Pick<Rules, 'flows' | 'timeZone'>
  readonly people: readonly Person[]
  readonly now: number
  readonly word: (line: Phrase) => string
}

const refused = (status: number, error: string, field: string, message: string): ParsedRequest => ({
  kind: 'refused',
  refusal: { status, error, field, message },
})

/** Parses the body of a request. A program learns nothing about people it may not ask for. */
export function parseRequest(text: string, caller: Caller, scene: RequestContext): ParsedRequest {
  const json = jsonOf(text)
  if (json === undefined) return refused(400, 'malformed', 'body', 'The body is no JSON; mend it.')
  const body = programRequestSchema.safeParse(json)
  if (!body.success) return malformed(body.error)
  const { command, slots } = body.data
  const requester = body.data.requester ?? caller.owner
  if (requester === undefined)
    return refused(400, 'malformed', 'requester', 'Say on whose behalf; see /openapi.json.')
  if (caller.requesters !== null && !caller.requesters.includes(requester))
    return refused(403, 'requester_not_allowed', 'requester', 'This token may not ask for them.')
  const person = scene.people.find((one) => one.id === requester)
  if (person === undefined)
    return refused(400, 'unknown_requester', 'requester', 'Nobody with this id is enrolled.')
  const flow = scene.rules.flows.get(command)
  if (flow === undefined)
    return refused(
      400,
      'unknown_command',
      'command',
      'No command has this name; see flows/commands/.',
    )
  switch (programObstacle(flow)) {
    case 'question':
      return refused(403, 'question', 'command', 'A question is answered in chat; ask it there.')
    case 'people_only':
      return refused(403, 'people_only', 'command', 'Only people may ask for this, in chat.')
    case null:
      return withSlots(person, flow, slots, { ...scene, sender: person }, scene.word)
  }
}

function malformed(error: z.ZodError): ParsedRequest {
  const issue = error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const path = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])]
  const field = path.map(String).join('.') || 'body'
  return refused(400, 'malformed', field, mendOf(issue))
}

function mendOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys')
    return 'It is not known here; remove it or correct its spelling.'
  return issue?.code === 'too_big'
    ? `It is too long: ${issue.maximum} characters at most.`
    : 'It is missing or of the wrong kind; see /openapi.json.'
}

function withSlots(
  requester: Person,
  flow: Flow,
  given: Slots,
  scene: SlotFacts,
  word: RequestContext['word'],
): ParsedRequest {
  const slots: Record<string, string | number | boolean> = {}
  const stray = Object.keys(given).find((name) => !Object.hasOwn(flow.slots, name))
  if (stray !== undefined) {
    const names = Object.keys(flow.slots).join(', ') || 'none'
    const message = `${flow.command} has no such slot; it has: ${names}.`
    return refused(400, 'unknown_slot', `slots.${stray}`, message)
  }
  for (const [name, slot] of Object.entries(flow.slots)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value === undefined) {
      if (slot.optional) continue
      return refused(400, 'missing_slot', `slots.${name}`, `${flow.command} needs it; add it.`)
    }
    const parsed = parseTypedSlot(slot, value, scene)
    if (parsed.kind === 'wrong')
      return refused(400, 'wrong_slot', `slots.${name}`, word(parsed.why))
    slots[name] = parsed.value
  }
  return { kind: 'asking', requester, flow, slots }
}
