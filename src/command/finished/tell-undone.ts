// Tells whoever asked for or decided about a command that a recovery has undone it.

import { retriedOf } from '../asked/retry.ts'
import { doneCount } from '../asked/undone-by.ts'
import type { Step } from '../changes.ts'
import type { Command, Reason } from '../command.ts'
import { informApprover } from '../display/approver-messages.ts'
import { heading, summary } from '../display/command-lines.ts'
import { commandNamed, type Facts, personOf } from '../facts.ts'
import { phrase } from '../phrase.ts'
import { concernedIds } from '../tell.ts'

/**
 * News of each command that this undo or compensation has undone, to those who do not hear of the
 * recovery itself. `reason`: why it failed; then only the acts that were done count.
 */
export function tellUndone(facts: Facts, recovery: Command, reason?: Reason): Step {
  if (retriedOf(facts, recovery) !== null) return []
  const { acts = [], name: by } = recovery
  const done = reason === undefined ? acts : acts.slice(0, doneCount(recovery, reason) ?? 0)
  const already = concernedIds(recovery)
  return done.flatMap(({ mends }): Step => {
    const undone = commandNamed(facts, mends)
    if (undone === undefined) return []
    // What a retry did was decided about under the name of what it retried.
    const told = retriedOf(facts, undone) ?? undone
    const people = new Set([...concernedIds(undone), ...concernedIds(told)])
    const lines = [...heading(facts, told), summary(told), phrase('undone-by', { by })]
    return [...people]
      .filter((id) => !already.includes(id))
      .flatMap((id) => personOf(facts, id) ?? [])
      .flatMap((person) => informApprover(facts, told, person, 'approval_update', lines))
  })
}
