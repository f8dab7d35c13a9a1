// Checks rights that changed without a command.

import type { Change, Rights, RightsRow } from './rights-body.ts'

/**
 * Without a command rights come to rest, and duties back. Rights come back by the command line, or
 * by what their own person shows, and never where an admin put them to rest. Nobody gets another
 * one, but an admin whom the command line makes.
 */
export function faultWithoutCommand(
  { type, actor }: RightsRow,
  { rights = [], method = '', act }: Change,
  known: ReadonlyMap<string, Rights>,
): string | null {
  const isShown = type === 'auth.accepted' && (returning.includes(method) || act === 'restore')
  const more = act === 'admin' ? ['admin'] : []
  const textOf = ({ tenant, roles, grants }: Rights) =>
    JSON.stringify([tenant, roles.filter((role) => !more.includes(role)), grants])
  for (const one of rights) {
    if ('gone' in one) continue
    for (const id of one.people) {
      const before = known.get(id)
      if (before === undefined || textOf(before) !== textOf(one))
        return `it gives ${id} rights, and no command did`
      const isBack = before.rest !== undefined && !('rest' in one)
      if (one.rest === 'by_admin' && before.rest !== 'by_admin')
        return `it puts ${id} to rest as an admin does, and no command did`
      if (isBack && !(isShown && id === actor && before.rest !== 'by_admin'))
        return `it lets ${id} come back from rest, and nothing did`
    }
  }
  return null
}

/** How somebody shows that a phone is theirs. */
const returning: readonly string[] = ['challenge', 'number_shown']
