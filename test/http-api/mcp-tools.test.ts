// Every tool that an agent is offered: it proposes its own command and no other, takes exactly the
// arguments of its schema, and nothing happens before its owner confirms.

import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { asAgent } from './mcp-client.ts'
import { atDoor, type Doorway, type DoorwayOptions, tokenOf } from './test-environment.ts'

const minute = 60_000

const options: DoorwayOptions = {
  http: `
  port: 0
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`,
  // Room for one request of each kind, and something to ask again and to renew.
  pack: (text) => `${text
    .replace('requests: { most: 10,', 'requests: { most: 90,')
    .replace('open_requests: 5', 'open_requests: 90')
    .replace('    expires: 30m\n', '    expires: 30m\n    when_expired: block\n')}
lifetimes: { dev: { agents: 24h, most: 72h } }
`,
}

async function call(doorway: Doorway, client: Client, name: string, given: object) {
  const { structuredContent, isError } = await client.callTool({ name, arguments: { ...given } })
  await doorway.opened().engine.idle()
  return { isError, name: String(Object(structuredContent)['name']) }
}

/** Ana asks and confirms; resolves with the command's name. */
async function ask(doorway: Doorway, text: string): Promise<string> {
  await doorway.hear('ana', text)
  const name = doorway.letters.findLast((one) => one.kind === 'preview')?.command ?? ''
  await doorway.hear('ana', `1 ${name}`)
  return name
}

async function askAndGrant(doorway: Doorway, text: string): Promise<string> {
  const name = await ask(doorway, text)
  await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')}`)
  return name
}

/** Something for each tool to be about; the arguments of each tool. */
async function furnish(doorway: Doorway): Promise<Readonly<Record<string, object>>> {
  const blocked = await ask(doorway, 'cancel order 1001')
  await doorway.wait(30 * minute)
  const open = await ask(doorway, 'cancel order 1002')
  const done = await askAndGrant(doorway, 'cancel order 7')
  for (const unit of ['web', 'gone']) await ask(doorway, `create config ${unit} for core`)
  await ask(doorway, 'create config trial for core lasting 2h')
  await askAndGrant(doorway, 'delete config gone')
  return {
    'command_ask-again': { command: blocked },
    command_cancel: { command: open },
    command_retry: { command: done },
    command_undo: { command: done },
    config_create: { unit: 'new', owner: 'core' },
    config_delete: { unit: 'web' },
    'config_hand-on': { unit: 'web' },
    config_promote: { ticket: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln' },
    config_renew: { unit: 'trial' },
    config_restore: { unit: 'gone' },
    config_set: { unit: 'web', field: 'replicas', value: '3' },
    order_cancel: { order: '42', reason: 'the customer asked' },
    order_restore: { order: '9' },
  }
}

/** Dev takes no tickets, and only what failed is retried. */
const impossible = ['command_retry', 'config_promote']

it('each tool proposes its own command, which waits for the owner, and changes nothing', () =>
  atDoor(options, async (doorway) => {
    const given = await furnish(doorway)
    await asAgent(doorway, async (client) => {
      const { tools } = await client.listTools()
      const proposing = tools.filter((one) => one.name !== 'proposal_status')
      expect(proposing.map((one) => one.name).toSorted()).toEqual(Object.keys(given))
      const effects = async () => [
        doorway.shop.posts(),
        (await doorway.evidence('effect.applied')).length,
      ]
      const before = await effects()
      for (const { name: tool, title, annotations } of proposing) {
        const { isError, name } = await call(doorway, client, tool, given[tool] ?? {})
        expect(isError, tool).toBe(false)
        const flow = doorway.opened().rules.flows.get(title ?? '')
        expect(flow?.command.replaceAll('.', '_'), tool).toBe(tool)
        expect(annotations?.destructiveHint, tool).toBe(flow?.risk === 'S2')
        const { body } = await doorway.look(name, doorway.tokens.ops)
        expect(body, tool).toMatchObject(
          impossible.includes(tool)
            ? { state: 'rejected', outcome: 'not_done' }
            : { state: 'confirmation_requested', final: false, outcome: null },
        )
        const [allowed] = (await doorway.evidence('tool.allowed')).filter(
          (one) => one.body?.['name'] === name,
        )
        expect(allowed?.body, tool).toMatchObject({ command: title, owner: 'ana' })
        const asked = doorway.letters.findLast((one) => one.command === name)
        const isAsked = asked?.text.includes(`\n1 ${name} - Confirm\n`) === true
        expect([asked?.to, isAsked], tool).toEqual(
          impossible.includes(tool) ? [undefined, false] : ['ana', true],
        )
      }
      expect(await effects()).toEqual(before)
      expect(doorway.errors).toEqual([])
    })
  }))

it('each tool takes exactly the arguments of its schema', () =>
  atDoor(options, async (doorway) => {
    const given = await furnish(doorway)
    const proposals = async () => (await doorway.evidence('command.proposed')).length
    const before = await proposals()
    await asAgent(doorway, async (client) => {
      const ajv = new Ajv2020({ strict: true })
      const { tools } = await client.listTools()
      const proposing = tools.filter((one) => one.name !== 'proposal_status')
      for (const { name, title = '', inputSchema } of proposing) {
        const fits = ajv.compile(inputSchema)
        const sound = given[name] ?? {}
        expect(fits(sound), name).toBe(true)
        const slots = Object.entries(doorway.opened().rules.flows.get(title)?.slots ?? {})
        const required = slots.flatMap(([slot, { optional }]) => (optional ? [] : [slot]))
        expect(required.length, name).toBeGreaterThan(0)
        const lacking = required.map((one) => ({ ...sound, [one]: undefined }))
        for (const wrong of [
          ...lacking,
          { ...sound, requester: 'eva' },
          { ...sound, agent: null },
        ]) {
          const sent: unknown = JSON.parse(JSON.stringify(wrong))
          expect(fits(sent), `${name} ${JSON.stringify(sent)}`).toBe(false)
          const { isError } = await call(doorway, client, name, Object(sent))
          expect(isError, `${name} ${JSON.stringify(sent)}`).toBe(true)
        }
      }
    })
    expect(await proposals()).toBe(before)
  }))

it('where the policy cannot be read, no command is a tool, and a call of one is refused', () =>
  atDoor({ ...options, pack: () => 'pack: [' }, async (doorway) => {
    await asAgent(doorway, async (client) => {
      const { tools } = await client.listTools()
      expect(tools.map((one) => one.name)).toEqual(['proposal_status'])
      await expect(call(doorway, client, 'order_cancel', { order: '42' })).rejects.toThrow(
        /no tool of this name/,
      )
    })
    const denied = await doorway.evidence('tool.denied')
    expect(denied.map(({ body }) => body?.['why'])).toEqual(['unknown_tool'])
    expect(await doorway.evidence('command.proposed')).toEqual([])
    expect(doorway.shop.posts()).toBe(0)
  }))
