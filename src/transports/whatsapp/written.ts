// Stopping waits for the disk, and not for one that takes nothing.

import { within } from '../../engine/within.ts'
import type { SessionStore } from '../../store/session/tables.ts'

/** A disk that takes nothing for so long is not waited for. */
const patienceMs = 2_000

/**
 * Is everything that was changed on the disk? When not, nothing that depended on it was said or
 * acknowledged: WhatsApp delivers it again at the next start.
 */
export async function isWritten(session: Pick<SessionStore, 'durable'>): Promise<boolean> {
  const written = session.durable().then(
    () => true,
    () => false,
  )
  return (await within(patienceMs, written)) ?? false
}
