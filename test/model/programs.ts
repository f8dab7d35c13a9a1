// Programs at the real HTTP API: they ask with the client library, and try what they have no right
// to.

import { say } from '../../src/conversation/say.ts'
import { type ApprovalRequest, requireApproval } from '../../src/library.ts'
import { tokenDigest } from '../../src/transports/http/callers.ts'
import { openHttpDoor } from '../../src/transports/http/http-door.ts'
import type { Bench } from './bench.ts'
import { shippedLanguages } from './content.ts'

/** The one program that has a token, and on whose behalf it may ask. */
export const programs = { name: 'billing', requesters: ['ana', 'max', 'gus', 'dora'] }

/** The one agent, and the person who answers for it. */
export const agents = { name: 'helper', owner: 'ana' }

const agentToken = 'of-the-agent-that-may-only-propose'
const token = 'of-the-program-that-may-ask-here'

export type Wish = Pick<ApprovalRequest, 'command' | 'slots' | 'requester' | 'key'>

export interface Programs {
  /** Ask once, with a right or a wrong token; what the door refuses is only refused. */
  ask(wish: Wish, isKnown: boolean): Promise<void>
  /** An agent asks, for its owner or whomever it names. */
  propose(body: object, key: string): Promise<void>
  /** Whatever a program may think of that would decide something. */
  decide(path: string, body: object): Promise<void>
}

/** Ends the waiting after the first answer: people are asked, and the walk goes on. */
const noWaiting = () => Promise.reject(new Error('The program has no time.'))

/** A door that is open for one request; its program asks again at the next one, as after a crash. */
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
  const door = await openHttpDoor({
    ...{ port: 0, host: '127.0.0.1', names: [], version: '0', rules: bench.rules },
    ...{ desk: bench.desk(), engine: bench.engine(), now: () => bench.now() },
    callers: [
      { ...programs, hash: tokenDigest(token) },
      { ...agents, requesters: [agents.owner], hash: tokenDigest(agentToken) },
    ],
    word: (line) => say(languages, 'en', [line]),
    fresh: () => 'session',
    log: { info: quiet, warn: quiet, error: quiet },
  })
  // What is refused is only refused; what a death leaves unanswered ends with the door.
  await bench.during(run(`http://127.0.0.1:${door.port}`).catch(quiet))
  await bench.during(door.close())
}
