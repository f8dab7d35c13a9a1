// One HTTP request, sent once. The kind of outcome says what is certain afterwards.

import { hostOf } from './egress.ts'

/** A request to send. The bodies of answers with a status in `success` are read. */
export interface Request {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly success: readonly number[]
  /** Aborts the attempt, including reading the body. */
  readonly deadline: AbortSignal
}

export type Attempt =
  | { readonly kind: 'answered'; readonly text: string }
  /** `retryAfterMs`: how long the site asks to wait; null where it does not ask for that. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs: number | null }
  /** `host` is null if the redirect names no valid location. */
  | { readonly kind: 'redirected'; readonly host: string | null }
  /** Certainly nothing was sent. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'too_large' }

const answerMaxBytes = 1024 * 1024

/**
 * Error codes that occur before anything is sent. After any other error the request may have
 * arrived.
 */
const beforeSending = new Set([
  'bad port',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** Sends the request once. Network and server failures are returned, never thrown. */
export async function attempt(request: Request): Promise<Attempt> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      // A redirect could carry the order or the secret to an undeclared host.
      redirect: 'manual',
      signal: request.deadline,
    })
    if (request.success.includes(response.status)) return await readAnswer(response)
    // Texts of failing servers are never used.
    await response.body?.cancel().catch(() => undefined)
    if (response.status >= 300 && response.status < 400) return redirected(response, request.url)
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'))
    return { kind: 'status', status: response.status, retryAfterMs }
  } catch (error) {
    if (request.deadline.aborted) return { kind: 'timed_out' }
    return { kind: beforeSending.has(socketCodeOf(error)) ? 'unreachable' : 'lost' }
  }
}

async function readAnswer(response: Response): Promise<Attempt> {
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let bytes = 0
  while (reader !== undefined) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.byteLength
    if (bytes > answerMaxBytes) {
      await reader.cancel()
      return { kind: 'too_large' }
    }
    chunks.push(value)
  }
  return { kind: 'answered', text: Buffer.concat(chunks).toString('utf8') }
}

function redirected(response: Response, from: URL): Attempt {
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location, from.href))
    return { kind: 'redirected', host: null }
  return { kind: 'redirected', host: hostOf(new URL(location, from.href)) }
}

/**
 * In milliseconds; null without the header; 0 for a date, which could not be read without a clock.
 */
function parseRetryAfter(value: string | null): number | null {
  if (value === null) return null
  return /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : 0
}

/** Fetch puts the socket's error into `cause`. */
function socketCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const cause = error.cause
  if (!(cause instanceof Error)) return ''
  // Ports that fetch itself refuses have a message and no code.
  return 'code' in cause ? String(cause.code) : cause.message
}
