// Passes on to the transport which people the store has forgotten.

import type { EngineParts } from './engine-parts.ts'
import { errorFields } from './observability/error-fields.ts'

/** Lets the transport forget them; repeated after a crash. */
export async function forwardErasures({ storeClient, transport, log }: EngineParts): Promise<void> {
  const forgotten = await storeClient.forgotten()
  if (forgotten.length === 0) return
  try {
    const rows = (await transport.forget?.(forgotten)) ?? 0
    await storeClient.transportForgot(forgotten)
    log.info({ rows }, 'The transport forgot what it kept of somebody.')
  } catch (error) {
    log.error(errorFields(error), 'The transport did not forget somebody yet; it is asked again.')
  }
}
