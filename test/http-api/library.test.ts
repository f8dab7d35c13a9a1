// The client library, end to end: it waits for people, and reports nothing but an approval as one.

import { appendFileSync, cpSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listen } from '../../src/engine/listen.ts'
import { shipped } from '../../src/environment/content-files.ts'
import {
  type ApprovalRequest,
  HttpApiError,
  NotApprovedError,
  requireApproval,
  withApproval,
} from '../../src/library.ts'
import { atDoor, type Doorway, tokenOf } from './test-environment.ts'

/** A request whose `pause` runs `meanwhile`, so that no real time passes. */
function request(
  doorway: Doorway,
  meanwhile: (look: number) => Promise<void> = async () => undefined,
): ApprovalRequest {
  let polls = 0
  return {
    command: 'order.cancel',
    slots: { order: '42' },
    requester: 'ana',
    url: doorway.url(),
    token: doorway.tokens.billing,
    async pause() {
      polls += 1
      if (polls > 50) throw new Error('It waits for ever.')
      await doorway.opened().engine.idle()
      await meanwhile(polls)
    },
  }
}

function nameIn(doorway: Doorway): string {
  const card = doorway.letters.findLast((one) => one.kind === 'approval_request')
  return card?.command ?? 'none'
}

it('requireApproval waits until people have decided, and resolves with the outcome', () =>
  atDoor({}, async (doorway) => {
    const decided = await requireApproval(
      request(doorway, async (look) => {
        const name = nameIn(doorway)
        if (look === 3) await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')}`)
      }),
    )
    expect(decided).toEqual({ state: 'succeeded', name: nameIn(doorway) })
    expect(doorway.shop.acts()).toBe(1)
  }))

it('requireApproval resolves a denial and an expiry as rejected, with the reason', () =>
  atDoor({}, async (doorway) => {
    const denied = await requireApproval(
      request(doorway, async (look) => {
        if (look === 2) await doorway.hear('beto', `2 ${tokenOf(doorway, nameIn(doorway), 'beto')}`)
      }),
    )
    expect(denied).toMatchObject({ state: 'rejected', reason: 'approval_denied' })
    const expired = await requireApproval(request(doorway, () => doorway.wait(10 * 60_000)))
    expect(expired).toMatchObject({ state: 'rejected', reason: 'approval_expired' })
    expect(doorway.shop.posts()).toBe(0)
  }))

it('requireApproval continues with the same key after the program was restarted', () =>
  atDoor({}, async (doorway) => {
    const first = new AbortController()
    const waiting = request(doorway, async (look) => {
      if (look === 2) first.abort(new Error('the program ends'))
    })
    const interrupted = requireApproval({ ...waiting, key: 'deploy-7', signal: first.signal })
    await expect(interrupted).rejects.toThrow('the program ends')
    const name = nameIn(doorway)
    await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')}`)
    const decided = await requireApproval({ ...request(doorway), key: 'deploy-7' })
    expect(decided).toEqual({ state: 'succeeded', name })
    expect(doorway.shop.acts()).toBe(1)
  }))

it('requireApproval ends at once when it is aborted, also during a real pause', () =>
  atDoor({}, async (doorway) => {
    const control = new AbortController()
    const { pause: _pause, ...plain } = request(doorway)
    const waiting = requireApproval({ ...plain, signal: control.signal })
    while ((await doorway.evidence('approval.requested')).length === 0)
      await doorway.opened().engine.idle()
    const reason = new Error('enough')
    control.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    await expect(requireApproval({ ...plain, signal: control.signal })).rejects.toBe(reason)
  }))

it('withApproval runs its function only after an approval', () =>
  atDoor({}, async (doorway) => {
    const runs: string[] = []
    const answer = (choice: 1 | 2) => async (look: number) => {
      if (look !== 2) return
      await doorway.hear('beto', `${choice} ${tokenOf(doorway, nameIn(doorway), 'beto')}`)
    }
    const refused = withApproval(request(doorway, answer(2)), ({ name }) => void runs.push(name))
    const error: unknown = await refused.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(NotApprovedError)
    expect(error).toMatchObject({ decided: { state: 'rejected', reason: 'approval_denied' } })
    expect(runs).toEqual([])
    const result = await withApproval(request(doorway, answer(1)), ({ name }) => {
      runs.push(name)
      return 'done'
    })
    expect([result, runs]).toEqual(['done', [nameIn(doorway)]])
  }))

it("withApproval waits for a decision alone, where the effect is the program's own", () =>
  atDoor(
    {
      furnish(home) {
        for (const folder of ['flows/commands', 'locales'])
          cpSync(join(shipped, folder), join(home, folder), { recursive: true })
        const flow = `command: release.publish
version: 1
risk: S3
scopes: [orders.write]
slots: { tag: { kind: id } }
does: aval.decision
approval_policy_id: high_impact
recommended_profile: HAPF-Strong
agents: propose
`
        writeFileSync(join(home, 'flows', 'commands', 'release.publish.yaml'), flow)
        const words = `
release-publish = publish the release { $tag }
    .typed = publish release [tag]
    .about = publish a release
    .done = the release { $tag } may be published
    .ask-tag = Which tag?
`
        appendFileSync(join(home, 'locales', 'en.ftl'), words)
      },
    },
    async (doorway) => {
      const publish = { command: 'release.publish', slots: { tag: 'v1.2.0' } }
      const approved = request(doorway, async (look) => {
        const name = nameIn(doorway)
        if (look === 2) await doorway.hear('carla', `1 ${tokenOf(doorway, name, 'carla')}`)
      })
      const result = await withApproval({ ...approved, ...publish }, ({ state }) => state)
      expect(result).toBe('succeeded')
      expect((await doorway.evidence('approval.granted'))[0]?.artifact['actor']).toBe('carla')
    },
  ))

