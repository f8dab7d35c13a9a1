// The HTTP interface for programs: they make requests and read their state, and never decide.

import type { IncomingMessage } from 'node:http'
import type { Rules } from '../../command/facts.ts'
import { rulesUnder } from '../../command/recorded-binding.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Log } from '../../engine/engine-parts.ts'
import { closeServer, limitedServer, listen } from '../../engine/listen.ts'
import { errorFields } from '../../engine/observability/error-fields.ts'
import type { StoreClient } from '../../engine/store-client/store-client.ts'
import { hasHalfCharacter, hasReservedName, hasTwice, jsonOf } from '../../evidence/json.ts'
import {
  type Answer,
  ambiguous,
  fromPage,
  misdirected,
  noKey,
  notAnAgent,
  notJson,
  refuse,
  replyAnswer,
  tooLarge,
  write,
} from './answers.ts'
import { bodyOf } from './body.ts'
import { type Caller, identifyCaller, isAgent } from './callers.ts'
import { createMcp, refusedMessage } from './mcp.ts'
import { openApi } from './openapi.ts'
import { createRequests, type RequestParts } from './requests.ts'
import { createDenials, createSessions, type Denials } from './sessions.ts'

export interface ProgramApiParts
  extends Omit<RequestParts, 'engine' | 'denied' | 'rules' | 'storeClient'> {
  readonly rules: Rules
  readonly storeClient: RequestParts['storeClient'] & Pick<StoreClient, 'bound'>
  readonly engine: Pick<Engine, 'ask' | 'notice'>
  readonly port: number
  readonly host: string
  /** Host names under which it may be called, besides the loopback's. */
  readonly names: readonly string[]
  readonly callers: readonly Caller[]
  readonly version: string
  readonly log: Log
  /** The newest attestation of this environment; null for none. */
  readonly attestation?: () => object | null
  /** Returns a new random word at each call, to tell sessions apart. */
  readonly fresh: () => string
  /** How long a request may take to arrive, in milliseconds. */
  readonly patienceMs?: number
}

export interface ProgramApi {
  /** The port opened; differs from the one asked for if that was 0. */
  readonly port: number
  close(): Promise<void>
}

const connectionsMost = 64
const patienceMs = 10_000

/** Rejects if the port is taken. */
export async function openProgramApi(parts: ProgramApiParts): Promise<ProgramApi> {
  const patience = parts.patienceMs ?? patienceMs
  const denials = createDenials({
    ...parts,
    async standstill() {
      const { pack } = rulesUnder(parts.rules, await parts.storeClient.bound())
      return pack?.limits.wrong_answers ?? null
    },
    failed: (error) => parts.log.error(errorFields(error), 'A refusal was not recorded.'),
  })
  const reply = replier(parts, denials)
  const limits = { connections: connectionsMost, patienceMs: patience }
  const server = limitedServer(limits, (request, response) => {
    reply(request)
      .catch((error: unknown): Answer => {
        parts.log.error(errorFields(error), 'The HTTP API could not answer.')
        return refuse({ status: 503, error: 'unavailable', message: later, retryAfter: 5 })
      })
      .then((answer) => write(response, request, answer))
      .catch(() => request.socket.destroy())
  })
  const port = await listen(server, parts.port, parts.host)
  return {
    port,
    async close() {
      await closeServer(server)
      await denials.end()
    },
  }
}

const later = 'Nothing was recorded; ask again with the same key.'

