// The person whom somebody named on the command line, as the store knows them.

import type { Door } from '../environment/door.ts'
import { SetUpError } from '../environment/settings.ts'
import type { Environment } from '../policy/names.ts'
import type { Person } from '../policy/people.ts'

/** By id, in any case. Throws one sentence that names where ids stand, when there is nobody. */
export async function enrolled(
  { desk }: Pick<Door, 'desk'>,
  environment: Environment,
  typed: string,
): Promise<Person> {
  const id = typed.toLowerCase()
  const person = (await desk.people()).find((one) => one.id === id)
  if (person === undefined)
    throw new SetUpError(`${typed} is not enrolled in ${environment}; see aval people list.`)
  return person
}
