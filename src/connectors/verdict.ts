// What one HTTP exchange proves: that the effect happened, that it did not, or neither.

import type { Reason } from '../command/command.ts'
import { jsonOf } from '../evidence/json.ts'
import type { Api, Operation } from './api.ts'
import type { Attempt } from './attempt.ts'
import { reasonFor, type Task } from './described-connector.ts'
import { type Fields, type ParsedFields, parseFields } from './fields.ts'

/** `doubtful`: it may have happened. `rejected`: it did not. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly fields: Fields }
  | { readonly kind: 'absent'; readonly reason: Reason }
  | { readonly kind: 'rejected'; readonly reason: Reason }
  | { readonly kind: 'doubtful'; readonly reason: Reason }

export interface Judged {
  readonly verdict: Verdict
  /** The shortest wait before the next attempt; null if another one is useless. */
  readonly againAfterMs: number | null
}

/**
 * What an attempt proves. Only `unreachable`, a refusal (4xx) and a busy site prove that nothing
 * happened. A 408, and most 5xx, may come from a proxy that forwarded the request.
 */
export function judge(api: Api, task: Task<Operation>, result: Attempt): Judged {
  const args = { connector: api.api }
  switch (result.kind) {
    case 'answered':
      return { verdict: accepted(api, task, result.text), againAfterMs: null }
    case 'status':
      return judgeStatus(api, task, result.status, result.retryAfterMs)
    case 'redirected':
      // Many services redirect after they acted, so that a redirect proves nothing.
      return doubtful({ id: 'connector-redirected', args }, null)
    case 'unreachable':
      return {
        verdict: { kind: 'rejected', reason: { id: 'connector-unreachable', args } },
        againAfterMs: null,
      }
    case 'timed_out':
      return doubtful({ id: 'connector-timeout', args }, 0)
    case 'lost':
      return doubtful({ id: 'connector-lost', args }, 0)
    case 'too_large':
      return doubtful({ id: 'connector-answer-too-large', args }, null)
  }
}

function judgeStatus(
  api: Api,
  task: Task<Operation>,
  status: number,
  retryAfterMs: number | null,
): Judged {
  const reason = (id: string) => reasonFor(task, api.api, String(status), id)
  if (isBusy(api, status, retryAfterMs !== null))
    return {
      verdict: { kind: 'rejected', reason: reason('connector-busy') },
      againAfterMs: retryAfterMs ?? 0,
    }
  if (status < 400) return doubtful(reason('connector-broken'), null)
  if (status >= 500 || status === 408)
    return doubtful(reason('connector-broken'), retryAfterMs ?? 0)
  const kind = status === 404 || status === 410 ? 'absent' : 'rejected'
  return { verdict: { kind, reason: reason(idOf(status)) }, againAfterMs: null }
}

/**
 * Did the site itself refuse because of its load? A 503 counts only with Retry-After (RFC 9110,
 * 15.6.4): a proxy that forwarded the request and lost the answer sends 503 without it.
 */
function isBusy(api: Api, status: number, saysWhen: boolean): boolean {
  return status === 429 || (status === 503 && saysWhen) || api.busy.includes(status)
}

function idOf(status: number): string {
  switch (status) {
    case 404:
    case 410:
      return 'connector-not-found'
    case 409:
      return 'connector-conflict'
    case 401:
    case 403:
      return 'connector-not-allowed'
    default:
      return 'connector-refused'
  }
}

function accepted(api: Api, task: Task<Operation>, text: string): Verdict {
  const { answer } = task.operation
  const isSilent = Object.keys(answer).length === 0
  // An HTML page comes from a log-in or a proxy, which did nothing, whatever the status.
  if (isSilent && !/^\s*<(!doctype|html)/i.test(text)) return { kind: 'accepted', fields: {} }
  const parsed = isSilent ? pageForPeople : parseFields(answer, jsonOf(text))
  if (parsed.kind === 'parsed') return { kind: 'accepted', fields: parsed.fields }
  const args = { connector: api.api, field: parsed.field }
  return { kind: 'doubtful', reason: { id: 'connector-answer-unreadable', args } }
}

const pageForPeople: ParsedFields = { kind: 'wrong', field: '-' }

function doubtful(reason: Reason, againAfterMs: number | null): Judged {
  return { verdict: { kind: 'doubtful', reason }, againAfterMs }
}
