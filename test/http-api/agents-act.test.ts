// Where a pack lets agents act, they do so in their own name; commands of the classes that HAPF
// reserves for people wait for them.

import { expect, it } from 'vitest'
import { mismatchOf } from '../../src/command/verify/compare-record.ts'
import { canonical } from '../../src/evidence/canonical.ts'
import { describeTool, toolsOf } from '../../src/transports/http/tools.ts'
import { atDoor, type Doorway, type DoorwayOptions } from './test-environment.ts'

const actsIn = (where: string, more = ''): DoorwayOptions => ({
  http: `
  port: 0
  tokens: { billing: "secret://env/BILLING_TOKEN" }
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`,
  // The rules of the shipped pack stand last in it.
  pack: (text) => `${text}${more}\nagents: { act_in: [${where}] }\n`,
})

const create = { command: 'config.create', slots: { unit: 'trial-1', owner: 'ana' } }

async function askAsAgent(doorway: Doorway, body: object, key: string): Promise<string> {
  const { status, body: answer } = await doorway.ask(body, key, doorway.tokens.ops)
  expect(status).toBe(202)
  return String(answer['name'])
}

const stateOf = async (doorway: Doorway, name: string) =>
  (await doorway.look(name, doorway.tokens.ops)).body['state']

const last = (doorway: Doorway, to: string) =>
  doorway.letters.filter((one) => one.to === to).at(-1)?.text ?? ''

it('an agent that may act is recorded as the one who confirmed, not its owner', () =>
  atDoor(actsIn('dev'), async (doorway) => {
    const name = await askAsAgent(doorway, create, 'a1')
    expect(await stateOf(doorway, name)).toBe('succeeded')
    const [confirmed] = await doorway.evidence('command.confirmed')
    const agent = String(confirmed?.artifact['actor'])
    expect(agent).toMatch(/^agent:claude-code-[0-9a-f]{8}$/)
    expect(confirmed?.body).toMatchObject({ door: 'http', agent, owner: 'ana' })
    expect((await doorway.evidence('command.authorized'))[0]?.body).toMatchObject({ by: agent })
    expect((await doorway.evidence('command.proposed'))[0]?.artifact['actor']).toBe('ana')
    expect((await doorway.evidence('command.previewed'))[0]?.body).toMatchObject({
      risk_class: 'MEDIUM',
      risk_of: ['creation'],
      risk_raised_by: [],
    })
    const reports = await doorway.opened().storeClient.verify()
    expect(reports.flatMap((one) => one.breaks)).toEqual([])
  }))

it('the owner of an agent is told what it did by itself, and why it was allowed to', () =>
  atDoor(actsIn('dev'), async (doorway) => {
    const name = await askAsAgent(doorway, create, 'a1')
    expect(last(doorway, 'ana')).toContain('Done: trial-1 is created.')
    expect(last(doorway, 'ana')).toMatch(/Agent on its own: agent:claude-code-[0-9a-f]{8}/)
    await doorway.hear('ana', `why ${name}`)
    expect(last(doorway, 'ana')).toContain('an agent may do it by itself here')
    expect(last(doorway, 'ana')).toContain('the change risk is medium')
  }))

it('an agent that may act still waits for owner and approver at a class that HAPF reserves', () =>
  atDoor(actsIn('dev'), async (doorway) => {
    await askAsAgent(doorway, create, 'a1')
    const body = { command: 'config.delete', slots: { unit: 'trial-1' } }
    const name = await askAsAgent(doorway, body, 'a2')
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    await doorway.hear('ana', `1 ${name}`)
    expect(await stateOf(doorway, name)).toBe('approval_requested')
  }))

it('an agent only proposes where the pack lets it act in another environment only', () =>
  atDoor(actsIn('test'), async (doorway) => {
    const name = await askAsAgent(doorway, create, 'a1')
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
  }))

it('an agent waits for its owner to name the environment where a rule on risk wants that', () => {
  const rules = '  - { name: medium, when: { risk: [MEDIUM] }, then: { acknowledge: true } }\n'
  return atDoor(actsIn('dev', rules), async (doorway) => {
    const name = await askAsAgent(doorway, create, 'a1')
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    expect(last(doorway, 'ana')).toContain(`1 ${name} DEV - Confirm`)
    await doorway.hear('ana', `1 ${name}`)
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    await doorway.hear('ana', `1 ${name} DEV`)
    expect(await stateOf(doorway, name)).toBe('succeeded')
    const [confirmed] = await doorway.evidence('command.confirmed')
    expect(confirmed?.artifact['actor']).toBe('ana')
  })
})

it('a request of an agent is refused by a rule on risk, and the same request of a person is not', () => {
  const rules = '  - { name: no, when: { risk: [MEDIUM], agent: true }, then: { refuse: true } }\n'
  return atDoor(actsIn('dev', rules), async (doorway) => {
    const { body } = await doorway.ask(create, 'a1', doorway.tokens.ops)
    await doorway.opened().engine.idle()
    expect(await stateOf(doorway, String(body['name']))).toBe('rejected')
    await doorway.hear('ana', 'create config trial-1 for ana')
    await doorway.hear('ana', '1')
    expect(last(doorway, 'ana')).toContain('Done: trial-1 is created.')
  })
})

it('the description of a tool tells the agent whether it is done at once or waits for the owner', () =>
  atDoor(actsIn('dev'), async (doorway) => {
    const { rules, storeClient } = doorway.opened()
    const owner = (await storeClient.people()).find((one) => one.id === 'ana')
    const tools = toolsOf(rules, await storeClient.bound(), owner)
    const described = (name: string) => {
      const flow = tools.get(name)
      return flow === undefined ? '' : describeTool(flow, ({ id }) => id).description
    }
    expect(described('config_create')).toContain('It is done at once')
    expect(described('config_delete')).toContain('Your owner is asked in chat')
  }))

it('a stored command with other risks or another confirmer than its evidence is a mismatch', () =>
  atDoor(actsIn('dev'), async (doorway) => {
    const name = await askAsAgent(doorway, create, 'a1')
    const { storeClient } = doorway.opened()
    const [command] = (await storeClient.commandNamed(name)).commands
    if (command?.preview == null) throw new Error('It was shown.')
    const evidence = (await storeClient.audit({ command: name })).map(
      ({ artifact, body }, seq) => ({
        ...{ seq, isBound: true, policy: canonical(command.binding), body: canonical(body) },
        ...{ type: String(artifact['type']), actor: String(artifact['actor']) },
        time: String(artifact['time']),
      }),
    )
    expect(mismatchOf(command, evidence)).toBeNull()
    const { touches: _touches, ...untouched } = command.preview
    expect(mismatchOf({ ...command, preview: untouched }, evidence)).toMatchObject({
      of: 'its preview',
    })
    const less = [{ name: 'creation', risk: 'LOW' as const, concern: 'lifecycle' as const }]
    expect(
      mismatchOf({ ...command, preview: { ...untouched, touches: less } }, evidence),
    ).toMatchObject({ of: 'its preview' })
    const others = evidence.map((one) =>
      one.type === 'command.confirmed' ? { ...one, actor: 'agent:other-1' } : one,
    )
    expect(mismatchOf(command, others)).toMatchObject({ of: 'who confirmed it' })
  }))
