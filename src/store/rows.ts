// The one place where rows become values: each column and each JSON text is checked on its way in.

import { z } from 'zod'
import { type Command, commandSchema, slotsSchema } from '../command/command.ts'
import type { Deadline, Question, TokenRecord } from '../command/facts.ts'
import type { Speech } from '../command/speech.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Mode } from '../policy/decide.ts'
import type { Person } from '../policy/people.ts'

const jsonObject = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null)

const questionBase = {
  id: z.string(),
  chat: z.string(),
  person: z.string(),
  askedAt: z.int(),
  expiresAt: z.int(),
}
const questionSchema: z.ZodType<Question> = z.discriminatedUnion('kind', [
  z.strictObject({ ...questionBase, kind: z.literal('confirm'), commandId: z.string() }),
  z.strictObject({
    ...questionBase,
    kind: z.literal('slot'),
    flow: z.string(),
    slots: slotsSchema,
    slot: z.string(),
  }),
  z.strictObject({ ...questionBase, kind: z.literal('menu'), flows: z.array(z.string()) }),
])

const personSchema: z.ZodType<Person> = z.strictObject({
  id: z.string(),
  name: z.string(),
  tenant: z.string(),
  roles: z.array(z.string()),
  grants: z.array(z.string()),
  locale: z.string(),
  identifiers: z.array(z.string()),
  suspended: z.exactOptional(z.enum(['by_admin', 'identity_changed'])),
  stepUp: z.enum(['none', 'pending', 'active']),
})

const modeSchema: z.ZodType<Mode> = z.union([
  z.strictObject({ kind: z.literal('open') }),
  z.strictObject({
    kind: z.literal('locked'),
    cause: z.literal('by_request'),
    by: z.string(),
    reason: z.string(),
    since: z.int(),
  }),
])

/** Speeches are written and read by the same version only, so their shape is not spelt out twice. */
const speechSchema = z.custom<Speech>(
  (value) =>
    z.object({ to: z.string(), locale: z.string(), lines: z.array(z.unknown()) }).safeParse(value)
      .success,
)

export const tokenSchema: z.ZodType<TokenRecord> = z.strictObject({
  hash: z.string(),
  commandId: z.string(),
  approver: z.string(),
  state: z.enum(['open', 'spent', 'void']),
})

export const deadlineSchema: z.ZodType<Deadline> = z.strictObject({
  commandId: z.string(),
  what: z.enum(['confirmation', 'approval', 'escalation']),
  at: z.int(),
})

const text = z.string()

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  return schema.parse(JSON.parse(text.parse(value)))
}

export const readCommand = (value: unknown): Command => read(commandSchema, value)
export const readQuestion = (value: unknown): Question => read(questionSchema, value)
export const readPerson = (value: unknown): Person => read(personSchema, value)
export const readMode = (value: unknown): Mode => read(modeSchema, value)
export const readSpeech = (value: unknown): Speech => read(speechSchema, value)
export const readJson = (value: unknown): JsonObject => read(jsonObject, value)
