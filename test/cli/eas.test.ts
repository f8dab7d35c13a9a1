// Export of evidence as EAS: a type that EAS lacks becomes an observation with Aval's type in its
// extension.

import { expect, it } from 'vitest'
import { z } from 'zod'
import { audit } from '../../src/cli/evidence/audit.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { readScript } from '../chats/script.ts'
import { openWorld } from '../world.ts'

const line = z.looseObject({
  type: z.literal('observation.emitted'),
  prev_hash: z.string(),
  hash: z.string(),
  system: z.looseObject({ environment: z.literal('dev') }),
  policy: z.looseObject({ pack: z.string(), profile: z.string() }),
  'x-aval': z.strictObject({ type: z.string(), body: z.looseObject({}).nullable() }),
})

it('HAPF-18: a request, its grant and its effect are EAS observations with x-aval', async () => {
  const { options } = readScript('people ana, beto\n')
  const world = await openWorld({ ...options, seed: 'eas' })
  const say = (from: string, text: string) =>
    world.hear({ id: text, from, chat: from, direct: true, form: 'text', text, backlog: false })
  await say('ana', 'cancel order 42')
  await say('ana', '1')
  const card = world
    .news()
    .flatMap((one) => (one.kind === 'letter' ? [one.letter.token] : []))
    .find((token) => token !== undefined)
  await say('beto', `1 ${card}`)
  await world.close()
  const context = { home: world.home(), environment: 'dev', json: true } as const
  const written = await writtenBy(async () => audit(context, { eas: true }))
  const lines = written.trimEnd().split('\n')
  const found = lines.map((one) => line.parse(JSON.parse(one))['x-aval'])
  const types = found.map((one) => one.type)
  for (const type of ['approval.requested', 'approval.granted', 'command.succeeded'])
    expect(types).toContain(type)
  const granted = found.find((one) => one.type === 'approval.granted')
  expect(granted?.body).toMatchObject({ method: 'token', count: 1, quorum: 'reached' })
  const ofBeto = async (actor: string) =>
    writtenBy(async () => audit(context, { eas: true, actor }))
  expect(await ofBeto('Beto')).toContain('approval.granted')
  expect(await ofBeto('Beto')).toBe(await ofBeto('beto'))
})