/** Answers each request; everything that is not explicitly allowed is refused. */
function replier(
  parts: ProgramApiParts,
  denials: Denials,
): (request: IncomingMessage) => Promise<Answer> {
  const requests = createRequests({ ...parts, denied: denials.asking })
  const mcp = createMcp({ ...parts, requests, denied: denials.asking })
  const sessionOf = createSessions(parts)
  const description = openApi(parts.version)

  async function authorised(
    request: IncomingMessage,
    then: (caller: Caller, session: string) => Promise<Answer>,
  ): Promise<Answer> {
    const found = identifyCaller(parts.callers, request.headers.authorization)
    if (found.kind === 'caller') return then(found.caller, await sessionOf(found.caller))
    await denials.token(found.why)
    const message = 'Send the header Authorization: Bearer, with a token of environment.yaml.'
    return refuse({ status: 401, error: found.why, field: 'Authorization', message })
  }

  async function ask(request: IncomingMessage): Promise<Answer> {
    return authorised(request, async (caller, session) => {
      const key = request.headers['idempotency-key']
      if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) return refuse(noKey)
      return withJson(request, async (body) =>
        replyAnswer(await requests.ask(caller, session, key, body), 202),
      )
    })
  }

  async function speak(request: IncomingMessage): Promise<Answer> {
    return authorised(request, async (caller, session) => {
      if (!isAgent(caller)) return refuse(notAnAgent)
      const version = request.headers['mcp-protocol-version']
      const answer = (body: string) => mcp(caller, session, body, version?.toString())
      return withJson(request, answer, refusedMessage)
    })
  }

  return async (request) => {
    if (!isOurName(request.headers.host, parts.names)) return refuse(misdirected)
    // Programs send no Origin header; pages in a browser do, and are refused.
    if (request.headers.origin !== undefined) return refuse(fromPage)
    const path = (request.url ?? '').split('?')[0] ?? ''
    const name = /^\/v1\/requests\/(C-[0-9A-Z]{4,12})$/i.exec(path)?.[1]
    if (path === '/v1/requests') return only('POST', request, () => ask(request))
    if (path === '/mcp') return only('POST', request, () => speak(request))
    if (name !== undefined)
      return only('GET', request, () =>
        authorised(request, async (caller) => replyAnswer(await requests.look(caller, name), 200)),
      )
    if (path === '/openapi.json')
      return only('GET', request, async () => ({ status: 200, body: description }))
    // Public: whoever checks it has no token, and it holds no person and no secret.
    if (path === '/.well-known/wfs.json')
      return only('GET', request, async () => {
        const body = parts.attestation?.() ?? null
        if (body !== null) return { status: 200, body }
        const message = 'There is none yet; aval attest issues one.'
        return refuse({ status: 404, error: 'no_attestation', message })
      })
    if (path === '/healthz')
      return only('GET', request, async () => {
        await parts.storeClient.people()
        return { status: 200, body: { status: 'ok' } }
      })
    return refuse({ status: 404, error: 'unknown', message: 'See /openapi.json for what is here.' })
  }
}

/** `unclear` answers a body that another reader could take for something else. */
async function withJson(
  request: IncomingMessage,
  then: (body: string) => Promise<Answer>,
  unclear = (message: string): Answer => refuse(ambiguous(message)),
): Promise<Answer> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return refuse(notJson)
  const body = await bodyOf(request)
  if (body === null) return refuse(tooLarge)
  if (body === undefined) return unclear('The body is not in UTF-8; mend it.')
  const twoWays = twoWaysIn(body)
  return twoWays === null ? then(body) : unclear(twoWays)
}

/** Why another reader could take something else from this body; null if it could not. */
function twoWaysIn(body: string): string | null {
  const value = jsonOf(body)
  if (hasTwice(body, value))
    return 'A field stands twice in the body, and only one would count; mend it.'
  if (hasReservedName(value)) return 'Nothing may be named __proto__; remove it.'
  if (hasHalfCharacter(value))
    return 'Half of a character (a lone surrogate) stands in the body; mend it.'
  return null
}

function only(
  method: string,
  request: IncomingMessage,
  then: () => Promise<Answer>,
): Promise<Answer> {
  if (request.method === method) return then()
  const message = `Only ${method} is known here.`
  return Promise.resolve({
    ...refuse({ status: 405, error: 'method', message }),
    headers: { allow: method },
  })
}

/** Protects against DNS rebinding: other host names that point here are refused. */
function isOurName(header: string | undefined, names: readonly string[]): boolean {
  const name = /^(\[[0-9a-f:]+\]|[^:[\]]+)(?::\d{1,5})?$/i.exec(header ?? '')?.[1]?.toLowerCase()
  return name !== undefined && ['127.0.0.1', '[::1]', 'localhost', ...names].includes(name)
}
