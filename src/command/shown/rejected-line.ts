// Why a command was rejected, in one line, at once and whenever somebody asks later: a limit that
// others share says that it is theirs too, and a lockdown of a part says that it is one.

import type { Rule } from '../../policy/decide.ts'
import type { Pack } from '../../policy/pack.ts'
import { endOf } from '../../policy/when.ts'
import type { Command } from '../command.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { titled } from './titled.ts'

type Rejected = Pick<
  Command,
  'because' | 'name' | 'tenant' | 'safetyClass' | 'reason' | 'binding' | 'updatedAt'
>

export function rejectedLine(pack: Pack | null, command: Rejected): Phrase {
  const reason = command.reason ?? 'impossible'
  if (reason === 'rate_limited') return limitLine(command)
  if (reason === 'frozen') return frozenLine(pack, command)
  if (reason === 'locked_down') return phrase(lockedId(command))
  return phrase(`rejected-${reason.replaceAll('_', '-')}`, { name: command.name })
}

/** The same for whoever asks later: what held then may be over by now. */
export function rejectedThen(pack: Pack | null, command: Rejected): Phrase {
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

/** Which freeze, until when, and whose it is: a policy pack sets it. */
function frozenLine(pack: Pack | null, command: Rejected): Phrase {
  const name = String(argsOf(command, 'not-frozen')['freeze'])
  const { once, weekly } = pack?.freezes.find((one) => one.name === name) ?? {}
  const weekEnd = weekly === undefined ? null : endOf(weekly, command.updatedAt)
  const at = once === undefined ? weekEnd : Date.parse(once.to)
  return phrase('rejected-frozen', {
    until:
      at === null ? phrase('lockdown-open-ended') : phrase('lockdown-until', { at: { time: at } }),
    freeze: titled(pack, 'freezes', name),
    pack: command.binding?.pack ?? '-',
    version: command.binding?.version ?? '-',
  })
}

/**
 * What was locked then, for the lockdown of now may be another one: the rest went on. Where nothing
 * was when it was decided, one came and went after what was granted.
 */
function lockedId(command: Rejected): string {
  const open = ruleOf(command, 'environment-open')
  if (open?.holds === true) return 'rejected-locked-since'
  const { locked = 'whole' } = open?.args ?? {}
  return locked === 'whole' ? 'rejected-locked-down' : 'rejected-locked-part'
}

/** What the rule that was decided by found. */
function argsOf(command: Rejected, name: string): Readonly<Record<string, string | number>> {
  return ruleOf(command, name)?.args ?? {}
}

function ruleOf({ because }: Rejected, name: string): Rule | undefined {
  return because.parts?.find(({ rule }) => rule === name)
}
