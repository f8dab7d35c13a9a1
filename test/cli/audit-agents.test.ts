// `aval audit` beside a running environment: what agents did, commands of high risk, and the public
// key.

import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { readKeys } from '../../src/environment/keys.ts'
import { promotionKey } from '../../src/environment/settings/promotions.ts'
import { atDoor, type Doorway, tokenOf } from '../http-api/test-environment.ts'
import { runHere } from './program.ts'

const http = `
  port: 0
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`

const lineSchema = z.looseObject({ type: z.string(), actor: z.string(), body: z.json() })

async function audit({ home }: Doorway, ...flags: readonly string[]) {
  const asked = ['audit', '--env', 'dev', '--home', home, ...flags]
  const { code, out, error } = await runHere(asked)
  expect([code, error]).toEqual([0, ''])
  const lines = out.split('\n').filter((line) => line !== '')
  return lines.map((line) => lineSchema.parse(JSON.parse(line)))
}

const typesOf = (lines: readonly { readonly type: string }[]) => lines.map((one) => one.type)

it('audit lists what agents did, and commands by their risk', () =>
  atDoor({ http }, async (doorway) => {
    const ask = (command: string, slots: object) =>
      doorway.ask({ command, slots }, command, doorway.tokens.ops)
    const made = await ask('config.create', { unit: 'gate', owner: 'core' })
    await doorway.hear('ana', `1 ${made.body['name']}`)
    await doorway.hear('ana', 'set config gate replicas 3')
    await doorway.hear('ana', '1')
    const { name } = (await ask('config.delete', { unit: 'gate' })).body
    await doorway.hear('ana', `1 ${name}`)
    await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')}`)
    const byAgents = await audit(doorway, '--actor', 'agents', '--since', '2026-01-05')
    expect(typesOf(byAgents)).toEqual(['auth.accepted', 'tool.allowed', 'tool.allowed'])
    expect(byAgents.every((one) => one.actor.startsWith('agent:claude-code-'))).toBe(true)
    const high = await audit(doorway, '--risk', 'high')
    expect(typesOf(high)[0]).toBe('command.proposed')
    expect(high.find((one) => one.type === 'command.proposed')?.body).toMatchObject({ name })
    expect(typesOf(high)).toContain('approval.granted')
    const applied = (risk: string) => audit(doorway, '--risk', risk, '--type', 'effect.applied')
    expect(await applied('HIGH')).toHaveLength(1)
    expect(await applied('MEDIUM')).toHaveLength(1)
    expect(await applied('LOW')).toHaveLength(1)
    const both = await audit(doorway, '--actor', 'agents', '--risk', 'HIGH')
    expect(both.map((one) => one.type)).toEqual(['tool.allowed'])
    expect(both[0]?.body).toMatchObject({ name, command: 'config.delete', owner: 'ana' })
  }))

it('audit refuses an unknown risk and names the known ones', async () => {
  const { code, error } = await runHere(['audit', '--env', 'dev', '--risk', 'S2'])
  expect(code).toBe(2)
  expect(error).toContain('--risk takes LOW, MEDIUM, HIGH.')
})

it('attest --key prints the public key with which the next environment accepts tickets', () =>
  atDoor({ http }, async ({ home }) => {
    const { publicKey } = readKeys(join(home, 'data', 'dev'))
    const key = promotionKey(publicKey, 'dev')
    const asked = ['attest', '--key', '--env', 'dev', '--home', home]
    expect(await runHere(asked)).toEqual({ code: 0, out: `${key}\n`, error: '' })
    const { out } = await runHere([...asked, '--json'])
    expect(JSON.parse(out)).toEqual({ environment: 'dev', key })
    expect(key).toMatch(/^aval\/[0-9a-f]{12}\/dev\+[0-9a-f]{8}\+[\w+/=]{44}$/)
    const both = await runHere([...asked, '--days', '3'])
    expect([both.code, both.error]).toEqual([
      2,
      'aval: Give --key alone: it only prints the key.\n',
    ])
    const missing = await runHere(['attest', '--key', '--env', 'test', '--home', home])
    expect([missing.code, missing.out]).toEqual([1, ''])
    expect(missing.error).toMatch(/checkpoint\.pem is missing; the first start .+ makes it\.$/m)
  }))
