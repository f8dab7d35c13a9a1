// The time of the newest evidence, before which no clock of this environment goes back.

import type { StoreClient } from '../engine/store-client/store-client.ts'

/** When the newest artifact was written, epoch milliseconds; 0 for none. */
export async function newestTime(storeClient: Pick<StoreClient, 'audit'>): Promise<number> {
  const [newest] = await storeClient.audit({ most: 1, newest: true })
  return newest === undefined ? 0 : Date.parse(String(newest.artifact['time']))
}
