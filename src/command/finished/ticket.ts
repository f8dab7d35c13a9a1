// A unit was handed on to the next environment, or came from the one below: what evidence and
// people read of its ticket.

import { z } from 'zod'
import type { JsonObject } from '../../evidence/artifact.ts'
import { type Change, prove, say } from '../changes.ts'
import type { Command } from '../command.ts'
import { type Facts, personOf } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tell } from '../speech.ts'

/** What a connector says of the ticket that it signed, or acted upon. */
export const ticketSchema = z.strictObject({
  id: z.string(),
  /** The SHA-256 of its text. */
  digest: z.string(),
  /** `aval/<instance>/<environment>`. */
  issuer: z.string(),
  unit: z.string(),
  /** In the environment that handed it on. */
  revision: z.int(),
  /** Epoch milliseconds. */
  until: z.int(),
  /** Only where it was just signed: what is carried to `to`, the next environment. */
  signed: z.exactOptional(z.strictObject({ text: z.string(), to: z.string() })),
})
export type Ticket = Readonly<z.infer<typeof ticketSchema>>

/** For evidence of the effect: which ticket, from where, and its digest, but none of its words. */
export function ticketBody(ticket: Ticket | undefined): JsonObject {
  if (ticket === undefined) return {}
  const { id, digest, issuer, unit, revision, until } = ticket
  const about = { id, digest, issuer, unit, revision, until: new Date(until).toISOString() }
  return { ticket: about }
}

/** A ticket that was signed is an attestation of its own. */
export function ticketProof(
  facts: Facts,
  command: Command,
  actor: string,
  ticket: Ticket | undefined,
): readonly Change[] {
  return ticket?.signed === undefined
    ? []
    : [prove(facts, command, 'attestation.issued', actor, ticketBody(ticket))]
}

/** What the outcome says of it. */
export function ticketLines(ticket: Ticket | undefined): readonly Phrase[] {
  if (ticket === undefined) return []
  const { unit, revision, until, signed } = ticket
  if (signed === undefined) return [phrase('ticket-used-up', { unit })]
  const args = { unit, revision, environment: signed.to.toUpperCase(), until: { time: until } }
  return [phrase('ticket-next', args)]
}

/** It stands alone, so that a phone copies it whole, with the words that make use of it. */
export function ticketLetter(
  facts: Facts,
  command: Command,
  ticket: Ticket | undefined,
): readonly Change[] {
  const requester = personOf(facts, command.requester)
  if (ticket?.signed === undefined || requester === undefined) return []
  // Their number may be somebody else's: what is lost with it is handed on again.
  if (requester.suspended !== undefined) return []
  const lines = [phrase('ticket-paste', { ticket: { exact: ticket.signed.text } })]
  const about = { chat: command.chat, command: command.name }
  return [say(tell(requester, 'answer', lines, about))]
}

/** A program asks the door for what it handed on; people have it in their chat. */
export function ticketKept(command: Command, ticket: Ticket | undefined): Partial<Command> {
  return ticket?.signed === undefined || command.door === undefined
    ? {}
    : { ticket: ticket.signed.text }
}
