// Agents propose and people decide: a request of an agent waits for its owner.

import { expect, it } from 'vitest'
import { mismatchOf } from '../../src/command/verify/compare-record.ts'
import { canonical } from '../../src/evidence/canonical.ts'
import { atDoor, type Doorway, type DoorwayOptions, tokenOf } from './test-environment.ts'

const withAgent: DoorwayOptions = {
  http: `
  port: 0
  tokens: { billing: "secret://env/BILLING_TOKEN" }
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`,
}

const cancel42 = { command: 'order.cancel', slots: { order: '42' } }
const restore9 = { command: 'order.restore', slots: { order: '9' } }

const propose = (doorway: Doorway, body: object, key: string) =>
  doorway.ask(body, key, doorway.tokens.ops)

async function proposed(doorway: Doorway, body: object = cancel42, key = 'p1'): Promise<string> {
  const { status, body: answer } = await propose(doorway, body, key)
  expect(status).toBe(202)
  return String(answer['name'])
}

const stateOf = async (doorway: Doorway, name: string) =>
  (await doorway.look(name, doorway.tokens.ops)).body['state']

const lettersTo = (doorway: Doorway, to: string) => doorway.letters.filter((one) => one.to === to)
const lastTo = (doorway: Doorway, to: string) => lettersTo(doorway, to).at(-1)?.text ?? ''

it('a proposal of an agent waits for its owner and an approver, and acts once', () =>
  atDoor(withAgent, async (doorway) => {
    const name = await proposed(doorway)
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    expect(lettersTo(doorway, 'beto')).toEqual([])
    const card = lastTo(doorway, 'ana')
    expect(card).toMatch(/Proposed by agent:claude-code-[0-9a-f]{8}\n/)
    expect(card).toContain(`\n1 ${name} - Confirm\n2 ${name} - Abort`)
    await doorway.hear('ana', `1 ${name}`)
    expect(await stateOf(doorway, name)).toBe('approval_requested')
    const asked = lastTo(doorway, 'beto')
    expect(asked).toMatch(/Asked by Ana\nProposed by agent:claude-code-[0-9a-f]{8}\n/)
    await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')}`)
    expect(await stateOf(doorway, name)).toBe('succeeded')
    expect(doorway.shop.acts()).toBe(1)
    const reports = await doorway.opened().storeClient.verify()
    expect(reports.flatMap((one) => one.breaks)).toEqual([])
  }))

it('a proposal of an agent waits for its owner where a program would act at once', () =>
  atDoor(withAgent, async (doorway) => {
    const name = await proposed(doorway, restore9)
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    expect(doorway.shop.posts()).toBe(0)
    await doorway.hear('ana', `1 ${name}`)
    expect(await stateOf(doorway, name)).toBe('succeeded')
    expect(doorway.shop.acts()).toBe(1)
  }))

it('a proposal of an agent waits for its owner even where people need not confirm', () =>
  atDoor(withAgent, async (doorway) => {
    await doorway.hear('ana', 'cancel order 42')
    await doorway.hear('ana', '1')
    const own = doorway.letters.find((one) => one.kind === 'approval_request')?.command ?? ''
    const name = await proposed(doorway, { command: 'command.cancel', slots: { command: own } })
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    expect(lastTo(doorway, 'ana')).toContain(`1 ${name} - Confirm`)
    await doorway.hear('beto', `1 ${tokenOf(doorway, own, 'beto')}`)
    expect(doorway.shop.acts()).toBe(1)
  }))

it('a bare 1 of the owner never confirms a proposal of an agent', () =>
  atDoor(withAgent, async (doorway) => {
    const name = await proposed(doorway, restore9)
    await doorway.hear('ana', '1')
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    expect(lastTo(doorway, 'ana')).toContain('An agent proposed this.')
    expect(lastTo(doorway, 'ana')).toContain(`1 ${name} - Confirm`)
    await doorway.hear('ana', 'cancel order 42')
    await doorway.hear('ana', '1')
    expect(lastTo(doorway, 'beto')).toContain('cancel order 42')
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    expect(doorway.shop.posts()).toBe(0)
  }))

it('a number typed for a menu or a prompt never confirms a proposal of an agent', () =>
  atDoor(withAgent, async (doorway) => {
    const name = await proposed(doorway, restore9)
    await doorway.hear('ana', 'menu')
    await doorway.hear('ana', '1')
    expect(lastTo(doorway, 'ana')).not.toContain(name)
    expect(lastTo(doorway, 'ana')).toContain('What is the new unit called?')
    await doorway.hear('ana', '1')
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
  }))

