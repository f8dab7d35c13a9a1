// Programs at the real HTTP API: they ask with the client library, and try what they have no right
// to.

import { wordMessage } from '../../src/conversation/say.ts'
import { type ApprovalRequest, requireApproval } from '../../src/library.ts'
import { tokenDigest } from '../../src/transports/http/callers.ts'
import { openProgramApi } from '../../src/transports/http/program-api.ts'
import type { Bench } from './bench.ts'
import { shippedLanguages } from './content.ts'

/** The one program with a token, and the people for whom it may ask. */
export const programs = { name: 'billing', requesters: ['ana', 'max', 'gus', 'dora'] }

/** The one agent, and its owner. */
export const agents = { name: 'helper', owner: 'ana' }

const agentToken = 'of-the-agent-that-may-only-propose'
const token = 'of-the-program-that-may-ask-here'

export type Wish = Pick<ApprovalRequest, 'command' | 'slots' | 'requester' | 'key'>

export interface Programs {
  /** Sends one request, with a right or a wrong token; ignores a refusal. */
  ask(wish: Wish, isKnown: boolean): Promise<void>
  /** An agent makes a request, for its owner or somebody else. */
  propose(body: object, key: string): Promise<void>
  /** Tries to decide something, with any path and body. */
  decide(path: string, body: object): Promise<void>
}

/** Stops polling after the first answer. */
const noWaiting = () => Promise.reject(new Error('The program has no time.'))

/** Opens the HTTP API for each request; a program asks again at the next one, as after a crash. */
export function programsAt(bench: Bench): Programs {
  return {
    ask: (wish, isKnown) =>
      atDoor(bench, (url) => {
        const shown = isKnown ? token : token.replace('may', 'MAY')
        return requireApproval({ ...wish, url, token: shown, pause: noWaiting })
      }),
    propose: (body, key) =>
      atDoor(bench, (url) =>
        post(`${url}/v1/requests`, agentToken, body, { 'idempotency-key': key }),
      ),
    decide: (path, body) => atDoor(bench, (url) => post(`${url}${path}`, token, body)),
  }
}

function post(url: string, bearer: string, body: object, more: Record<string, string> = {}) {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...more }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function atDoor(bench: Bench, run: (url: string) => Promise<unknown>): Promise<void> {
  const quiet = () => undefined
  const languages = shippedLanguages()
  const door = await openProgramApi({
    ...{ port: 0, host: '127.0.0.1', names: [], version: '0', rules: bench.rules },
    ...{ storeClient: bench.storeClient(), engine: bench.engine(), now: () => bench.now() },
    callers: [
      { ...programs, hash: tokenDigest(token) },
      { ...agents, requesters: [agents.owner], hash: tokenDigest(agentToken) },
    ],
    word: (line) => wordMessage(languages, 'en', [line]),
    fresh: () => 'session',
    log: { info: quiet, warn: quiet, error: quiet },
  })
  // Ignores refusals; a request that a crash left unanswered ends with the server.
  await bench.during(run(`http://127.0.0.1:${door.port}`).catch(quiet))
  await bench.during(door.close())
}
