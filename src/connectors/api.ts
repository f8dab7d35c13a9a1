// The schema of HTTP API descriptions (flows/apis/*.yaml), with its consistency checks.

import { z } from 'zod'
import { parseDescription } from './description.ts'
import {
  nameSchema,
  parseFields,
  placeholdersOf,
  type Rules,
  ruleSchema,
  scalarSchema,
} from './fields.ts'
import { mistakesInSame, sameSchema } from './same-record.ts'

const operationName = z
  .string()
  .regex(/^[a-z_]+(\.[a-z_]+)+$/, 'an operation looks like orders.cancel')
const reasonId = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a reason is a message id of the locales')
const rules = z.record(nameSchema, ruleSchema)
/** Headers that the connector sets itself; a description may not override them. */
const ownHeaders = ['authorization', 'idempotency-key', 'host', 'cookie', 'content-length']
const headerName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'a header is written in small letters')
  .refine((name) => !ownHeaders.includes(name), 'the connector writes this header itself')

const common = {
  /** `/orders/{order}` below the base URL, or a complete URL whose host `egress` must allow. */
  path: z.string().regex(/^(\/(?!\/)|https?:\/\/)\S*$/, 'a path begins with / or is a whole URL'),
  slots: rules.default({}),
  query: z.record(z.string(), scalarSchema).default({}),
  headers: z.record(headerName, z.string()).default({}),
  /** The reason to give for a 4xx status, instead of the general one. */
  reasons: z.record(z.string().regex(/^4\d\d$/, 'reasons are for 4xx'), reasonId).default({}),
  timeout_ms: z.int().min(1).max(60_000).optional(),
  /** The fields that must identify the requested record; other answers are refused. */
  same: sameSchema.optional(),
}

const readSchema = z.strictObject({
  kind: z.literal('read'),
  method: z.literal('GET').default('GET'),
  ...common,
  success: z.array(z.int().min(200).max(299)).min(1).default([200]),
  answer: rules,
  shows: z.array(nameSchema).default([]),
})

const changeSchema = z
  .strictObject({
    field: nameSchema,
    after: scalarSchema.optional(),
    gone: z.literal(true).optional(),
  })
  .refine((change) => (change.after === undefined) !== (change.gone === undefined), {
    error: 'a change has either `after` or `gone: true`',
  })

const verifySchema = z
  .strictObject({
    read: operationName,
    field: nameSchema.optional(),
    equals: scalarSchema.optional(),
    gone: z.literal(true).optional(),
  })
  .refine(
    ({ field, equals, gone }) =>
      gone
        ? field === undefined && equals === undefined
        : field !== undefined && equals !== undefined,
    { error: 'verify has `field` and `equals`, or `gone: true`' },
  )

const effectSchema = z.strictObject({
  kind: z.literal('effect'),
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']),
  ...common,
  body: z.record(z.string(), scalarSchema).default({}),
  // 202 is left out: accepted is not done yet.
  success: z.array(z.int().min(200).max(299)).min(1).default([200, 201, 204]),
  answer: rules.default({}),
  /** The read operation that returns the state before; `none` if there is nothing to read. */
  preview: z.union([z.literal('none'), operationName], {
    error:
      'name the read operation that looks at the target, or `none` where there is nothing to look at',
  }),
  /**
   * The preview fields shown on the card; by default those of the read operation. If one of them
   * changes before the effect, the effect is not done, so fields that change by themselves do not
   * belong here.
   */
  shows: z.array(nameSchema).optional(),
  changes: z.array(changeSchema).default([]),
  impossible_when: z
    .array(z.strictObject({ field: nameSchema, equals: scalarSchema, reason: reasonId }))
    .default([]),
  verify: verifySchema.optional(),
})

const collectionSchema = z.strictObject({
  /** The slot that identifies a record. */
  by: nameSchema,
  records: z.record(z.string(), z.record(nameSchema, scalarSchema)),
  /** Records whose effects fail: `busy` never acts; `lost` acts, but its answer is lost. */
  troubles: z.record(z.string(), z.enum(['busy', 'lost'])).default({}),
})

const operationSchema = z.discriminatedUnion('kind', [readSchema, effectSchema])

const apiSchema = z
  .strictObject({
    api: z.string().regex(/^[a-z][a-z0-9_]*$/, 'an api is one word'),
    version: z.int().positive(),
    /** The name of the secret, as in the connector's settings. */
    auth: z.strictObject({ bearer: nameSchema }).optional(),
    timeout_ms: z.int().min(1).max(60_000).default(10_000),
    attempts: z.int().min(1).max(3).default(3),
    /** The 5xx statuses by which this service says that it did nothing, and that no proxy sends. */
    busy: z.array(z.int().min(500).max(599)).default([]),
    operations: z.record(operationName, operationSchema),
    /** The sandbox twin's initial records by collection; that of `orders.cancel` is `orders`. */
    sandbox: z.record(z.string(), collectionSchema).default({}),
  })
  .superRefine((api, context) => {
    const report = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    for (const [name, operation] of Object.entries(api.operations)) {
      checkPlaceholders(name, operation, report)
      for (const mistake of mistakesInSame(operation)) report(['operations', name, 'same'], mistake)
      if (operation.kind === 'read')
        checkFields(operation.shows, operation.answer, ['operations', name, 'shows'], report)
      else checkEffect(name, operation, api.operations, report)
      checkRecords(name, operation, api.sandbox, report)
    }
  })

