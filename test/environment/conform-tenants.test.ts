// The conformance vector about two tenants passes on a correct environment, and fails when
// something of one tenant reaches the other.

import { expect, it } from 'vitest'
import { onStage, type Stage } from '../../src/environment/conformance/stage.ts'
import { tenantVectors } from '../../src/environment/conformance/tenant-vectors.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'

/** Of one environment as it ships, and how many letters our people and the neighbours got. */
async function playVector(
  environment: 'dev' | 'prod',
  change: (stage: Stage) => void = () => undefined,
) {
  const settings = readSettings(shipped, environment)
  const parts = { home: shipped, settings, policy: settings.policy, version: '0.0.0' }
  return onStage(parts, async (stage) => {
    change(stage)
    const [vector] = tenantVectors
    const verdict = await vector?.play(stage)
    const ours = stage.sent().filter((one) => stage.people.some(({ id }) => id === one.to))
    return { verdict, ours: ours.length, theirs: stage.sent().length - ours.length }
  })
}

it.each(['dev', 'prod'] as const)(
  'the tenant vector passes in %s: people of one tenant are told nothing of the other',
  async (environment) => {
    const { verdict, ours, theirs } = await playVector(environment)
    expect(verdict).toEqual({ result: 'PASS' })
    expect(ours).toBeGreaterThan(60)
    expect(theirs).toBeGreaterThan(2)
  },
  120_000,
)

it('the tenant vector fails when messages of the other tenant reach a person', async () => {
  const { verdict } = await playVector('dev', (stage) => {
    const { sent } = stage
    const [one] = stage.people
    Object.assign(stage, {
      sent: () => sent().map((letter) => ({ ...letter, to: one?.id ?? letter.to })),
    })
  })
  expect(verdict).toMatchObject({ result: 'FAIL', reason: expect.stringMatching(/came to ours/) })
})

it('the tenant vector fails when an agent is shown something of the other tenant', async () => {
  const { verdict } = await playVector('dev', (stage) => {
    const { sent } = stage
    const leak = (text: string) => (/agent/i.test(text) ? `${text} canary-of-the-neighbours` : text)
    Object.assign(stage, {
      sent: () => sent().map((letter) => ({ ...letter, text: leak(letter.text) })),
    })
  })
  expect(verdict).toMatchObject({ result: 'FAIL', reason: expect.stringMatching(/^An agent/) })
})
