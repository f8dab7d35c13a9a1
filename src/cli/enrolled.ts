// Finds the person that was named on the command line in the store.

import type { Door } from '../environment/door.ts'
import { SetUpError } from '../environment/settings.ts'
import type { Environment } from '../policy/names.ts'
import { joinedPhone, type Person } from '../policy/people.ts'

/** Finds a person by id (in any case) or phone. Throws a sentence if there is none. */
export async function enrolled(
  { desk }: Pick<Door, 'desk'>,
  environment: Environment,
  typed: string,
): Promise<Person> {
  const id = typed.toLowerCase()
  const phone = joinedPhone(typed)
  const people = await desk.people()
  const person = people.find((one) => one.id === id || one.identifiers.includes(phone))
  if (person === undefined)
    throw new SetUpError(`${typed} is not enrolled in ${environment}; see aval people list.`)
  return person
}
