// All operations of the connector `aval` that are done in their command's own transaction.

import type { Command } from '../command.ts'
import type { Facts } from '../facts.ts'
import { phrase } from '../phrase.ts'
import type { Flow } from '../spec.ts'
import * as abuse from './abuse.ts'
import * as delegation from './delegation.ts'
import * as emergency from './emergency.ts'
import { lockdownOff, lockdownOn, lockdownStatus, resume } from './lockdown.ts'
import {
  answerWith,
  done,
  type Operation,
  type OperationResult,
  refuse,
  withTarget,
} from './operation.ts'
import { isOwnTenant, lockPart, unlockPart } from './part-lock.ts'
import * as people from './people.ts'
import { bindPolicy } from './policy.ts'
import { story, whoCan, whoIsMissing, why } from './queries.ts'
import { resolve } from './resolve.ts'
import { forget, hold, release, retentionStatus } from './retention.ts'
import { withdraw } from './withdraw.ts'

const operations: Readonly<Record<string, Operation>> = {
  'aval.lockdown.on': lockdownOn,
  'aval.lockdown.off': lockdownOff,
  'aval.lockdown.status': lockdownStatus,
  'aval.lockdown.limit': lockPart,
  'aval.lockdown.lift': unlockPart,
  'aval.approvals.resume': resume,
  'aval.approvals.suspicion': abuse.liftSuspicion,
  'aval.command.cancel': withTarget(withdraw),
  'aval.command.resolve': withTarget(resolve),
  'aval.command.ask_again': withTarget(abuse.askAgain),
  'aval.command.take_back': withTarget(abuse.withdrawGrant),
  'aval.command.allow': withTarget(abuse.allowAgain),
  'aval.policy.bind': bindPolicy,
  'aval.retention.forget': forget,
  'aval.retention.hold': hold,
  'aval.retention.release': release,
  'aval.retention.status': retentionStatus,
  'aval.people.grant': people.grant,
  'aval.people.revoke': people.revoke,
  'aval.people.add_role': people.addRole,
  'aval.people.drop_role': people.dropRole,
  'aval.people.suspend': people.suspend,
  'aval.people.restore': people.restore,
  'aval.people.activate': people.activate,
  'aval.people.enrol': people.enrol,
  'aval.scopes.show': people.scopesOf,
  'aval.delegation.on': delegation.delegate,
  'aval.delegation.off': delegation.endDelegation,
  'aval.emergency.declare': emergency.declare,
  'aval.emergency.end': emergency.end,
  'aval.emergency.review': emergency.review,
  'aval.emergency.status': emergency.emergencyStatus,
  // For a program that only asks for a decision: the effect is the program's own.
  'aval.decision': () => done([]),
  'aval.command.show': withTarget((facts, _command, target) => answerWith(story(facts, target))),
  'aval.command.why': withTarget((facts, _command, target) => answerWith(why(facts, target))),
  'aval.command.approvers': withTarget((facts, _command, target) =>
    answerWith(whoCan(facts, target)),
  ),
  'aval.command.missing': withTarget((facts, _command, target) =>
    answerWith(whoIsMissing(facts, target)),
  ),
}

/** Operations that affect all tenants; people of a sandbox tenant may not use them. */
const ofEnvironment: readonly string[] = [
  'aval.lockdown.on',
  'aval.lockdown.off',
  'aval.approvals.resume',
  'aval.approvals.suspicion',
  'aval.policy.bind',
  'aval.retention.hold',
  'aval.retention.release',
]

/** Would it lock or open a part other than the requester's own tenant? */
function isOfOthers(facts: Facts, command: Command, { does }: Flow): boolean {
  const onParts = does === 'aval.lockdown.limit' || does === 'aval.lockdown.lift'
  return onParts && !isOwnTenant(facts, command)
}

/** Is the tenant a sandbox in an environment that also has real tenants? */
function isBesideReal({ rules }: Facts, tenant: string): boolean {
  const real = [...rules.tenants.values()].some((one) => !one.sandbox)
  return real && rules.tenants.get(tenant)?.sandbox === true
}

/** Runs an own operation; null if it must be read from the store afterwards instead. */
export function planOwnOperation(
  facts: Facts,
  command: Command,
  flow: Flow,
): OperationResult | null {
  const ofAll = ofEnvironment.includes(flow.does) || isOfOthers(facts, command, flow)
  if (ofAll && isBesideReal(facts, command.tenant))
    return refuse('unauthorized', phrase('sandbox-cannot-decide'))
  return operations[flow.does]?.(facts, command) ?? null
}
