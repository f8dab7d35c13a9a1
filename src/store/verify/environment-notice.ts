// Artifacts about the policy and lockdowns, of the environment's own chain; and texts that may be
// damaged.

import { z } from 'zod'

export const noticeSchema = z.strictObject({
  seq: z.int(),
  type: z.string(),
  actor: z.string(),
  time: z.string(),
  policy: z.string().nullable(),
  body: z.string().nullable(),
})

export type Notice = z.output<typeof noticeSchema>

/** Undefined if there is no text, null if it cannot be read. */
export function parsed<Value>(text: string | undefined, read: (text: string) => Value) {
  if (text === undefined) return undefined
  try {
    return read(text)
  } catch {
    return null
  }
}
