// Parses and checks all columns and JSON texts that are read from rows.

import { z } from 'zod'
import { type Command, commandSchema, type Definition, slotsSchema } from '../command/command.ts'
import type {
  Deadline,
  Emergency,
  Question,
  RecordedBinding,
  TokenRecord,
} from '../command/facts.ts'
import type { MessageDraft } from '../command/message-draft.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Mode } from '../policy/lockdown.ts'
import { lockableParts, type PartLock } from '../policy/lockdown.ts'
import { profileSchema } from '../policy/names.ts'
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
  z.strictObject({
    ...questionBase,
    kind: z.literal('slot'),
    flow: z.string(),
    slots: z.lazy(slotsSchema),
    slot: z.string(),
    listed: z.exactOptional(z.array(z.string())),
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
  suspended: z.exactOptional(
    z.enum(['by_admin', 'identity_changed', 'not_proven', 'number_unseen']),
  ),
  rests: z.exactOptional(z.int().positive()),
  takenAt: z.exactOptional(z.int()),
  returns: z.exactOptional(z.int().positive()),
  enrolment: z.exactOptional(z.strictObject({ phone: z.string(), until: z.int() })),
  proven: z.exactOptional(z.string()),
  delegation: z.exactOptional(z.strictObject({ to: z.string(), since: z.int(), until: z.int() })),
  stepUp: z.enum(['none', 'pending', 'active']),
  appSince: z.exactOptional(z.int()),
  shownBy: z.exactOptional(z.string()),
})

const modeSchema: z.ZodType<Mode> = z.union([
  z.strictObject({ kind: z.literal('open') }),
  z.strictObject({
    kind: z.literal('locked'),
    cause: z.literal('by_request'),
    by: z.string(),
    reason: z.string(),
    since: z.int(),
    until: z.exactOptional(z.int()),
  }),
])

const partLocksSchema: z.ZodType<readonly PartLock[]> = z.array(
  z.strictObject({
    part: z.enum(lockableParts),
    of: z.string(),
    by: z.string(),
    reason: z.string(),
    since: z.int(),
    until: z.int().nullable(),
  }),
)

/**
 * Letters are read only by the version that wrote them, so that only their outline is checked,
 * without copying.
 */
const speechSchema = z.custom<MessageDraft>(isLikeSpeech)

function isLikeSpeech(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (!('to' in value && 'locale' in value && 'lines' in value)) return false
  const { to, locale, lines } = value
  return typeof to === 'string' && typeof locale === 'string' && Array.isArray(lines)
}

const tokenSchema: z.ZodType<TokenRecord & { readonly seal: string }> = z.strictObject({
  hash: z.string(),
  commandId: z.string(),
  approver: z.string(),
  state: z.enum(['open', 'spent', 'void']),
  seal: z.string(),
})

export const readToken = (row: unknown) => tokenSchema.parse(row)

const filePolicySchema = z.strictObject({
  pack: z.string(),
  version: z.string(),
  profile: profileSchema,
})
const boundSchema: z.ZodType<RecordedBinding> = z.strictObject({
  binding: filePolicySchema.extend({ digest: z.string() }),
  file: filePolicySchema,
  rebound: z.exactOptional(z.int().positive()),
  at: z.exactOptional(z.int()),
})

/** The settings keys of the environment's state. */
export const standingKeys = [
  'approvals_suspended',
  'bound',
  'definitions',
  'emergencies',
  'legal_hold',
  'legal_hold_by',
  'mode',
  'part_locks',
  'suspicion',
] as const

const rollSchema = z.strictObject({
  number: z.int(),
  salt: z.string(),
  seal: z.string(),
  standing: z.string(),
})

export type RollRow = z.output<typeof rollSchema>

const emergencySchema: z.ZodType<Emergency> = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  by: z.string(),
  reason: z.string(),
  since: z.int(),
  until: z.int(),
  reviewedBy: z.array(z.string()),
})

export const deadlineSchema: z.ZodType<Deadline> = z.strictObject({
  commandId: z.string(),
  what: z.enum([
    'confirmation',
    'approval',
    'escalation',
    'reminder',
    'delivery',
    'challenge',
    'emergency',
    'lockdown',
    'digest',
    'sweep',
    'delegation',
    'rebound',
  ]),
  at: z.int(),
})

const text = z.string()

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  return schema.parse(JSON.parse(text.parse(value)))
}

export const readCommand = (value: unknown): Command => read(commandSchema(), value)
/** Null if invalid: a forged row must not keep anybody from writing to the bot. */
export function readQuestion(value: unknown): Question | null {
  try {
    return read(questionSchema, value)
  } catch {
    return null
  }
}
export const readPerson = (value: unknown): Person => read(personSchema, value)
export const readBound = (value: unknown): RecordedBinding => read(boundSchema, value)
export const readDefinitions = (value: unknown): Definition =>
  read(z.record(z.string(), z.string()), value)
export const readEmergencies = (value: unknown): readonly Emergency[] =>
  read(z.array(emergencySchema), value)
export const readPartLocks = (value: unknown): readonly PartLock[] => read(partLocksSchema, value)
/** The stored version and seal of the roll; null if missing or unreadable. */
export function readRollRow(value: unknown): RollRow | null {
  try {
    return value === undefined ? null : read(rollSchema, value)
  } catch {
    return null
  }
}
export const readMode = (value: unknown): Mode => read(modeSchema, value)
export const readJson = (value: unknown): JsonObject => read(jsonObject, value)

/** Shown in place of a token that is spent or void. */
const forgotten = '••••••'
/**
 * Stands for a token in a stored letter, followed by its hash: to erase a token, one column is
 * cleared.
 */
const placeholder = 'token:'
const placeholders = /"token:([0-9a-f]{64})"/g

/** The letter as stored, with each token replaced by its placeholder. */
export function writeLetter(speech: MessageDraft): string {
  const { token, tokens = [], ...rest } = speech
  let text = JSON.stringify(rest)
  for (const one of token === undefined ? tokens : [token, ...tokens])
    text = text.replaceAll(JSON.stringify(one.text), `"${placeholder}${one.hash}"`)
  return text
}

const letterOutline = z.object({ hash: z.string().nullable(), speech: z.string() })

/** The hashes of the tokens in a letter of the outbox: its own, or those of a digest. */
export function tokensIn(row: unknown): readonly string[] {
  const { hash, speech } = letterOutline.parse(row)
  if (hash !== null) return [hash]
  return [...speech.matchAll(placeholders)].flatMap((found) => found[1] ?? [])
}

/**
 * The letter with its open tokens put back. `hash` and `token` are those of its single token, null
 * for a digest; `textOf` finds other tokens' texts.
 */
export function readLetter(
  value: unknown,
  token: string | null,
  hash: string | null,
  textOf: (hash: string) => string | null,
): MessageDraft {
  const textNow = (one: string) => (one === hash ? token : textOf(one)) ?? forgotten
  const filled = text
    .parse(value)
    .replace(placeholders, (_, one: string) => JSON.stringify(textNow(one)))
  const speech = read(speechSchema, filled)
  return token === null || hash === null ? speech : { ...speech, token: { text: token, hash } }
}
