// Agents over the Model Context Protocol (Streamable HTTP, without sessions or streams): each POST
// is one message, each answer one JSON object.

import { z } from 'zod'
import type { Rules } from '../../command/facts.ts'
import type { StoreClient } from '../../engine/store-client/store-client.ts'
import { jsonOf } from '../../evidence/json.ts'
import type { Answer } from './answers.ts'
import type { Caller } from './callers.ts'
import type { Refusal } from './parse-request.ts'
import type { RequestStatus } from './request-status.ts'
import type { Reply, RequestParts, Requests } from './requests.ts'
import { describeStatusTool, describeTool, keyArgument, statusTool, toolsOf } from './tools.ts'

export interface McpParts extends Pick<RequestParts, 'word' | 'denied'> {
  readonly rules: Rules
  readonly storeClient: Pick<StoreClient, 'people' | 'bound'>
  readonly requests: Requests
  readonly version: string
  /** Returns a new random word at each call, for proposals without a key. */
  readonly fresh: () => string
}

/** Newest first; clients that ask for an unknown version get the first. */
const protocolVersions = ['2025-11-25', '2025-06-18', '2025-03-26'] as const

const messageSchema = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(200), z.int()]).optional(),
  method: z.string().max(100).optional(),
  params: z.looseObject({}).optional(),
})
const helloSchema = z.looseObject({ protocolVersion: z.string() })
const callSchema = z.looseObject({
  name: z.string().max(100),
  arguments: z.record(z.string(), z.unknown()).default({}),
})

type Id = string | number | null

/** JSON-RPC 2.0, section 5.1. */
const codes = { parse: -32_700, request: -32_600, method: -32_601, params: -32_602 } as const

const instructions =
  'You propose, people decide. A proposal comes to the phone of your owner, who confirms or ' +
  `aborts it, and then to approvers where its class wants them. Look at it with ${statusTool}.`

/** Answers one message; callers that are not agents were refused before. */
export function createMcp(
  parts: McpParts,
): (caller: Caller, session: string, body: string, version: string | undefined) => Promise<Answer> {
  return async (caller, session, body, version) => {
    if (version !== undefined && !isKnown(version))
      return refusedMessage(`MCP-Protocol-Version: one of ${protocolVersions}.`)
    const json = jsonOf(body)
    if (json === undefined) return failure(null, codes.parse, 'The body is no JSON.', 400)
    const message = messageSchema.safeParse(json)
    if (!message.success) return refusedMessage('Send one JSON-RPC 2.0 message at a time.')
    const { id, method, params } = message.data
    // Notifications, and responses to requests that we never send.
    if (id === undefined || method === undefined) return { status: 202, body: null }
    return answered(parts, { caller, session, id, method, params: params ?? {} })
  }
}

interface Asked {
  readonly caller: Caller
  readonly session: string
  readonly id: Id
  readonly method: string
  readonly params: object
}

async function answered(parts: McpParts, asked: Asked): Promise<Answer> {
  const { id, method, params } = asked
  switch (method) {
    case 'initialize': {
      const hello = helloSchema.safeParse(params)
      const wanted = hello.success ? hello.data.protocolVersion : ''
      return result(id, {
        protocolVersion: isKnown(wanted) ? wanted : protocolVersions[0],
        capabilities: { tools: {} },
        serverInfo: { name: 'aval', version: parts.version },
        instructions,
      })
    }
    case 'ping':
      return result(id, {})
    case 'tools/list': {
      const flows = [...(await toolsFor(parts, asked)).values()]
      return result(id, {
        tools: [...flows.map((flow) => describeTool(flow, parts.word)), describeStatusTool()],
      })
    }
    case 'tools/call':
      return called(parts, asked)
    default:
      return failure(id, codes.method, 'Known here: initialize, ping, tools/list, tools/call.')
  }
}

async function toolsFor(parts: McpParts, { caller }: Asked): Promise<ReturnType<typeof toolsOf>> {
  const [bound, people] = await Promise.all([parts.storeClient.bound(), parts.storeClient.people()])
  const owner = people.find((one) => one.id === caller.owner)
  return toolsOf(parts.rules, bound, owner)
}

async function called(parts: McpParts, asked: Asked): Promise<Answer> {
  const { caller, session, id, params } = asked
  const { requests, fresh } = parts
  const call = callSchema.safeParse(params)
  if (!call.success) return failure(id, codes.params, 'Name a tool and its arguments.')
  const { name, arguments: given } = call.data
  if (name === statusTool) {
    const { name: proposal } = given
    if (typeof proposal !== 'string') return failure(id, codes.params, 'name: such as C-7F3K.')
    return told(id, await requests.look(caller, proposal))
  }
  const flow = (await toolsFor(parts, asked)).get(name)
  if (flow === undefined) {
    await parts.denied(caller, session, 'unknown_tool')
    return failure(id, codes.params, 'There is no tool of this name for you; see tools/list.')
  }
  const { [keyArgument]: key, ...slots } = given
  if (key !== undefined && !(typeof key === 'string' && /^[\x21-\x7e]{1,100}$/.test(key)))
    return failure(id, codes.params, `${keyArgument}: 1 to 100 visible characters.`)
  const own = typeof key === 'string' ? key : [fresh(), fresh(), fresh(), fresh()].join('')
  const body = JSON.stringify({ command: flow.command, slots })
  return told(id, await requests.ask(caller, session, `mcp/${own}`, body))
}

function told(id: Id, reply: Reply): Answer {
  if (reply.kind === 'refused') return result(id, refusedTool(reply.refusal))
  const { standing } = reply
  return result(id, {
    content: [{ type: 'text', text: sentence(standing) }],
    structuredContent: standing,
    isError: false,
  })
}

function refusedTool({ error, field, message }: Refusal): object {
  const where = field === undefined ? '' : ` (${field})`
  return { content: [{ type: 'text', text: `${error}${where}: ${message}` }], isError: true }
}

/** States explicitly when nothing was done, so that an agent does not assume it. */
function sentence({ name, state, final, outcome, reason, ticket }: RequestStatus): string {
  const why = reason === null ? '' : `, because: ${reason}`
  if (outcome === 'done')
    return ticket === null ? `${name} is done.` : `${name} is done. Its ticket: ${ticket}`
  if (final) return `${name} is ${state}${why}. Nothing was done.`
  const wait = outcome === 'unknown' ? 'A person has to find out.' : 'It waits for people.'
  return `${name} is ${state}${why}. ${wait} It is not done; look again with ${statusTool}.`
}

function isKnown(version: string): boolean {
  return protocolVersions.some((one) => one === version)
}

function result(id: Id, value: object): Answer {
  return { status: 200, body: { jsonrpc: '2.0', id, result: value } }
}

/** The answer to a body that is no message, and is not read. */
export function refusedMessage(message: string): Answer {
  return failure(null, codes.request, message, 400)
}

function failure(id: Id, code: number, message: string, status = 200): Answer {
  return { status, body: { jsonrpc: '2.0', id, error: { code, message } } }
}
