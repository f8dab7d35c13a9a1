// The HTTP connector: an API described in YAML, acting once per idempotency key.

import type { Reason } from '../command/command.ts'
import type { CircuitBreaker } from '../engine/circuit-breaker.ts'
import type { Clock } from '../engine/clock.ts'
import type { ApplyResult, Connector, Order } from '../engine/connector.ts'
import { withoutSecrets } from '../evidence/redact.ts'
import type { Api, Effect, Operation, Read } from './api.ts'
import { type Attempt, attempt, type Request } from './attempt.ts'
import { describedConnector, type LookupResult, type Task } from './described-connector.ts'
import { allowedHosts, hostOf, parseBaseUrl } from './egress.ts'
import { type Fields, fill, filled, type Scalar } from './fields.ts'
import type { SecretReference, Secrets } from './secrets.ts'
import { judge, type Verdict } from './verdict.ts'

/** A refused connection to an undeclared host, for evidence `egress.denied`. */
export interface Denial {
  readonly host: string
  /** With the connector's name: `shop.orders.cancel`. */
  readonly operation: string
}

export interface HttpOptions {
  readonly api: Api
  readonly baseUrl: string
  /** The allowed hosts as `host:port`; by default only the base URL's. */
  readonly egress?: readonly string[]
  /** The secret references by the names that the API uses. */
  readonly references: Readonly<Record<string, SecretReference>>
  readonly secrets: Secrets
  readonly clock: Pick<Clock, 'pause'>
  readonly rest: CircuitBreaker
  readonly onDenied: (denial: Denial) => void
  /** Returns 0 to 1, for the jitter between attempts. */
  readonly random?: () => number
  /** Returns a signal that aborts after this many milliseconds. */
  readonly deadline?: (milliseconds: number) => AbortSignal
}

/** A connector's base URL, its allowed hosts, and its bearer token. */
interface Way {
  readonly baseUrl: URL
  readonly hosts: ReadonlySet<string>
  readonly bearer: SecretReference | null
}

interface Line extends Way {
  readonly options: HttpOptions
}

const firstPauseMs = 200
const longestPauseMs = 5_000

/**
 * Throws an Error of one sentence, naming the field of environment.yaml, if the base URL, the
 * egress list or the secret references are wrong.
 */
export function httpConnector(options: HttpOptions): Connector {
  const line: Line = { options, ...wayOf(options) }
  const connector = describedConnector(options.api, {
    look: (task) => look(line, task),
    act: (task) => act(line, task),
  })
  return { ...connector, apply: async (order) => doubted(order, await connector.apply(order)) }
}

/** Throws as `httpConnector` does. */
export function wayOf(
  options: Pick<HttpOptions, 'api' | 'baseUrl' | 'egress' | 'references'>,
): Way {
  const at = `connectors.${options.api.api}`
  const baseUrl = parseBaseUrl(options.baseUrl, `${at}.base_url`)
  const name = options.api.auth?.bearer
  const bearer = name === undefined ? null : (options.references[name] ?? null)
  if (name !== undefined && bearer === null)
    throw new Error(`${at}.secrets.${name} is missing; add a reference such as secret://env/NAME.`)
  const hosts = allowedHosts(baseUrl, options.egress, `${at}.egress`)
  return { baseUrl, hosts, bearer }
}

/**
 * After a possible earlier send, a failure is uncertain: a busy site may refuse now and still carry
 * out the first order later.
 */
function doubted({ again }: Order, applied: ApplyResult): ApplyResult {
  if (again !== true || applied.kind !== 'failed') return applied
  return { kind: 'unknown', reason: applied.reason }
}

async function look(line: Line, task: Task<Read>): Promise<LookupResult> {
  const verdict = await exchange(line, task)
  switch (verdict.kind) {
    case 'accepted':
      return { kind: 'seen', fields: verdict.fields }
    case 'absent':
      return verdict
    case 'rejected':
    case 'doubtful':
      return { kind: 'blind', reason: verdict.reason }
  }
}

async function act(line: Line, task: Task<Effect>): Promise<ApplyResult> {
  const verdict = await exchange(line, task)
  switch (verdict.kind) {
    case 'accepted':
      return { kind: 'done', result: verdict.fields }
    case 'absent':
    case 'rejected':
      return { kind: 'failed', reason: verdict.reason }
    case 'doubtful':
      return { kind: 'unknown', reason: verdict.reason }
  }
}

/** Sends a request unless the circuit breaker is open, in which case nothing is sent. */
async function exchange(line: Line, task: Task<Operation>): Promise<Verdict> {
  const { api, rest } = line.options
  const prepared = prepare(line, task)
  if ('reason' in prepared) return { kind: 'rejected', reason: prepared.reason }
  const admission = await rest.enter()
  if (admission.kind === 'resting') {
    const args = { connector: api.api, since: admission.since }
    return { kind: 'rejected', reason: { id: 'connector-paused', args } }
  }
  let hasAnswered = false
  try {
    const most = admission.kind === 'trial' ? 1 : api.attempts
    const ended = await tried(line, task, prepared, most)
    hasAnswered = ended.hasAnswered
    return ended.verdict
  } finally {
    admission.end(hasAnswered)
  }
}

