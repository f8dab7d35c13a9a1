// Finds the person that was named on the command line in the store.

import { SetUpError } from '../../environment/set-up-error.ts'
import type { StoreAccess } from '../../environment/store-access.ts'
import type { Environment } from '../../policy/names.ts'
import { joinedPhone, type Person } from '../../policy/people.ts'

/** Finds a person by id (in any case) or phone. Throws a sentence if there is none. */
export async function findPerson(
  { storeClient }: Pick<StoreAccess, 'storeClient'>,
  environment: Environment,
  typed: string,
): Promise<Person> {
  const id = typed.toLowerCase()
  const phone = joinedPhone(typed)
  const people = await storeClient.people()
  const person = people.find((one) => one.id === id || one.identifiers.includes(phone))
  if (person === undefined)
    throw new SetUpError(`${typed} is not enrolled in ${environment}; see aval people list.`)
  return person
}
