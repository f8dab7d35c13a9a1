// A suspended person gets no new authenticator app before an admin restores the rights.

import { expect, it } from 'vitest'
import { listPeople } from '../../src/cli/people/people.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { readScript } from '../chats/script.ts'
import { openWorld } from '../world.ts'

it('enrolment of a suspended person is refused, and the active authenticator app stays active', async () => {
  const { options } = readScript('environment prod\npeople ana, beto, dora\nenrolled beto\n')
  const world = await openWorld({ ...options, seed: 'at rest' })
  await world.identity('beto', 'key_changed')
  await expect(world.enrol('beto')).rejects.toThrow(
    /rights of Beto are suspended in prod.*restore rights/,
  )
  await world.close()
  const context = { home: world.home(), environment: 'prod', json: false } as const
  const listed = await writtenBy(async () => listPeople(context))
  expect(listed).toMatch(/^beto .*step-up:active suspended:identity_changed$/m)
})
