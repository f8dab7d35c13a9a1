// An agent promotes a unit from dev to test by itself, and no further without people. The
// environments share only a ticket.

import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { withoutTexts } from '../../src/command/deadlines/without-texts.ts'
import { claimsIn } from '../../src/connectors/ticket.ts'
import type { Letter } from '../../src/engine/transport.ts'
import { checkAgainst, issueAttestation } from '../../src/environment/attestation/issue.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { promotionKey } from '../../src/environment/settings/promotions.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import type { Environment } from '../../src/policy/names.ts'
import { atDoor, type Doorway, type DoorwayOptions } from './test-environment.ts'

/** As the tiered pack says it for dev and test. */
const free = `
agents: { act_in: [dev, test], units: { test: { most: 1 } } }
lifetimes: { dev: { agents: 24h, most: 72h }, test: { agents: 7d, most: 30d } }
`

const agentIn = (environment: Environment, settings = ''): DoorwayOptions => ({
  environment,
  settings,
  http: `
  port: 0
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`,
  pack: (text) => `${text}${free}`,
})

/** The settings' line that trusts tickets of the environment `from`. */
function takes({ home }: Doorway, from: Environment): string {
  const { publicKey } = readKeys(join(home, 'data', from))
  return `promotions: { from: ${from}, key: "${promotionKey(publicKey, from)}" }`
}

async function asks(doorway: Doorway, command: string, slots: object) {
  const asked = await doorway.ask({ command, slots }, `${command}-1`, doorway.tokens.ops)
  expect(asked.status).toBe(202)
  return (await doorway.look(asked.body['name'], doorway.tokens.ops)).body
}

const callSchema = z.object({
  result: z.object({
    content: z.array(z.object({ text: z.string() })),
    structuredContent: z.record(z.string(), z.unknown()),
  }),
})

type Answered = Readonly<Record<string, unknown>>

/** A tool's answer to the agent: the state, and its sentence. */
async function tool(doorway: Doorway, name: string, given: object): Promise<Answered> {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: given } }
  const { body } = await doorway.send('/mcp', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${doorway.tokens.ops}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify(call),
  })
  const { content, structuredContent } = callSchema.parse(body).result
  return { ...structuredContent, text: content[0]?.text ?? '' }
}

/** The ticket of a unit that the agent made in dev. */
async function ticketFrom(dev: Doorway): Promise<string> {
  await asks(dev, 'config.create', { unit: 'gate', owner: 'core' })
  const standing = await asks(dev, 'config.hand-on', { unit: 'gate' })
  expect(standing).toMatchObject({ state: 'succeeded', outcome: 'done' })
  return String(standing['ticket'])
}

it('an agent promotes a unit from dev to test by itself, with evidence in both', () =>
  atDoor(agentIn('dev'), async (dev) => {
    const ticket = await ticketFrom(dev)
    expect(claimsIn(ticket)).toMatchObject({ by: 'agent:claude-code', lifetime: true })
    const last = dev.letters.at(-1)
    expect([last?.to, last?.text]).toEqual(['ana', `promote config ${ticket}`])
    const [issued] = await dev.evidence('attestation.issued')
    expect(issued?.artifact).toMatchObject({ tenant: 'dev:acme' })
    const about = { id: claimsIn(ticket)?.jti, digest: sha256(ticket), unit: 'gate', revision: 1 }
    expect(issued?.body).toMatchObject({ ticket: about })
    expect(JSON.stringify(await dev.opened().storeClient.audit({}))).not.toContain(ticket)
    await atDoor(agentIn('test', takes(dev, 'dev')), async (test) => {
      const done = await asks(test, 'config.promote', {
        ticket: `${ticket.slice(0, 40)}\n${ticket.slice(40)}`,
      })
      expect(done).toMatchObject({ state: 'succeeded', ticket: null })
      const applied = (await test.evidence('effect.applied')).at(-1)
      expect(applied?.body).toMatchObject({ ticket: { ...about, issuer: claimsIn(ticket)?.iss } })
      expect(test.letters.at(-1)?.text).toMatch(
        /gate now matches the ticket\.\nAgent on its own: agent:/,
      )
      // It made it, so that it lives for a while here too, and goes no further.
      await test.hear('ana', 'show config gate')
      expect(test.letters.at(-1)?.text).toContain('expires: Mon, Jan 12, 09:00 UTC')
      const kept = await asks(test, 'config.hand-on', { unit: 'gate' })
      expect(kept).toMatchObject({ state: 'rejected', ticket: null })
      await test.hear('ana', 'hand on config gate')
      expect(test.letters.at(-1)?.text).toContain('goes no further than test')
      for (const one of [dev, test]) {
        const reports = await one.opened().storeClient.verify()
        expect(reports.flatMap((report) => report.breaks)).toEqual([])
      }
      expect([...dev.errors, ...test.errors]).toEqual([])
    })
  }))

