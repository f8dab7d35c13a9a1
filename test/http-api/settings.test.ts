// The HTTP API opens only as the settings say, and with tokens that cannot be guessed.

import { expect, it } from 'vitest'
import { secretValues, variablesFor } from '../../src/environment/isolation.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { atDoor, openDoorway } from './test-environment.ts'

const tokens = 'tokens: { billing: "secret://env/BILLING_TOKEN" }'

it.each([
  ['a host other than the loopback', `\n  port: 0\n  host: 0.0.0.0\n  ${tokens}\n`, /http\.host 0\.0\.0\.0.*http\.names/],
  ['no token', '\n  port: 0\n  tokens: {}\n', /http\.tokens.*at least one/],
  ['a token written out', `\n  port: 0\n  tokens: { billing: ${'s'.repeat(40)} }\n`, /http\.tokens\.billing.*must be a reference/],
  ['a token whose variable is missing', '\n  port: 0\n  tokens: { billing: "secret://env/NOT_THERE" }\n', /http\.tokens\.billing.*NOT_THERE cannot be read/],
  ['a short token', '\n  port: 0\n  tokens: { billing: "secret://env/SHORT_TOKEN" }\n', /http\.tokens\.billing.*fewer than 32/],
  ['two programs with one token', '\n  port: 0\n  tokens: { one: "secret://env/OPS_TOKEN", two: "secret://env/OPS_TOKEN" }\n', /http\.tokens\.two is another program/],
  ['people for an unknown token', `\n  port: 0\n  ${tokens}\n  requesters: { nobody: [ana] }\n`, /http\.requesters: nobody/],
  ['an unknown key', `\n  port: 0\n  approve: true\n  ${tokens}\n`, /http\.approve is not known/],
])('the HTTP API does not open with %s, and the refusal names the field', async (_what, http, message) => {
  await expect(openDoorway({ http })).rejects.toThrow(message)
}) // biome-ignore format: one case a line

it('a token written into the settings is not repeated in the refusal', async () => {
  const secret = 'q'.repeat(40)
  const http = `\n  port: 0\n  tokens: { billing: ${secret} }\n`
  const error: unknown = await openDoorway({ http }).catch((reason: unknown) => reason)
  expect(String(error)).not.toContain(secret)
})

it('the HTTP API does not open on a port that is taken', () =>
  atDoor({}, async (doorway) => {
    const port = new URL(doorway.url()).port
    const http = `\n  port: ${port}\n  ${tokens}\n`
    await expect(openDoorway({ http })).rejects.toThrow(`http.port ${port}`)
  }))

it('the tokens are passed to the process of the environment, and its log hides them', () =>
  atDoor({}, async ({ home, tokens: { billing, ops } }) => {
    const settings = readSettings(home, 'dev')
    const all = { BILLING_TOKEN: billing, OPS_TOKEN: ops, SHOP_TOKEN: 'shop-token', OTHER: 'x' }
    const variables = variablesFor(settings, all)
    expect(variables).toEqual({ BILLING_TOKEN: billing, OPS_TOKEN: ops, SHOP_TOKEN: 'shop-token' })
    expect(secretValues(home, settings, variables)).toEqual(['shop-token', billing, ops])
  }))

it('a program may have the name of a property of all objects in JavaScript', () => {
  const http = `\n  port: 0\n  tokens: { constructor: "secret://env/BILLING_TOKEN" }\n`
  return atDoor({ http }, async (doorway) => {
    const asked = { command: 'order.cancel', slots: { order: '42' }, requester: 'ana' }
    expect((await doorway.ask(asked, 'key-1')).status).toBe(202)
  })
})

it('people or an agent named so are compared with the tokens that are there', async () => {
  const people = `\n  port: 0\n  ${tokens}\n  requesters: { constructor: [ana] }\n`
  await expect(openDoorway({ http: people })).rejects.toThrow(/http\.requesters: constructor/)
  const agents = 'agents: { constructor: { token: "secret://env/OPS_TOKEN", owner: ana } }'
  await atDoor({ http: `\n  port: 0\n  ${agents}\n` }, async () => undefined)
})