it('a proposal of an agent is confirmed by its owner only, and aborts or expires without effect', () =>
  atDoor(withAgent, async (doorway) => {
    const name = await proposed(doorway, restore9)
    for (const who of ['beto', 'dora', 'eva']) await doorway.hear(who, `1 ${name}`)
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    await doorway.hear('ana', `2 ${name}`)
    expect(await stateOf(doorway, name)).toBe('rejected')
    const other = await proposed(doorway, restore9, 'p2')
    await doorway.wait(30 * 60_000)
    const { body } = await doorway.look(other, doorway.tokens.ops)
    expect(body).toMatchObject({ state: 'rejected', reason: 'confirmation_expired' })
    expect(doorway.shop.posts()).toBe(0)
  }))

it('an agent may ask for its owner only, and for no command that is reserved for people', () =>
  atDoor(withAgent, async (doorway) => {
    const refusals = [
      [{ ...cancel42, requester: 'eva' }, 'requester_not_allowed'],
      [{ command: 'people.grant', slots: { person: 'ana', scope: 'admin.people' } }, 'people_only'],
      [{ command: 'delegation.on', slots: { person: 'ana' } }, 'people_only'],
      [{ command: 'lockdown.off', slots: {} }, 'people_only'],
      [{ command: 'people.enrol', slots: {} }, 'people_only'],
      [{ command: 'policy.bind', slots: {} }, 'people_only'],
      [{ command: 'audit.show', slots: { span: '24h' } }, 'question'],
      [{ command: 'no.such', slots: {} }, 'unknown_command'],
    ] as const
    for (const [index, [body, error]] of refusals.entries()) {
      const answer = await propose(doorway, body, `no-${index}`)
      expect(answer.body['error']).toBe(error)
    }
    // But that it stands still now nobody is told anything.
    const summaries = doorway.letters.map(
      ({ to, text }) => `${to}: ${text.includes('keeps asking')}`,
    )
    expect(summaries).toEqual(['ana: true', 'dora: true'])
    expect(await doorway.evidence('command.proposed')).toEqual([])
  }))

it('the agent is named to those who ask about its proposal', () =>
  atDoor(withAgent, async (doorway) => {
    const name = await proposed(doorway)
    await doorway.hear('ana', `show ${name}`)
    expect(lastTo(doorway, 'ana')).toMatch(
      /Asked by Ana\nProposed by agent:claude-code-[0-9a-f]{8}\n/,
    )
    await doorway.hear('ana', `why ${name}`)
    expect(lastTo(doorway, 'ana')).toContain('an agent proposed it, so its owner must confirm it')
  }))

it('evidence names the agent for its session, its proposals and its refused requests', () =>
  atDoor(withAgent, async (doorway) => {
    const name = await proposed(doorway)
    await propose(doorway, { command: 'lockdown.off', slots: {} }, 'no-1')
    await doorway.wait(61_000)
    const [came] = await doorway.evidence('auth.accepted')
    const agent = String(came?.artifact['actor'])
    expect(agent).toMatch(/^agent:claude-code-[0-9a-f]{8}$/)
    expect(came?.body).toMatchObject({ owner: 'ana', session: agent })
    const [allowed] = await doorway.evidence('tool.allowed')
    expect(allowed?.artifact).toMatchObject({ actor: agent, trace: { chat: agent } })
    expect(allowed?.body).toMatchObject({ name, command: 'order.cancel', owner: 'ana' })
    const [denied] = await doorway.evidence('tool.denied')
    expect(denied?.artifact['actor']).toBe(agent)
    expect(denied?.body).toMatchObject({ why: 'people_only', count: 1 })
    const [proposal] = await doorway.evidence('command.proposed')
    expect(proposal?.body).toMatchObject({ agent })
  }))

it('a stored proposal without its agent is a mismatch with its evidence', () =>
  atDoor(withAgent, async (doorway) => {
    const name = await proposed(doorway)
    const { storeClient } = doorway.opened()
    const command = (await storeClient.commandNamed(name)).commands[0]
    if (command === undefined) throw new Error('It was proposed.')
    const evidence = (await storeClient.audit({ command: name })).map(
      ({ artifact, body }, seq) => ({
        ...{ seq, isBound: true, policy: canonical(command.binding), body: canonical(body) },
        ...{ type: String(artifact['type']), actor: String(artifact['actor']) },
        time: String(artifact['time']),
      }),
    )
    expect(mismatchOf(command, evidence)).toBeNull()
    const { agent: _agent, ...own } = command
    expect(mismatchOf(own, evidence)).toMatchObject({ of: 'the agent that proposed it' })
  }))

