// Opens an environment for one command of the command line, and closes it afterwards.

import { type Door, openDoor } from '../environment/door.ts'
import { type Context, versionOf } from './context.ts'

/** `now` returns epoch milliseconds. */
export async function withDoor<Result>(
  { home, environment }: Context,
  now: () => number,
  use: (door: Door) => Promise<Result>,
): Promise<Result> {
  const door = await openDoor({ home, environment, version: versionOf(), now })
  try {
    return await use(door)
  } finally {
    await door.close()
  }
}
