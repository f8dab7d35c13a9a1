// A client for programs: requests a command on a person's behalf and waits for the decision.

import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

/** A request, and the HTTP interface to send it to. */
export interface ApprovalRequest {
  /** A command of the environment, such as `order.cancel`. */
  readonly command: string
  readonly slots?: Readonly<Record<string, string | number | boolean>>
  /** The id of the enrolled person on whose behalf the program asks. */
  readonly requester: string
  /** The interface's address: `http://127.0.0.1:4020`. Plain HTTP only for the loopback. */
  readonly url: string
  readonly token: string
  /**
   * The idempotency key: the same key is the same request, even after a crash; random if absent.
   */
  readonly key?: string
  /** Aborts the waiting, not the request: people may still decide it. */
  readonly signal?: AbortSignal
  /** Waits between two polls; real time if absent. */
  readonly pause?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>
}

/** The result. Only `succeeded` is a yes; an `uncertain` one must be resolved by a person. */
export interface Decided {
  readonly state: 'succeeded' | 'failed' | 'rejected' | 'uncertain'
  /** A word such as `approval_denied`; absent if it succeeded. */
  readonly reason?: string
  /** The command's public name, as people see it: `C-7F3K`. */
  readonly name: string
}

/** The interface refused the request or could not be reached; this is never a yes. */
export class HttpApiError extends Error {
  override readonly name = 'HttpApiError'
  /** The HTTP status; 0 if there was no answer. */
  readonly status: number
  /** The interface's word for the error, such as `unknown_slot`. */
  readonly error: string
  readonly field: string | undefined

  constructor(status: number, error: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.error = error
    this.field = field
  }
}

/** It was decided, but not with a yes. */
export class NotApprovedError extends Error {
  override readonly name = 'NotApprovedError'
  readonly decided: Decided

  constructor(decided: Decided) {
    super(`${decided.name} ended ${decided.state}${decided.reason ? ` (${decided.reason})` : ''}.`)
    this.decided = decided
  }
}

const answerMs = 30_000
/** The most failures in a row before waiting is given up. */
const failuresMost = 20
const longestPauseMs = 60_000

const standingSchema = z.object({
  name: z.string(),
  state: z.string(),
  final: z.boolean(),
  reason: z.string().nullable(),
})

const problemSchema = z.object({
  error: z.string(),
  message: z.string(),
  field: z.string().optional(),
})

interface Answer {
  readonly standing: z.infer<typeof standingSchema>
  readonly waitMs: number
}

/**
 * Sends the request and resolves when it is decided and done, however long that takes. Rejects with
 * an `HttpApiError` if refused or unreachable, and with the signal's reason if aborted.
 */
export async function requireApproval(request: ApprovalRequest): Promise<Decided> {
  const base = baseOf(request.url)
  const key = request.key ?? randomUUID()
  const { command, slots = {}, requester } = request
  const body = JSON.stringify({ command, slots, requester })
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  const asking = { method: 'POST', headers, body }
  let answer = await patiently(request, () => call(request, new URL('v1/requests', base), asking))
  for (;;) {
    const { standing, waitMs } = answer
    const decided = decidedOf(standing)
    if (decided !== null) return decided
    await wait(request, waitMs)
    const place = new URL(`v1/requests/${encodeURIComponent(standing.name)}`, base)
    answer = await patiently(request, () => call(request, place, { method: 'GET', headers: {} }))
  }
}

/** Runs `act` only after a yes; rejects with a `NotApprovedError` otherwise. */
export async function withApproval<Result>(
  request: ApprovalRequest,
  act: (decided: Decided) => Result | Promise<Result>,
): Promise<Result> {
  const decided = await requireApproval(request)
  if (decided.state !== 'succeeded') throw new NotApprovedError(decided)
  return act(decided)
}

/** Null while it is open. An unknown state is never a yes. */
function decidedOf({ name, state, final, reason }: Answer['standing']): Decided | null {
  switch (state) {
    case 'succeeded':
      return { state, name }
    case 'failed':
    case 'rejected':
    case 'uncertain':
      return { state, name, ...(reason === null ? {} : { reason }) }
    default:
      if (final) throw new HttpApiError(200, 'unknown_state', `${name} ended as ${state}.`)
      return null
  }
}

/** The base URL; refuses to send the token unencrypted over a network. */
function baseOf(url: string): URL {
  const base = new URL(url.endsWith('/') ? url : `${url}/`)
  const near = ['127.0.0.1', '[::1]', 'localhost'].includes(base.hostname)
  if (base.protocol === 'https:' || (base.protocol === 'http:' && near)) return base
  throw new HttpApiError(0, 'unsafe_url', 'Plain HTTP is for the loopback only; use https.')
}

/** Retries if there was no answer or the server is busy; the idempotency key makes this safe. */
async function patiently(request: ApprovalRequest, run: () => Promise<Answer>): Promise<Answer> {
  for (let failures = 1; ; failures += 1) {
    request.signal?.throwIfAborted()
    try {
      return await run()
    } catch (error) {
      const passing =
        error instanceof HttpApiError && [0, 429, 502, 503, 504].includes(error.status)
      if (!passing || failures >= failuresMost) throw error
      await wait(request, Math.min(longestPauseMs, 1_000 * 2 ** Math.min(failures, 6)))
    }
  }
}

async function wait(request: ApprovalRequest, milliseconds: number): Promise<void> {
  const { signal } = request
  if (request.pause !== undefined) await request.pause(milliseconds, signal)
  else await pause(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(aborted)
}

/** Ignored here; the signal is checked before the next call. */
const aborted = () => undefined

async function call(
  { token, signal }: ApprovalRequest,
  place: URL,
  options: { method: string; headers: Record<string, string>; body?: string },
): Promise<Answer> {
  const limits = [AbortSignal.timeout(answerMs), ...(signal === undefined ? [] : [signal])]
  const response = await fetch(place, {
    ...options,
    headers: { ...options.headers, authorization: `Bearer ${token}` },
    // The token must not follow a redirect.
    redirect: 'manual',
    signal: AbortSignal.any(limits),
  }).catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error)
    throw new HttpApiError(0, 'unreachable', `${place.origin} does not answer (${cause}).`)
  })
  const body: unknown = await response.json().catch(() => null)
  const { status } = response
  if (!response.ok) {
    const problem = problemSchema.safeParse(body)
    const { error, message, field } = problem.success
      ? problem.data
      : { error: 'refused', message: `${place.origin} answered ${status}.`, field: undefined }
    throw new HttpApiError(status, error, message, field)
  }
  const standing = standingSchema.safeParse(body)
  if (!standing.success)
    throw new HttpApiError(status, 'not_understood', `${place.origin} answered something else.`)
  const seconds = Number(response.headers.get('retry-after') ?? 1)
  const waitMs = Math.min(
    longestPauseMs,
    Math.max(1, Number.isFinite(seconds) ? seconds : 1) * 1_000,
  )
  return { standing: standing.data, waitMs }
}
