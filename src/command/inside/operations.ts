// Every operation of the connector `aval` that is done in its command's own transaction.

import type { Flow } from '../spec.ts'
import type { Command } from '../command.ts'
import type { Facts } from '../facts.ts'
import { answer, type Inside, type Operation, withTarget } from './inside.ts'
import { lockdownOff, lockdownOn, lockdownStatus, resume } from './lockdown.ts'
import { story, whoCan, whoIsMissing, why } from './questions.ts'
import { withdraw } from './withdraw.ts'

const operations: Readonly<Record<string, Operation>> = {
  'aval.lockdown.on': lockdownOn,
  'aval.lockdown.off': lockdownOff,
  'aval.lockdown.status': lockdownStatus,
  'aval.approvals.resume': resume,
  'aval.command.cancel': withTarget(withdraw),
  'aval.command.show': withTarget((facts, _command, target) => answer(story(facts, target))),
  'aval.command.why': withTarget((_facts, _command, target) => answer(why(target))),
  'aval.command.approvers': withTarget((facts, _command, target) => answer(whoCan(facts, target))),
  'aval.command.missing': withTarget((facts, _command, target) =>
    answer(whoIsMissing(facts, target)),
  ),
}

/** What an own command comes to; null when it asks the store and so is read afterwards. */
export function planInside(facts: Facts, command: Command, flow: Flow): Inside | null {
  return operations[flow.does]?.(facts, command) ?? null
}
