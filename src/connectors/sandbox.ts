// The sandbox twin of a described API: answers from stored records, without network or secrets.

import { z } from 'zod'
import type { Reason } from '../command/command.ts'
import type { ApplyResult, Connector } from '../engine/connector.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { type Api, collectionOf, type Effect, type Operation, type Read } from './api.ts'
import {
  describedConnector,
  impossibleReason,
  type LookupResult,
  reasonFor,
  type Task,
} from './described-connector.ts'
import { type Fields, fieldsSchema, filled, parseFields } from './fields.ts'
import { namesOf } from './same-record.ts'
import { serialized } from './serialized.ts'

/** Stores the twin's records; `put` is durable when it resolves. */
export interface TwinStore {
  get(key: string): Promise<JsonObject | null>
  put(key: string, value: JsonObject): Promise<void>
}

/** A record with the acts applied to it, stored as one value so that they stay consistent. */
const keptSchema = z.object({
  record: fieldsSchema.nullable(),
  acts: z.array(z.object({ key: z.string(), result: fieldsSchema })),
})
type Kept = z.output<typeof keptSchema>

interface Twin {
  readonly api: Api
  readonly keep: TwinStore
}

interface Place {
  readonly key: string
  readonly collection: Api['sandbox'][string]
  readonly id: string
}

/** Far more than a sandbox record gets; older keys are dropped. */
const actsKeptMax = 1_000

/** The twin of `api`. Each tenant has its own records, initially those in `sandbox:`. */
export function sandboxConnector(api: Api, keep: TwinStore): Connector {
  const twin: Twin = { api, keep }
  const inTurn = serialized()
  return describedConnector(api, {
    look: (task) => look(twin, task),
    act: (task) => inTurn(() => act(twin, task)),
  })
}

async function look(twin: Twin, task: Task<Read>): Promise<LookupResult> {
  const place = placeOf(twin, task)
  if (!('key' in place)) return { kind: 'blind', reason: place }
  const { record } = await load(twin, place)
  if (record === null) return absent(twin, task)
  const parsed = parseFields(task.operation.answer, record)
  if (parsed.kind === 'parsed') return { kind: 'seen', fields: parsed.fields }
  const args = { connector: twin.api.api, field: parsed.field }
  return { kind: 'blind', reason: { id: 'connector-answer-unreadable', args } }
}

async function act(twin: Twin, task: Task<Effect>): Promise<ApplyResult> {
  const place = placeOf(twin, task)
  if (!('key' in place)) return { kind: 'failed', reason: place }
  const { api } = twin
  const kept = await load(twin, place)
  const earlier = kept.acts.find(({ key }) => key === task.order.idempotencyKey)
  if (earlier !== undefined) return { kind: 'done', result: earlier.result }
  const trouble = place.collection.troubles[place.id]
  if (trouble === 'busy')
    return { kind: 'failed', reason: reasonFor(task, api.api, '503', 'connector-busy') }
  // An effect without a preview may create its target; any other needs it to exist.
  if (kept.record === null && task.operation.preview !== 'none')
    return { kind: 'failed', reason: absent(twin, task).reason }
  const against = impossibleReason(task, kept.record ?? {})
  if (against !== null) return { kind: 'failed', reason: against }
  const record = changed(task, kept.record ?? {})
  const result = answerOf(task, record ?? kept.record ?? {})
  const acts = [...kept.acts, { key: task.order.idempotencyKey, result }].slice(-actsKeptMax)
  await twin.keep.put(place.key, { record, acts })
  if (trouble === 'lost')
    return { kind: 'unknown', reason: { id: 'connector-lost', args: { connector: api.api } } }
  return { kind: 'done', result }
}

function placeOf(twin: Twin, task: Task<Operation>): Place | Reason {
  const { api } = twin
  const name = collectionOf(task.name)
  const collection = Object.hasOwn(api.sandbox, name) ? api.sandbox[name] : undefined
  const id = collection === undefined ? undefined : task.slots[collection.by]
  if (collection === undefined || id === undefined)
    return { id: 'connector-no-twin', args: { connector: api.api, operation: task.name } }
  const parts = ['sandbox', api.api, task.order.tenant, name, String(id)]
  return { key: parts.map(encodeURIComponent).join('/'), collection, id: String(id) }
}

async function load(twin: Twin, place: Place): Promise<Kept> {
  const kept = await twin.keep.get(place.key)
  if (kept !== null) return keptSchema.parse(kept)
  const { records } = place.collection
  const record = Object.hasOwn(records, place.id) ? (records[place.id] ?? null) : null
  return { record, acts: [] }
}

function absent(twin: Twin, task: Task<Operation>): { kind: 'absent'; reason: Reason } {
  return { kind: 'absent', reason: reasonFor(task, twin.api.api, '404', 'connector-not-found') }
}

/** The record after the previewed changes; null if removed. */
function changed(task: Task<Effect>, before: Fields): Fields | null {
  const { changes } = task.operation
  // An effect verified by absence removes its target.
  if (task.operation.verify?.gone === true) return null
  const record = { ...namesOf(task.operation, task.slots), ...before }
  for (const { field, after } of changes) {
    if (after === undefined) delete record[field]
    else {
      const value = filled(after, task.slots)
      if (value !== null) record[field] = value
    }
  }
  return record
}

function answerOf(task: Task<Effect>, record: Fields): Fields {
  const parsed = parseFields(task.operation.answer, record)
  return parsed.kind === 'parsed' ? parsed.fields : {}
}
