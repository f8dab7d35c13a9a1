// An agent over the Model Context Protocol, with the protocol's own client: it lists tools,
// proposes and reads.

import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asAgent } from './mcp-client.ts'
import { atDoor, type Doorway, type DoorwayOptions, tokenOf } from './test-environment.ts'

const withAgent: DoorwayOptions = {
  http: `
  port: 0
  tokens: { billing: "secret://env/BILLING_TOKEN" }
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`,
}

async function call(doorway: Doorway, client: Client, name: string, given: object) {
  const answer = await client.callTool({ name, arguments: { ...given } })
  await doorway.opened().engine.idle()
  return answer
}

const standing = (answer: Awaited<ReturnType<typeof call>>) =>
  answer.structuredContent as Record<string, unknown>

it('a tool call proposes, people confirm and approve, and the status tool reports the outcome', () =>
  atDoor(withAgent, (doorway) =>
    asAgent(doorway, async (client) => {
      const given = { order: '42', reason: 'the customer asked', request_key: 'once' }
      const first = standing(await call(doorway, client, 'order_cancel', given))
      const name = String(first['name'])
      const look = async () => standing(await call(doorway, client, 'proposal_status', { name }))
      expect(await look()).toMatchObject({ state: 'confirmation_requested', final: false })
      // The same key is the same proposal.
      const again = standing(await call(doorway, client, 'order_cancel', given))
      expect(again['name']).toBe(name)
      await doorway.hear('ana', `1 ${name}`)
      await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')}`)
      expect(await look()).toMatchObject({ state: 'succeeded', outcome: 'done' })
      expect(doorway.shop.acts()).toBe(1)
      const card = doorway.letters.find((one) => one.kind === 'approval_request')
      expect(card?.text).toMatch(/Proposed by agent:claude-code-[0-9a-f]{8}/)
    }),
  ))

it('the list of tools has what the owner may ask for and agents may propose, and nothing else', () =>
  atDoor(withAgent, (doorway) =>
    asAgent(doorway, async (client) => {
      const { tools } = await client.listTools()
      const names = tools.map((one) => one.name).toSorted()
      const { flows } = doorway.opened().rules
      const left = [...flows.values()].filter((one) => one.agents !== 'never' && one.risk !== 'S0')
      // Ana is a requester: all that is left to agents in the shipped flows is hers to ask.
      const wanted = left.map((one) => one.command.replaceAll('.', '_'))
      expect(names).toEqual([...wanted, 'proposal_status'].toSorted())
      for (const name of ['lockdown_off', 'people_grant', 'delegation_on', 'audit_show'])
        expect(names).not.toContain(name)
      const ajv = new Ajv2020({ strict: true })
      for (const tool of tools) {
        expect(tool.name).toMatch(/^[a-z0-9_-]{1,64}$/)
        expect(tool._meta?.['aval/schema_hash']).toMatch(/^sha256:[0-9a-f]{64}$/)
        expect(ajv.validateSchema(tool.inputSchema)).toBe(true)
      }
    }),
  ))

it('the list of tools leaves out commands that the owner may not ask for, or all while suspended', async () => {
  const http = withAgent.http?.replace('owner: ana', 'owner: beto') ?? ''
  await atDoor({ http }, (doorway) =>
    asAgent(doorway, async (client) => {
      const { tools } = await client.listTools()
      expect(tools.map((one) => one.name)).not.toContain('order_cancel')
    }),
  )
  await atDoor(withAgent, (doorway) =>
    asAgent(doorway, async (client) => {
      const notice = { identifier: '+5511900000001', change: 'key_changed' } as const
      await doorway.opened().engine.notice({ what: 'identity.changed', ...notice })
      const { tools } = await client.listTools()
      expect(tools.map((one) => one.name)).toEqual(['proposal_status'])
    }),
  )
})

it('a call of an unlisted tool is refused and leaves evidence', () =>
  atDoor(withAgent, (doorway) =>
    asAgent(doorway, async (client) => {
      for (const name of ['lockdown_off', 'order.cancel', 'constructor', 'audit_show'])
        await expect(call(doorway, client, name, {})).rejects.toThrow(/no tool of this name/)
      const [denied] = await doorway.evidence('tool.denied')
      expect(denied?.body).toMatchObject({ why: 'unknown_tool' })
      expect(denied?.artifact['actor']).toMatch(/^agent:claude-code-/)
      expect(await doorway.evidence('command.proposed')).toEqual([])
    }),
  ))

