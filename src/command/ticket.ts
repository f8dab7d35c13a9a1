// A promotion ticket that a connector signed or used.

import { z } from 'zod'

/** A ticket that a connector signed or used. */
export const ticketSchema = z.strictObject({
  id: z.string(),
  /** The SHA-256 of its text. */
  digest: z.string(),
  /** `aval/<instance>/<environment>`. */
  issuer: z.string(),
  unit: z.string(),
  /** The unit's revision in the environment that issued the ticket. */
  revision: z.int(),
  /** Epoch milliseconds. */
  until: z.int(),
  /** Only when just signed: the ticket's text, and the environment it is for. */
  signed: z.exactOptional(z.strictObject({ text: z.string(), to: z.string() })),
})

export type Ticket = Readonly<z.infer<typeof ticketSchema>>
