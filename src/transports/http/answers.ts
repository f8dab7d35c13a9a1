// The answers of the HTTP interface: JSON, never cached; each refusal says how to fix it.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { bodyMostBytes } from './body.ts'
import type { Refusal } from './parse-request.ts'
import type { Reply } from './requests.ts'

export interface Answer {
  readonly status: number
  /** Null for an answer without a body. */
  readonly body: object | null
  readonly headers?: Readonly<Record<string, string>>
}

export const noKey: Refusal = {
  status: 400,
  error: 'no_key',
  field: 'Idempotency-Key',
  message: 'Send a key of 1 to 200 visible characters, the same one whenever you ask again.',
}
export const notJson: Refusal = {
  status: 415,
  error: 'not_json',
  field: 'Content-Type',
  message: 'Send the body as application/json.',
}
export const notAnAgent: Refusal = {
  status: 403,
  error: 'not_an_agent',
  field: 'Authorization',
  message: 'MCP is for agents: give it a token in http.agents, or POST /v1/requests.',
}
export const tooLarge: Refusal = {
  status: 413,
  error: 'too_large',
  field: 'body',
  message: `A body has at most ${bodyMostBytes} bytes.`,
}
/** Another reader could take something else from it. */
export const ambiguous = (message: string): Refusal => ({
  ...{ status: 400, error: 'malformed', field: 'body', message },
})
export const misdirected: Refusal = {
  status: 403,
  error: 'other_host',
  field: 'Host',
  message: 'Call it by the loopback address, or by a name that http.names lists.',
}
export const fromPage: Refusal = {
  status: 403,
  error: 'from_a_page',
  field: 'Origin',
  message: 'Pages in a browser may not ask; only programs may.',
}

export function replyAnswer(reply: Reply, status: number): Answer {
  if (reply.kind === 'refused') return refuse(reply.refusal)
  const { standing } = reply
  const wait = standing.retry_after
  const headers = wait === null ? {} : { 'retry-after': String(wait) }
  return { status, body: standing, headers }
}

export function refuse({ status, error, field, message, retryAfter }: Refusal): Answer {
  const body = { error, ...(field === undefined ? {} : { field }), message }
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer' } : {}
  const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  return { status, body, headers: { ...challenge, ...wait } }
}

export function write(response: ServerResponse, request: IncomingMessage, answer: Answer): void {
  const isEmpty = answer.body === null
  const text = isEmpty ? '' : `${JSON.stringify(answer.body)}\n`
  response.writeHead(answer.status, {
    ...(isEmpty ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // The unread rest of a body must not be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
    ...answer.headers,
  })
  response.end(text)
}
