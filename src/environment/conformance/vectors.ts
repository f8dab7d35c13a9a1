// All conformance vectors: each runs one scenario and returns whether a requirement was met.

import { holds } from '../../policy/people.ts'
import { agentVectors } from './agent-vectors.ts'
import { approvalVectors } from './approval-vectors.ts'
import { evidenceVectors } from './evidence-vectors.ts'
import {
  answer,
  askFor,
  cardHolders,
  confirm,
  destructive,
  fail,
  findPerson,
  lockDown,
  NotVerified,
  notStarted,
  pass,
  profileOf,
  refreshed,
  requesterOf,
  type Vector,
} from './moves.ts'
import { tenantVectors } from './tenant-vectors.ts'

export const vectors: readonly Vector[] = [
  {
    vector: 'policy-bound',
    controls: ['DESR-05'],
    title: 'the environment starts with one readable pack, version and profile on record',
    async play(stage) {
      const { failure } = stage.opened.rules
      if (failure !== null) return fail(`The policy cannot be read: ${failure}.`)
      return (await stage.count('policy.bound')) > 0 ? pass : fail('No policy.bound is on record.')
    },
  },
  {
    vector: 'prod-profile',
    controls: ['DESR-17'],
    title: 'prod runs under HAPF-Operational',
    async play(stage) {
      if (stage.opened.settings.environment !== 'prod')
        throw new NotVerified('This is for prod only.')
      const profile = profileOf(stage)
      return profile === 'HAPF-Operational' ? pass : fail(`prod runs under ${profile}.`)
    },
  },
  {
    vector: 'confirmation-needed',
    controls: ['HAPF-10'],
    title: 'nothing starts before its requester has confirmed the preview',
    async play(stage) {
      if (stage.pack?.confirmation.classes.includes('S1') !== true)
        throw new NotVerified('The pack asks for no confirmation of S1.')
      const slots = { unit: 'unconfirmed', owner: 'conformance' }
      const command = await askFor(stage, 'config.create', slots)
      if (command.state !== 'confirmation_requested')
        return fail(`It went on to ${command.state} unconfirmed.`)
      await stage.wait(24 * 3_600_000)
      return notStarted(stage, command, 'without a confirmation')
    },
  },
  ...approvalVectors,
  {
    vector: 'prod-acknowledged',
    controls: ['DESR-18'],
    title: 'in prod the confirmation of S3 names the environment',
    async play(stage) {
      if (stage.opened.settings.environment !== 'prod')
        throw new NotVerified('This is for prod only.')
      await lockDown(stage)
      const command = await askFor(stage, 'lockdown.off', {})
      await stage.say(requesterOf(stage, 'lockdown.off'), '1')
      const { state } = await refreshed(stage, command)
      return state === 'confirmation_requested' ? pass : fail(`A bare 1 led to ${state}.`)
    },
  },
  {
    vector: 'lockdown-stops',
    controls: ['DESR-20'],
    title: 'in a lockdown nothing starts, though it was approved, and nothing new is taken',
    async play(stage) {
      const command = await destructive(stage, 'lockdown')
      await lockDown(stage)
      for (const person of cardHolders(stage, command)) await answer(stage, command, person)
      const slots = { unit: 'in-lockdown', owner: 'conformance' }
      const fresh = await confirm(stage, await askFor(stage, 'config.create', slots))
      if (fresh.state !== 'rejected') return fail(`A new request stands as ${fresh.state}.`)
      if ((await stage.count('lockdown.on')) === 0) return fail('No lockdown.on is on record.')
      return notStarted(stage, command, 'in a lockdown')
    },
  },
  {
    vector: 'missing-right',
    controls: ['HAPF-05', 'HAPF-10'],
    title: 'who lacks the right is refused',
    async play(stage) {
      const { pack } = stage
      const stranger = findPerson(
        stage,
        'without config.write',
        (one) => pack !== null && !holds(pack, one, 'config.write'),
      )
      const slots = { unit: 'without-right', owner: 'conformance' }
      const command = await confirm(stage, await askFor(stage, 'config.create', slots, stranger))
      if (command.state !== 'rejected' || command.reason !== 'unauthorized')
        return fail(`It stands as ${command.state}, ${command.reason ?? 'without a reason'}.`)
      return notStarted(stage, command, 'without the right')
    },
  },
  ...agentVectors,
  ...evidenceVectors,
  ...tenantVectors,
]
