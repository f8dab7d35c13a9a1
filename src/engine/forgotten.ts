// What the store forgot of a person is forgotten by the transport as well.

import type { EngineParts } from './engine.ts'
import { errorFields } from './watched/error-fields.ts'

/** Whoever was forgotten here is forgotten by the transport too; after a crash, once more. */
export async function passOnForgotten({ desk, transport, log }: EngineParts): Promise<void> {
  const forgotten = await desk.forgotten()
  if (forgotten.length === 0) return
  try {
    const rows = (await transport.forget?.(forgotten)) ?? 0
    await desk.transportForgot(forgotten)
    log.info({ rows }, 'The transport forgot what it kept of somebody.')
  } catch (error) {
    log.error(errorFields(error), 'The transport did not forget somebody yet; it is asked again.')
  }
}
