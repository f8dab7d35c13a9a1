// Time passed: a confirmation or a request expired, or half of its time is over.

import { mayApprove } from '../policy/approval.ts'
import { ask } from './approve.ts'
import { headline, summary } from './cards.ts'
import { add, type Change, type Course, finish, personOf, prove, say, type Step, system } from './changes.ts'
import type { Command } from './command.ts'
import type { Deadline, Facts } from './facts.ts'
import { phrase } from './phrase.ts'
import { reject } from './reject.ts'
import { tell } from './speech.ts'

/** What every deadline that is due comes to, in order; each is over then, whatever it came to. */
export function lapsed(facts: Facts): Step {
  const known = new Map(facts.commands)
  return facts.due.flatMap((deadline) => {
    const over: Change = { kind: 'deadline_over', deadline }
    const command = known.get(deadline.commandId)
    const course = command === undefined ? null : lapse(facts, command, deadline)
    if (course === null) return [over]
    known.set(course.command.id, course.command)
    return [over, ...finish(course)]
  })
}

function lapse(facts: Facts, command: Command, deadline: Deadline): Course | null {
  switch (deadline.what) {
    case 'confirmation':
      return command.state === 'confirmation_requested' ? lapseConfirmation(facts, command) : null
    case 'approval':
      return command.state === 'approval_requested' ? lapseApproval(facts, command) : null
    case 'escalation':
      return command.state === 'approval_requested' ? escalate(facts, command) : null
  }
}

export function lapseConfirmation(facts: Facts, command: Command): Course {
  return reject(facts, { command, changes: [] }, 'confirmation_expired')
}

/** HAPF XIII.A: what expired never executes. */
export function lapseApproval(facts: Facts, command: Command): Course {
  const expired = prove(facts, command, 'approval.expired', system, {
    votes: command.approval?.votes.length ?? 0,
    needed: command.approval?.approvers ?? 0,
  })
  return reject(facts, { command, changes: [expired] }, 'approval_expired')
}

/** HAPF XIII.C: at half time the fallback group is asked too, if it still holds the scope. */
function escalate(facts: Facts, command: Command): Course | null {
  const { approval } = command
  const { pack } = facts.rules
  if (approval === null || pack === null) return null
  const already = new Set(approval.asked.map((one) => one.approver))
  const people = approval.fallback
    .filter((id) => !already.has(id))
    .flatMap((id) => personOf(facts, id) ?? [])
    .filter((one) => mayApprove(pack, approval, one, command))
  if (people.length === 0) return null
  const escalated = add(
    { command, changes: [] },
    prove(facts, command, 'approval.escalated', system, { to: people.map((one) => one.id) }),
  )
  const asked = ask(facts, escalated, people, 'fallback')
  const requester = personOf(facts, command.requester)
  if (requester === undefined) return asked
  const lines = [
    headline(command),
    phrase('escalated', { names: people.map((one) => one.name), what: summary(command) }),
  ]
  return add(
    asked,
    say(tell(requester, 'approval_update', lines, { chat: command.chat, command: command.name })),
  )
}