it('a tool call with wrong arguments is an error and proposes nothing', () =>
  atDoor(withAgent, (doorway) =>
    asAgent(doorway, async (client) => {
      const wrong = [{}, { order: '42', approve: true }, { order: { id: '42' } }, { order: '' }]
      for (const given of [...wrong, { order: '42', requester: 'eva' }]) {
        const answer = await call(doorway, client, 'order_cancel', given)
        expect(answer.isError, JSON.stringify(given)).toBe(true)
      }
      expect(await doorway.evidence('command.proposed')).toEqual([])
    }),
  ))

it('the status tool refuses a name that is not a text', () =>
  atDoor(withAgent, (doorway) =>
    asAgent(doorway, async (client) => {
      for (const name of [{ toString: 1 }, [['C-7F3K']], 7, null])
        await expect(call(doorway, client, 'proposal_status', { name })).rejects.toThrow(
          'name: such as C-7F3K.',
        )
    }),
  ))

it('the status tool does not show requests of others', () =>
  atDoor(withAgent, async (doorway) => {
    const body = { command: 'order.cancel', slots: { order: '42' }, requester: 'ana' }
    const { body: others } = await doorway.ask(body, 'key-1')
    await asAgent(doorway, async (client) => {
      const answer = await call(doorway, client, 'proposal_status', { name: others['name'] })
      expect(answer.isError).toBe(true)
      expect(JSON.stringify(answer)).not.toContain('approval_requested')
    })
  }))

it('MCP is refused without the token of an agent, and to a page in a browser', () =>
  atDoor(withAgent, async (doorway) => {
    const nothing = async () => undefined
    await expect(asAgent(doorway, nothing, doorway.tokens.billing)).rejects.toThrow(/not_an_agent/)
    await expect(asAgent(doorway, nothing, 'x'.repeat(40))).rejects.toThrow(/bad_token/)
    const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
    const headers = {
      authorization: `Bearer ${doorway.tokens.ops}`,
      'content-type': 'application/json',
    }
    const send = (more: RequestInit) =>
      doorway.send('/mcp', { method: 'POST', headers, body: ping, ...more })
    expect((await send({})).body).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
    expect((await send({ headers: { ...headers, origin: 'https://evil.example' } })).status).toBe(
      403,
    )
    expect(
      (await send({ headers: { ...headers, 'mcp-protocol-version': '1999-01-01' } })).status,
    ).toBe(400)
    const { body: _ping, ...get } = { body: ping, method: 'GET', headers }
    expect((await doorway.send('/mcp', get)).status).toBe(405)
  }))

it('any body gets one JSON-RPC answer, and proposes nothing', () =>
  atDoor(withAgent, async (doorway) => {
    const headers = {
      authorization: `Bearer ${doorway.tokens.ops}`,
      'content-type': 'application/json',
    }
    const odd = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record(
          {
            jsonrpc: fc.constantFrom('2.0', '1.0'),
            id: fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null)),
            method: fc.constantFrom('tools/call', 'initialize', 'tools/list', 'x', '__proto__'),
            params: fc.oneof(
              fc.jsonValue(),
              fc.record({ name: fc.string(), arguments: fc.jsonValue() }),
            ),
          },
          { requiredKeys: ['jsonrpc', 'id', 'method'] },
        )
        .map((one) => JSON.stringify(one)),
    )
    await fc.assert(
      fc.asyncProperty(odd, async (body) => {
        const { status, body: answer } = await doorway.send('/mcp', {
          method: 'POST',
          headers,
          body,
        })
        expect([200, 400]).toContain(status)
        expect(answer).toMatchObject({ jsonrpc: '2.0' })
        expect('result' in answer !== 'error' in answer).toBe(true)
      }),
      { numRuns: 150, examples: [['{"__proto__":null}'], ['{"id":1,"id":2}'], ['"\\ud800"']] },
    )
    expect(await doorway.evidence('command.proposed')).toEqual([])
    expect(doorway.errors).toEqual([])
  }))