it('an agent uses its own limit of open requests, not that of its owner', () =>
  atDoor(withAgent, async (doorway) => {
    const states: unknown[] = []
    for (let index = 0; index < 8; index += 1) {
      const slots = { order: '42', reason: `reason ${index}` }
      const body = { command: 'order.cancel', slots }
      states.push((await propose(doorway, body, `flood-${index}`)).body['reason'])
    }
    expect(states).toEqual([null, null, null, null, null, ...Array(3).fill('rate_limited')])
    await doorway.hear('ana', 'cancel order 42')
    await doorway.hear('ana', '1')
    expect(lastTo(doorway, 'beto')).toContain('cancel order 42')
  }))

it('an agent does not exceed its limits with commands that people need not confirm', () =>
  atDoor(withAgent, async (doorway) => {
    const states: unknown[] = []
    for (let index = 0; index < 12; index += 1) {
      const body = { command: 'command.cancel', slots: { command: 'C-ZZZZ' } }
      states.push((await propose(doorway, body, `flood-${index}`)).body['reason'])
    }
    expect(states).toEqual([...Array(10).fill('impossible'), ...Array(2).fill('rate_limited')])
  }))

it('refused requests of an agent send no messages to anybody', () =>
  atDoor(withAgent, async (doorway) => {
    for (let index = 0; index < 25; index += 1) {
      const slots = { order: index < 3 ? 'none-such' : '42', reason: `reason ${index}` }
      await propose(doorway, { command: 'order.cancel', slots }, `flood-${index}`)
    }
    const kinds = doorway.letters.map(({ to, kind }) => `${to} ${kind}`)
    expect(kinds).toEqual(Array(5).fill('ana preview'))
    expect((await doorway.evidence('limit.reached')).length).toBeGreaterThan(10)
  }))

it('an agent may make ten requests an hour, however many its owner made', () =>
  atDoor(withAgent, async (doorway) => {
    for (let index = 0; index < 10; index += 1) {
      await doorway.hear('ana', 'cancel order 42')
      await doorway.hear('ana', '2')
    }
    await doorway.hear('ana', 'cancel order 42')
    expect(lastTo(doorway, 'ana')).toContain('Too many requests from you')
    const reasons: unknown[] = []
    for (let index = 0; index < 11; index += 1) {
      const { body } = await propose(doorway, restore9, `often-${index}`)
      reasons.push(body['reason'])
      await doorway.hear('ana', `2 ${body['name']}`)
    }
    expect(reasons).toEqual([...Array(10).fill(null), 'rate_limited'])
  }))

it("a lockdown of one agent stops its requests and proposals, and nobody else's", () =>
  atDoor(withAgent, async (doorway) => {
    const waiting = await proposed(doorway)
    await doorway.hear('ana', `1 ${waiting}`)
    const unconfirmed = await proposed(doorway, restore9, 'p2')
    await doorway.hear('dora', 'lockdown agent claude-code for 2h it went wild')
    await doorway.hear('dora', '1')
    expect(lastTo(doorway, 'beto')).toContain('LOCKDOWN of agent claude-code by Dora')
    const { body } = await propose(doorway, restore9, 'p3')
    expect(body).toMatchObject({ state: 'rejected', reason: 'locked_down' })
    await doorway.hear('ana', `1 ${unconfirmed}`)
    expect(await stateOf(doorway, unconfirmed)).toBe('rejected')
    await doorway.hear('beto', `1 ${tokenOf(doorway, waiting, 'beto')}`)
    expect(await stateOf(doorway, waiting)).toBe('rejected')
    expect(doorway.shop.posts()).toBe(0)
    await doorway.hear('ana', 'restore order 9')
    await doorway.hear('ana', '1')
    expect(doorway.shop.acts()).toBe(1)
    await doorway.wait(2 * 3_600_000)
    const after = await proposed(doorway, cancel42, 'p4')
    expect(await stateOf(doorway, after)).toBe('confirmation_requested')
  }))

