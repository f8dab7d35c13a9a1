// `aval people restore` and `people admin`: for when too few admins are left to decide in chat.

import { SetUpError } from '../../environment/set-up-error.ts'
import type { Person } from '../../policy/people.ts'
import type { Context } from '../context.ts'
import { printLines } from '../terminal.ts'
import { withStoreAccess } from '../with-store-access.ts'
import { findPerson } from './find-person.ts'

type Act = 'restore' | 'admin'

/**
 * Takes effect at once; it is recorded as evidence and told to the person and every admin of the
 * tenant. Throws if others can decide it in chat.
 */
export async function rightsByCommandLine(
  context: Context,
  act: Act,
  typed: string,
  now: () => number,
): Promise<number> {
  const { environment, json } = context
  return withStoreAccess(context, now, async (access) => {
    const before = await findPerson(access, environment, typed)
    const { id } = before
    refuseOther(before, act, environment)
    await access.notice({ what: 'rights.alone', act, person: id })
    const after = await findPerson(access, environment, typed)
    if (!isSo(after, act))
      throw new SetUpError(
        `Nothing was done: in ${environment} admins can decide it in chat (${inChat(before, act)}), or it is locked.`,
      )
    const { name, roles } = after
    if (json) printLines(JSON.stringify({ person: id, roles, suspended: null }))
    else
      printLines(
        `${environment.toUpperCase()}: ${doneWith(name, act)} The evidence and every admin say so.`,
      )
    return 0
  })
}

function isSo({ suspended, roles }: Person, act: Act): boolean {
  return suspended === undefined && (act === 'restore' || roles.includes('admin'))
}

/** Throws if it is already so, or if the person's suspension must be ended in another way. */
function refuseOther(person: Person, act: Act, environment: string): void {
  const { id, name, suspended } = person
  if (isSo(person, act)) {
    const so = act === 'restore' ? 'are not suspended' : 'are those of an admin already'
    throw new SetUpError(`The rights of ${name} ${so} in ${environment}.`)
  }
  if (suspended === 'by_admin' || suspended === 'not_proven')
    throw new SetUpError(
      suspended === 'by_admin'
        ? `An admin suspended ${name} in ${environment}; admins restore that in chat: restore rights of ${id}`
        : `${name} has not typed the code of their phone in ${environment}; an admin types: enrol ${id} PHONE`,
    )
  if (act === 'admin' && suspended !== undefined)
    throw new SetUpError(
      `The rights of ${name} are suspended in ${environment}; first: aval people restore ${id} --env ${environment}`,
    )
}

function inChat({ id }: Person, act: Act): string {
  return act === 'restore' ? `restore rights of ${id}` : `make ${id} admin`
}

function doneWith(name: string, act: Act): string {
  return act === 'restore' ? `the rights of ${name} are restored.` : `${name} is an admin now.`
}
