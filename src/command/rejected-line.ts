// Why a command was rejected, in one line: a limit that others share says that it is theirs too.

import type { Command } from './command.ts'
import { type Phrase, phrase } from './phrase.ts'

type Rejected = Pick<Command, 'because' | 'tenant' | 'safetyClass' | 'reason'>

export function rejectedLine(command: Rejected): Phrase {
  const reason = command.reason ?? 'impossible'
  if (reason !== 'rate_limited') return phrase(`rejected-${reason.replaceAll('_', '-')}`)
  const rule = command.because.parts?.find((one) => one.rule === 'within-limits')
  const { limit, most = 0, within = 0 } = rule?.args ?? {}
  const window = { most, within: { span: Number(within) } }
  if (limit === 'tenant_requests')
    return phrase('rejected-rate-limited-tenant', { ...window, tenant: command.tenant })
  if (limit === 'class_requests')
    return phrase('rejected-rate-limited-class', { ...window, class: command.safetyClass })
  return phrase('rejected-rate-limited')
}
