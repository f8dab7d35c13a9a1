// Why a command was rejected, in one line, both at once and when asked later.

import type { Rule } from '../../policy/decision.ts'
import { frozenUntil, isInForce } from '../../policy/freezes.ts'
import type { Pack } from '../../policy/pack.ts'
import type { Command } from '../command.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { titled } from './titles.ts'

type Rejected = Pick<
  Command,
  'approval' | 'because' | 'name' | 'tenant' | 'safetyClass' | 'reason' | 'binding' | 'updatedAt'
>

export function rejectedLine(pack: Pack | null, command: Rejected): Phrase {
  const reason = command.reason ?? 'impossible'
  if (reason === 'rate_limited') return limitLine(command)
  if (reason === 'frozen') return frozenLine(pack, command)
  if (reason === 'locked_down') return phrase(lockedId(command))
  if (reason === 'policy_missing' && ruleOf(command, 'policy-readable')?.holds === false)
    return phrase('rejected-policy-unreadable')
  if (reason === 'unauthorized') return phrase(unauthorizedId(command), { name: command.name })
  return phrase(`rejected-${reason.replaceAll('_', '-')}`, { name: command.name })
}

/** The same, worded for later: the lockdown or freeze may be over by now. */
export function rejectedLater(pack: Pack | null, command: Rejected): Phrase {
  const line = rejectedLine(pack, command)
  return over.includes(line.id) ? phrase(`${line.id}.then`, line.args) : line
}

const over: readonly string[] = ['rejected-locked-down', 'rejected-locked-part', 'rejected-frozen']

function limitLine(command: Rejected): Phrase {
  const { limit, most = 0, within = 0 } = argsOf(command, 'within-limits')
  const window = { most, within: { span: Number(within) } }
  if (limit === 'tenant_requests')
    return phrase('rejected-rate-limited-tenant', { ...window, tenant: command.tenant })
  if (limit === 'class_requests')
    return phrase('rejected-rate-limited-class', { ...window, class: command.safetyClass })
  return limit === 'open_requests'
    ? phrase('rejected-open-requests', { most })
    : phrase('rejected-rate-limited', window)
}

/** Names the freeze, the end of all that are in force in a row, and the pack that sets them. */
function frozenLine(pack: Pack | null, command: Rejected): Phrase {
  const name = String(argsOf(command, 'not-frozen')['freeze'])
  const { freezes = [] } = pack ?? {}
  const { updatedAt, safetyClass } = command
  const first = freezes.find((one) => one.name === name && isInForce(one, updatedAt))
  // A retry is frozen with what it tries again, which may be of another class.
  const meant = first?.classes.includes(safetyClass) === true ? safetyClass : first?.classes[0]
  const at = meant === undefined ? null : frozenUntil(freezes, meant, updatedAt)
  return phrase('rejected-frozen', {
    until:
      at === null ? phrase('lockdown-open-ended') : phrase('lockdown-until', { at: { time: at } }),
    freeze: titled(pack, 'freezes', name),
    pack: command.binding?.pack ?? '-',
    version: command.binding?.version ?? '-',
  })
}

/**
 * The message for the lockdown at the time of the decision, not now. If nothing was locked then, a
 * lockdown came after the grant.
 */
function lockedId(command: Rejected): string {
  const open = ruleOf(command, 'environment-open')
  if (open?.holds === true) return 'rejected-locked-since'
  const { locked = 'whole' } = open?.args ?? {}
  return locked === 'whole' ? 'rejected-locked-down' : 'rejected-locked-part'
}

/** Says whose rights it was, as far as the record shows. */
function unauthorizedId(command: Rejected): string {
  if (ruleOf(command, 'requester-holds-scope')?.holds === false)
    return 'rejected-requester-unauthorized'
  // Whoever asked and whoever was asked had their rights then.
  return command.approval === null ? 'rejected-unauthorized' : 'rejected-rights-changed'
}

/** The recorded arguments of the rule of this name. */
function argsOf(command: Rejected, name: string): Readonly<Record<string, string | number>> {
  return ruleOf(command, name)?.args ?? {}
}

function ruleOf({ because }: Rejected, name: string): Rule | undefined {
  return because.parts?.find(({ rule }) => rule === name)
}
