// Waits for the session to be written when stopping, but not for ever.

import { withTimeout } from '../../engine/with-timeout.ts'
import type { SessionStore } from '../../store/session/tables.ts'

/** How long to wait for a disk that does not respond. */
const patienceMs = 2_000

/**
 * Is everything that was changed on disk? If not, nothing that depended on it was sent or
 * acknowledged, so that WhatsApp delivers it again at the next start.
 */
export async function writtenInTime(session: Pick<SessionStore, 'durable'>): Promise<boolean> {
  const written = session.durable().then(
    () => true,
    () => false,
  )
  return (await withTimeout(patienceMs, written)) ?? false
}