it('requireApproval rejects with the field when the API refuses the request', () =>
  atDoor({}, async (doorway) => {
    const wrong: readonly [Partial<ApprovalRequest>, object][] = [
      [{ token: 'x'.repeat(40) }, { status: 401, error: 'bad_token' }],
      [{ requester: 'zoe' }, { status: 400, error: 'unknown_requester', field: 'requester' }],
      [{ slots: {} }, { status: 400, error: 'missing_slot', field: 'slots.order' }],
      [{ command: 'people.grant' }, { status: 403, error: 'people_only' }],
    ]
    for (const [change, expected] of wrong) {
      const asked = requireApproval({ ...request(doorway), ...change })
      await expect(asked).rejects.toMatchObject(expected)
      await expect(asked).rejects.toBeInstanceOf(HttpApiError)
    }
  }))

it('requireApproval sends no token over unencrypted HTTP to another machine', async () => {
  const request = { command: 'order.cancel', requester: 'ana', token: 'x'.repeat(40) }
  for (const url of ['http://aval.example', 'http://10.0.0.1:4020', 'ftp://localhost'])
    await expect(requireApproval({ ...request, url })).rejects.toMatchObject({
      error: 'unsafe_url',
    })
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A faulty server: each request gets the next answer, and the last one repeats. */
async function atFaultyServer(
  answers: readonly Answer[],
  test: (asked: ApprovalRequest, received: () => readonly IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const received: IncomingMessage[] = []
  const server = createServer((incoming, response) => {
    incoming.resume()
    answers[Math.min(received.push(incoming), answers.length) - 1]?.(incoming, response)
  })
  const port = await listen(server)
  const url = `http://127.0.0.1:${port}/behind/a/proxy`
  const asked = { command: 'c.d', requester: 'ana', token: 't', url, pause: async () => undefined }
  try {
    await test(asked, () => received)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const replies =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(status, headers).end(JSON.stringify(body))
const stands = (state: string, final: boolean) =>
  replies(200, { name: 'C-7F3K', state, final, reason: null })

it('requireApproval retries with the same key while the API is unreachable or busy', () =>
  atFaultyServer(
    [
      (request) => void request.socket.destroy(),
      replies(503, { error: 'unavailable', message: 'later' }),
      stands('approval_requested', false),
      replies(502, 'a proxy says'),
      stands('succeeded', true),
    ],
    async (asked, received) => {
      expect(await requireApproval(asked)).toEqual({ state: 'succeeded', name: 'C-7F3K' })
      const seen = received().map(({ method, url }) => `${method} ${url}`)
      const post = 'POST /behind/a/proxy/v1/requests'
      const look = 'GET /behind/a/proxy/v1/requests/C-7F3K'
      expect(seen).toEqual([post, post, post, look, look])
      const keys = received()
        .slice(0, 3)
        .map(({ headers }) => headers['idempotency-key'])
      expect(new Set(keys).size).toBe(1)
    },
  ))

it('requireApproval rejects after 20 failed attempts', () =>
  atFaultyServer([replies(503, {})], async (asked, received) => {
    await expect(requireApproval(asked)).rejects.toMatchObject({ status: 503 })
    expect(received()).toHaveLength(20)
  }))

it.each([
  ['an answer of another shape', replies(200, { ok: true, approved: true })],
  ['an unknown state', replies(200, { name: 'C-7F3K', state: 'approved', final: true, reason: null })],
  ['an answer that is not JSON', (_request: IncomingMessage, response: ServerResponse) => void response.end('yes')],
  ['an error that says succeeded', replies(500, { name: 'C-7F3K', state: 'succeeded', final: true, reason: null })],
])('withApproval does not take %s for an approval', (_what, answer) =>
  atFaultyServer([answer], async (asked) => {
    const runs: unknown[] = []
    await expect(withApproval(asked, (one) => runs.push(one))).rejects.toBeInstanceOf(HttpApiError)
    expect(runs).toEqual([])
  }),
) // biome-ignore format: one case a line

it('an uncertain outcome is reported as such, and is no approval', () =>
  atFaultyServer([stands('uncertain', false)], async (asked) => {
    expect(await requireApproval(asked)).toEqual({ state: 'uncertain', name: 'C-7F3K' })
    await expect(withApproval(asked, () => 1)).rejects.toBeInstanceOf(NotApprovedError)
  }))

it('requireApproval follows no redirect with its token', () =>
  atFaultyServer([stands('succeeded', true)], (elsewhere, received) =>
    atFaultyServer([replies(307, {}, { location: elsewhere.url })], async (asked) => {
      await expect(requireApproval(asked)).rejects.toMatchObject({ status: 307 })
      expect(received()).toEqual([])
    }),
  ))

it('requireApproval ends at once when it is aborted while the API does not answer', () => {
  const control = new AbortController()
  const reason = new Error('enough')
  const silent: Answer = () => control.abort(reason)
  return atFaultyServer([silent], async (asked, received) => {
    const waiting = requireApproval({ ...asked, signal: control.signal })
    await expect(waiting).rejects.toBe(reason)
    expect(received()).toHaveLength(1)
  })
})
