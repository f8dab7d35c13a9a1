// Conformance vectors of approvals: who must give them, what tokens do, and when requests end.

import type { Command } from '../../command/command.ts'
import type { SafetyClass } from '../../policy/names.ts'
import { leastApprovers } from '../../policy/profile-floor.ts'
import {
  answer,
  answerText,
  approveByOthers,
  askAndConfirm,
  askFor,
  cardHolders,
  confirm,
  countStarts,
  destructive,
  fail,
  findPerson,
  lockDown,
  makeUnit,
  NotVerified,
  notStarted,
  pass,
  profileOf,
  refreshed,
  requesterOf,
  type Vector,
} from './moves.ts'
import type { Stage } from './stage.ts'

export const approvalVectors: readonly Vector[] = [
  approvalNeeded('S2', async (stage) => {
    await makeUnit(stage, 'approval-s2')
    return askAndConfirm(stage, 'config.delete', { unit: 'approval-s2' })
  }),
  approvalNeeded('S3', async (stage) => {
    await lockDown(stage)
    return askAndConfirm(stage, 'lockdown.off', {})
  }),
  approvalNeeded('R3', async (stage) => {
    const { name } = await makeUnit(stage, 'approval-r3')
    return askAndConfirm(stage, 'command.compensate', { what: name })
  }),
  {
    vector: 'requester-cannot-approve',
    controls: ['HAPF-04'],
    title: 'who asks cannot approve, though holding every right and a token',
    async play(stage) {
      if (profileOf(stage) === 'HAPF-Basic') throw new NotVerified('HAPF-Basic does not ask it.')
      const requester = findPerson(stage, 'to ask with', (one) => one.id === 'of-every-role')
      const command = await destructive(stage, 'self-approval', requester)
      if (stage.token(command.name, requester) !== null) return fail('The requester got a card.')
      const [approver] = cardHolders(stage, command)
      if (approver === undefined) throw new NotVerified('Nobody got a card.')
      await stage.say(requester, await answerText(stage, command, approver))
      const now = await refreshed(stage, command)
      if (now.approval?.votes.length !== 0) return fail('The answer of the requester counted.')
      return notStarted(stage, command, 'by the approval of its requester')
    },
  },
  {
    vector: 'single-use-token',
    controls: ['HAPF-14'],
    title: 'a token that was used does nothing more',
    async play(stage) {
      const command = await destructive(stage, 'single-use')
      const [first] = cardHolders(stage, command)
      if (first === undefined) throw new NotVerified('Nobody got a card.')
      const text = await answerText(stage, command, first)
      await stage.say(first, text)
      await stage.say(first, text)
      const mine = await stage.count('approval.granted', command.name)
      await approveByOthers(stage, command)
      const votes = await stage.count('approval.granted', command.name)
      await stage.say(first, text)
      const more = (await stage.count('approval.granted', command.name)) - votes
      const count = await countStarts(stage, command)
      return mine === 1 && more === 0 && count === 1
        ? pass
        : fail(`${mine} votes of one token, ${more} more after the start, ${count} starts.`)
    },
  },
  {
    vector: 'expiry',
    controls: ['HAPF-19'],
    title: 'a request that nobody answers expires, and a late answer starts nothing',
    async play(stage) {
      const command = await destructive(stage, 'expiry')
      const [approver] = cardHolders(stage, command)
      if (approver === undefined) throw new NotVerified('Nobody got a card.')
      const late = await answerText(stage, command, approver)
      await stage.wait(24 * 3_600_000)
      await stage.say(approver, late)
      if ((await stage.count('approval.expired', command.name)) === 0)
        return fail('No approval.expired is on record after 24 h.')
      return notStarted(stage, command, 'after its expiry')
    },
  },
  {
    vector: 'denial',
    controls: ['HAPF-08', 'HAPF-09'],
    title: 'a denied request ends as rejected, with approval_denied',
    async play(stage) {
      let command = await destructive(stage, 'denial')
      for (const person of cardHolders(stage, command)) {
        if (command.state !== 'approval_requested') break
        command = await answer(stage, command, person, 2)
      }
      if (command.state !== 'rejected' || command.reason !== 'approval_denied')
        return fail(`It stands as ${command.state}, ${command.reason ?? 'without a reason'}.`)
      return notStarted(stage, command, 'though it was denied')
    },
  },
  {
    vector: 'duplicate-replay',
    controls: ['HAPF-13', 'HAPF-15'],
    title: 'a message that is delivered twice asks once, approves once and starts once',
    async play(stage) {
      const requester = requesterOf(stage, 'config.create')
      const slots = { unit: 'replay', owner: 'conformance' }
      const first = await askFor(stage, 'config.create', slots, requester, 'replayed')
      const before = await stage.count('command.proposed')
      await stage.ask(requester, 'config.create', slots, 'replayed')
      if ((await stage.count('command.proposed')) !== before) return fail('It was asked twice.')
      await confirm(stage, first)
      const command = await destructive(stage, 'replay-approval')
      const [approver] = cardHolders(stage, command)
      if (approver === undefined) throw new NotVerified('Nobody got a card.')
      const text = await answerText(stage, command, approver)
      await stage.say(approver, text, 'replayed-answer')
      await stage.say(approver, text, 'replayed-answer')
      if ((await stage.count('approval.granted', command.name)) !== 1)
        return fail('The same answer counted twice.')
      await approveByOthers(stage, command)
      const count = await countStarts(stage, command)
      return count === 1 ? pass : fail(`It started ${count} times.`)
    },
  },
  {
    vector: 'two-distinct-approvers',
    controls: ['HAPF-02', 'HAPF-16'],
    title: 'under HAPF-Operational S3 needs two distinct people',
    async play(stage) {
      if (profileOf(stage) !== 'HAPF-Operational')
        throw new NotVerified(`The profile is ${profileOf(stage)}.`)
      await lockDown(stage)
      const command = await askAndConfirm(stage, 'lockdown.off', {})
      const [first, second] = cardHolders(stage, command)
      if (first === undefined || second === undefined) return fail('Fewer than two were asked.')
      await answer(stage, command, first)
      await answer(stage, command, first)
      if ((await countStarts(stage, command)) > 0) return fail('One person was enough.')
      await approveByOthers(stage, command)
      return (await countStarts(stage, command)) === 1 ? pass : fail('Two people were not enough.')
    },
  },
]

/**
 * A vector for HAPF VI: no command of this class starts without the approval that its profile
 * demands.
 */
function approvalNeeded(safetyClass: SafetyClass, ask: (stage: Stage) => Promise<Command>): Vector {
  return {
    vector: `approval-needed-${safetyClass.toLowerCase()}`,
    controls: ['HAPF-01', 'HAPF-02', 'HAPF-08', 'HAPF-10', 'DESR-09'],
    title: `a confirmed ${safetyClass} waits for its approval, as the profile demands`,
    async play(stage) {
      const profile = profileOf(stage)
      if (leastApprovers[profile][safetyClass] === undefined)
        throw new NotVerified(`${profile} leaves ${safetyClass} to the pack.`)
      const command = await ask(stage)
      if (command.safetyClass !== safetyClass)
        throw new NotVerified(`${command.flow} is ${command.safetyClass} here.`)
      if (command.state !== 'approval_requested')
        return fail(`It went on to ${command.state} without an approval.`)
      return notStarted(stage, command, 'without an approval')
    },
  }
}