it('an agent that keeps asking for reserved commands is locked for a while, and admins are told', () =>
  atDoor(withAgent, async (doorway) => {
    const forbidden = (index: number) =>
      propose(doorway, { command: 'lockdown.off', slots: {} }, `no-${index}`)
    for (let index = 0; index < 4; index += 1) await forbidden(index)
    await doorway.wait(61_000)
    expect(doorway.letters).toEqual([])
    // One more, and those that were only counted are told with it.
    await forbidden(4)
    const notice = 'The agent claude-code keeps asking for what only people may'
    expect(lastTo(doorway, 'ana')).toContain(notice)
    expect(lastTo(doorway, 'dora')).toContain(notice)
    expect(lettersTo(doorway, 'beto')).toEqual([])
    const { body } = await propose(doorway, restore9, 'p1')
    expect(body).toMatchObject({ state: 'rejected', reason: 'locked_down' })
    expect((await doorway.evidence('lockdown.on'))[0]?.body).toMatchObject({
      part: 'agent',
      of: 'claude-code',
    })
    await doorway.hear('dora', 'lockdown status')
    expect(lastTo(doorway, 'dora')).toContain('agent claude-code')
    await doorway.wait(15 * 60_000)
    const after = await proposed(doorway, restore9, 'p2')
    expect(await stateOf(doorway, after)).toBe('confirmation_requested')
    const reports = await doorway.opened().storeClient.verify()
    expect(reports.flatMap((one) => one.breaks)).toEqual([])
  }))

it('a lockdown of an unknown agent is refused with the known ones', () =>
  atDoor(withAgent, async (doorway) => {
    await doorway.hear('dora', 'lockdown agent billing it went wild')
    expect(lastTo(doorway, 'dora')).toContain('Agents: claude-code.')
  }))

it('requests of an agent are refused while its owner is suspended', () =>
  atDoor(withAgent, async (doorway) => {
    const before = await proposed(doorway, restore9)
    const { engine } = doorway.opened()
    await engine.notice({
      what: 'identity.changed',
      identifier: '+5511900000001',
      change: 'key_changed',
    })
    const { body } = await propose(doorway, restore9, 'p2')
    expect(body).toMatchObject({ state: 'rejected', reason: 'unauthorized' })
    await doorway.hear('ana', `1 ${before}`)
    expect(await stateOf(doorway, before)).toBe('confirmation_requested')
    expect(doorway.shop.posts()).toBe(0)
  }))

it('the text of an agent cannot imitate a line of Aval in a card', () =>
  atDoor(withAgent, async (doorway) => {
    const reason = 'approved by Dora\n1 ABCDEF - Approve\u2028Asked by Dora\r\u202e1 DEF234'
    const body = { command: 'order.cancel', slots: { order: '42', reason } }
    const name = await proposed(doorway, body)
    await doorway.hear('ana', `1 ${name}`)
    for (const who of ['ana', 'beto']) {
      const lines = lettersTo(doorway, who).flatMap((one) =>
        one.text.split(/[\n\r\u2028\u2029\u0085]/),
      )
      expect(lines.filter((line) => /^(1 ABCDEF|Asked by Dora|approved by)/.test(line))).toEqual([])
      expect(lines.join('\n')).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    }
    await doorway.hear('beto', '1 ABCDEF')
    expect(await stateOf(doorway, name)).toBe('approval_requested')
    expect(doorway.shop.posts()).toBe(0)
  }))

const agents = 'agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }'

it.each([
  ['an agent without a token', 'agents: { ghost: { owner: ana } }', /http\.agents\.ghost\.token/],
  ['an agent without an owner', agents.replace(', owner: ana', ''), /http\.agents\..*owner/],
  [
    'an agent that is a program, too',
    `${agents}\n  tokens: { claude-code: "secret://env/BILLING_TOKEN" }`,
    /http\.tokens: claude-code is an agent/,
  ],
  [
    'an agent with the token of a program',
    `${agents}\n  tokens: { ops: "secret://env/OPS_TOKEN" }`,
    /http\.agents\.claude-code\.token is another program/,
  ],
  [
    'an agent that asks for others',
    `${agents}\n  requesters: { claude-code: [ana, eva] }`,
    /http\.requesters: claude-code is an agent/,
  ],
])(
  'the settings with %s are refused, with the name of the field',
  async (_what, lines, message) => {
    const http = `\n  port: 0\n  ${lines}\n`
    await expect(atDoor({ http }, async () => undefined)).rejects.toThrow(message)
  },
)

it('an agent needs no program in the settings', () =>
  atDoor({ http: `\n  port: 0\n  ${agents}\n` }, async (doorway) => {
    const name = await proposed(doorway)
    expect(await stateOf(doorway, name)).toBe('confirmation_requested')
    expect((await doorway.ask(cancel42, 'p2')).status).toBe(401)
  }))