export type Api = z.output<typeof apiSchema>
export type Operation = z.output<typeof operationSchema>
export type Read = z.output<typeof readSchema>
export type Effect = z.output<typeof effectSchema>

/** Parses an API description. Throws an Error of one sentence with file, line and field. */
export function parseApi(text: string, file: string): Api {
  return parseDescription(apiSchema, text, file)
}

/** The sandbox collection of an operation: its name without the last part. */
export function collectionOf(operation: string): string {
  return operation.slice(0, operation.lastIndexOf('.'))
}

type Report = (path: PropertyKey[], message: string) => void

function checkFields(
  fields: readonly string[],
  answer: Rules,
  path: PropertyKey[],
  report: Report,
): void {
  for (const field of fields) {
    if (!Object.hasOwn(answer, field)) report(path, `${field} is not in the answer`)
  }
}

/** Every placeholder must be a slot; path and headers may not use optional ones. */
function checkPlaceholders(name: string, operation: Operation, report: Report): void {
  const at = (part: string) => ['operations', name, part]
  const body = operation.kind === 'effect' ? operation.body : {}
  for (const [part, templates, required] of [
    ['path', [operation.path], true],
    ['headers', Object.values(operation.headers), true],
    ['query', Object.values(operation.query), false],
    ['body', Object.values(body), false],
  ] as const) {
    for (const slot of templates.flatMap(placeholdersOf)) {
      const rule = Object.hasOwn(operation.slots, slot) ? operation.slots[slot] : undefined
      if (rule === undefined) report(at(part), `{${slot}} is not among the slots`)
      else if (required && rule.optional) report(at(part), `{${slot}} must not be optional`)
    }
  }
}

function checkEffect(
  name: string,
  effect: Effect,
  operations: Readonly<Record<string, Operation>>,
  report: Report,
): void {
  const at = (part: string) => ['operations', name, part]
  const readAt = (part: string, target: string): Read | null => {
    const read = Object.hasOwn(operations, target) ? operations[target] : undefined
    if (read?.kind !== 'read') {
      report(at(part), `${target} is not a read operation of this file`)
      return null
    }
    for (const [slot, rule] of Object.entries(read.slots)) {
      const own = effect.slots[slot]
      if (!rule.optional && (own === undefined || own.optional || own.kind !== rule.kind))
        report(at(part), `${target} needs the slot ${slot}, which this operation does not have`)
    }
    if (read.same === undefined && Object.keys(read.slots).length > 0)
      report(['operations', target, 'same'], missingSame(name))
    return read
  }
  const preview = effect.preview === 'none' ? null : readAt('preview', effect.preview)
  if (preview !== null) {
    checkFields(effect.shows ?? [], preview.answer, at('shows'), report)
    checkFields(
      effect.changes.map((c) => c.field),
      preview.answer,
      at('changes'),
      report,
    )
  }
  const conditions = effect.impossible_when.map((condition) => condition.field)
  checkFields(conditions, preview?.answer ?? {}, at('impossible_when'), report)
  const verify = effect.verify
  const read = verify === undefined ? null : readAt('verify', verify.read)
  if (read !== null && verify?.field !== undefined)
    checkFields([verify.field], read.answer, at('verify'), report)
}

function missingSame(effect: string): string {
  return (
    `${effect} relies on this answer: write which field names the record that was asked for, ` +
    'such as { id: "{order}" }, or `unnamed` where none does'
  )
}

function checkRecords(
  name: string,
  operation: Operation,
  sandbox: Api['sandbox'],
  report: Report,
): void {
  const collection = sandbox[collectionOf(name)]
  if (collection === undefined) return
  const path = ['sandbox', collectionOf(name)]
  if (!Object.hasOwn(operation.slots, collection.by))
    report([...path, 'by'], `${name} has no slot ${collection.by}`)
  for (const [id, record] of Object.entries(collection.records)) {
    const parsed = parseFields(operation.answer, record)
    if (parsed.kind !== 'parsed')
      report([...path, 'records', id], `${parsed.field} does not fit the answer of ${name}`)
  }
}

/** The JSON Schema (2020-12) that editors use for API descriptions. */
export function apiJsonSchema(): object {
  return z.toJSONSchema(apiSchema, { io: 'input', unrepresentable: 'any' })
}