it('promotion to staging by an agent waits for its owner and approvers', () =>
  atDoor(agentIn('test'), async (test) => {
    await test.hear('ana', 'create config gate for core')
    await test.hear('ana', '1')
    const ticket = String((await asks(test, 'config.hand-on', { unit: 'gate' }))['ticket'])
    await atDoor(agentIn('staging', takes(test, 'test')), async (staging) => {
      const standing = await asks(staging, 'config.promote', { ticket })
      const { name } = standing
      expect(standing).toMatchObject({ state: 'confirmation_requested' })
      expect(staging.letters.at(-1)?.text).toContain('handed on by: agent:claude-code')
      await staging.hear('ana', `1 ${name}`)
      const { body } = await staging.look(name, staging.tokens.ops)
      expect(body).toMatchObject({ state: 'approval_requested' })
      const cards = staging.letters.filter((one) => one.kind === 'approval_request')
      expect(cards.length).toBeGreaterThan(0)
      expect(cards.map((one) => one.to)).not.toContain('ana')
    })
  }))

it('denials of a promotion count for every ticket of the same content', () =>
  atDoor(agentIn('test'), async (test) => {
    await test.hear('ana', 'create config gate for core')
    await test.hear('ana', '1')
    const tickets: string[] = []
    for (let count = 0; count < 3; count += 1) {
      await test.hear('ana', 'hand on config gate')
      await test.hear('ana', '1')
      tickets.push(String(test.letters.at(-1)?.text).replace('promote config ', ''))
    }
    const [first = '', second = '', third = ''] = tickets
    await atDoor(agentIn('staging', takes(test, 'test')), async (staging) => {
      const answerTo = async (ticket: string): Promise<Letter | undefined> => {
        await staging.hear('ana', `promote config ${ticket}`)
        return staging.letters.at(-1)
      }
      for (const ticket of [first, `${first.slice(0, 40)} ${first.slice(40)}`, second]) {
        expect((await answerTo(ticket))?.kind).toBe('preview')
        await staging.hear('ana', '1')
        const card = staging.letters.findLast((one) => one.token !== undefined)
        await staging.hear(String(card?.to), `2 ${card?.token}`)
      }
      for (const ticket of [...tickets, `${third.slice(0, 40)} ${third.slice(40)}`])
        expect((await answerTo(ticket))?.text).toContain('Denied too often lately')
      await test.hear('ana', 'set config gate replicas 2')
      await test.hear('ana', '1')
      await test.hear('ana', 'hand on config gate')
      await test.hear('ana', '1')
      const other = String(test.letters.at(-1)?.text).replace('promote config ', '')
      expect((await answerTo(other))?.kind).toBe('preview')
    })
  }))

it('an agent promotes a unit with the tools of MCP', () =>
  atDoor(agentIn('dev'), async (dev) => {
    await asks(dev, 'config.create', { unit: 'gate', owner: 'core' })
    const first = await tool(dev, 'config_hand-on', { unit: 'gate', request_key: 'once' })
    const standing = await tool(dev, 'proposal_status', { name: first['name'] })
    const ticket = String(standing['ticket'])
    expect(standing).toMatchObject({
      state: 'succeeded',
      text: `${first['name']} is done. Its ticket: ${ticket}`,
    })
    await atDoor(agentIn('test', takes(dev, 'dev')), async (test) => {
      const asked = await tool(test, 'config_promote', { ticket })
      const done = await tool(test, 'proposal_status', { name: asked['name'] })
      expect(done).toMatchObject({ state: 'succeeded', text: `${asked['name']} is done.` })
    })
  }))

it('promotion is refused with a reason and evidence where the settings trust no environment', () =>
  atDoor(agentIn('dev'), async (dev) => {
    const ticket = await ticketFrom(dev)
    await atDoor(agentIn('test'), async (test) => {
      const standing = await asks(test, 'config.promote', { ticket })
      expect(standing).toMatchObject({ state: 'rejected', outcome: 'not_done' })
      await test.hear('ana', `promote config ${ticket}`)
      expect(test.letters.at(-1)?.text).toContain('aval attest --key --env dev')
      expect(await test.evidence('command.rejected')).toHaveLength(2)
    })
  }))

it('a ticket is stored for a program only, and erased with the texts of its command', () =>
  atDoor(agentIn('dev'), async (dev) => {
    const { storeClient } = dev.opened()
    const ticket = await ticketFrom(dev)
    await dev.hear('ana', 'hand on config gate')
    await dev.hear('ana', '1')
    const names = (await dev.evidence('attestation.issued')).map(({ body }) =>
      String(body?.['name']),
    )
    const found = await Promise.all(names.map((name) => storeClient.commandNamed(name)))
    const commands = found.flatMap((one) => one.commands)
    expect(commands.map((one) => one.ticket)).toEqual([ticket, undefined])
    expect(commands.map((one) => withoutTexts(one).ticket)).toEqual([undefined, undefined])
  }))

it(
  'issuing a ticket does not replace the newest attestation',
  () =>
    atDoor(agentIn('dev'), async (dev) => {
      const { home, now } = dev
      const options = { home, environment: 'dev', version: '0.0.0', days: 1, now } as const
      const { text } = await issueAttestation(options)
      await ticketFrom(dev)
      const here = { home, environment: 'dev', version: '0.0.0', now: now() } as const
      expect(await checkAgainst(text, here)).toMatchObject({ verdict: 'VALID' })
    }),
  90_000,
)