/** Did the site itself answer? Server errors and missing answers do not count. */
function isAnswer(attempt: Attempt): boolean {
  if (attempt.kind === 'status') return attempt.status < 500
  return !['unreachable', 'timed_out', 'lost'].includes(attempt.kind)
}

/** Tries until the result is certain, at most `attemptsMost` times, always with the same key. */
async function tried(
  line: Line,
  task: Task<Operation>,
  prepared: Omit<Request, 'deadline'>,
  attemptsMost: number,
): Promise<{ readonly verdict: Verdict; readonly hasAnswered: boolean }> {
  const { api, clock, random = Math.random, deadline = timeout } = line.options
  const safe = unechoed(prepared)
  let doubt: Verdict | null = null
  for (let count = 1; ; count++) {
    const signal = deadline(task.operation.timeout_ms ?? api.timeout_ms)
    const result = await attempt({ ...prepared, deadline: signal })
    const hasAnswered = isAnswer(result)
    if (result.kind === 'redirected' && result.host !== null) guard(line, task, safe(result.host))
    const { verdict, againAfterMs } = judge(api, task, result)
    if (verdict.kind === 'accepted')
      return { verdict: { ...verdict, fields: mapped(verdict.fields, safe) }, hasAnswered }
    // Once an attempt may have acted, a later refusal proves nothing about it.
    if (verdict.kind === 'doubtful') doubt = verdict
    if (againAfterMs === null || againAfterMs > longestPauseMs || count >= attemptsMost)
      return { verdict: doubt ?? verdict, hasAnswered }
    const backoffMs = firstPauseMs * 2 ** (count - 1) * (0.5 + random())
    await clock.pause(Math.min(longestPauseMs, Math.max(againAfterMs, Math.round(backoffMs))))
  }
}

const bearer = 'Bearer '
/** Shorter secrets may be ordinary words that occur in records. */
const echoLeastChars = 8

/** A function that redacts the request's secret in answers, which may repeat it. */
function unechoed({ headers }: Pick<Request, 'headers'>): (text: string) => string {
  const { authorization = '' } = headers
  const secret = authorization.slice(bearer.length)
  if (secret.length < echoLeastChars) return (text) => text
  // Host names are in lower case, however they were written.
  return (text) => withoutSecrets(text, [secret, secret.toLowerCase()])
}

function mapped(fields: Fields, change: (text: string) => string): Fields {
  const entries = Object.entries(fields)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? change(value) : value]),
  )
}

function timeout(milliseconds: number): AbortSignal {
  return AbortSignal.timeout(milliseconds)
}

/** The request, or why it must not be sent. Uses no network. */
function prepare(
  line: Line,
  task: Task<Operation>,
): Omit<Request, 'deadline'> | { readonly reason: Reason } {
  const { api, secrets } = line.options
  const { operation, slots } = task
  const url = urlOf(line, operation, slots)
  if (url === null) return { reason: { id: 'connector-path-wrong', args: { connector: api.api } } }
  const host = hostOf(url)
  if (!guard(line, task, host))
    return { reason: { id: 'connector-egress-denied', args: { connector: api.api, host } } }
  const headers: Record<string, string> = { accept: 'application/json' }
  for (const [header, template] of Object.entries(operation.headers))
    headers[header] = fill(template, slots, encodeURIComponent) ?? ''
  let body: string | null = null
  if (operation.kind === 'effect') {
    headers['idempotency-key'] = task.order.idempotencyKey
    body = bodyOf(operation, slots)
    if (body !== null) headers['content-type'] = 'application/json'
  }
  // The secret is sent only to the base URL's origin, not to other declared hosts.
  if (line.bearer !== null && url.origin === line.baseUrl.origin) {
    const secret = secrets.resolve(line.bearer)
    if (secret.kind === 'missing') return { reason: secret.reason }
    headers['authorization'] = `${bearer}${secret.value}`
  }
  return { url, method: operation.method, headers, body, success: operation.success }
}

/** May this host be reached? A refusal is reported as evidence. */
function guard(line: Line, task: Task<Operation>, host: string): boolean {
  if (line.hosts.has(host)) return true
  const { api, onDenied } = line.options
  onDenied({ host, operation: `${api.api}.${task.name}` })
  return false
}

/** The complete URL; null if a path segment is `.` or `..`, or if it is not a URL. */
function urlOf(line: Line, operation: Operation, slots: Fields): URL | null {
  const path = fill(operation.path, slots, encodeURIComponent)
  if (path === null || path.split('/').some((part) => part === '..' || part === '.')) return null
  const whole = path.startsWith('/') ? line.baseUrl.href.replace(/\/$/, '') + path : path
  if (!URL.canParse(whole)) return null
  const url = new URL(whole)
  for (const [key, template] of Object.entries(operation.query)) {
    const value = filled(template, slots)
    if (value !== null) url.searchParams.append(key, String(value))
  }
  return url
}

function bodyOf(effect: Effect, slots: Fields): string | null {
  const entries = Object.entries(effect.body)
    .map(([key, template]): [string, Scalar | null] => [key, filled(template, slots)])
    .filter(([, value]) => value !== null)
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries))
}
