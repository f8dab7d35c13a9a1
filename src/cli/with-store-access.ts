// Opens an environment for one command of the command line, and closes it afterwards.

import { openStoreAccess, type StoreAccess } from '../environment/store-access.ts'
import { type Context, versionOf } from './context.ts'

/** `now` returns epoch milliseconds. */
export async function withStoreAccess<Result>(
  { home, environment }: Context,
  now: () => number,
  use: (access: StoreAccess) => Promise<Result>,
): Promise<Result> {
  const access = await openStoreAccess({ home, environment, version: versionOf(), now })
  try {
    return await use(access)
  } finally {
    await access.close()
  }
}
