// Promotion tickets: what evidence and people read when a unit goes to the next environment.

import type { JsonObject } from '../../evidence/artifact.ts'
import { type Change, commandEvidence, send } from '../changes.ts'
import type { Command } from '../command.ts'
import { type Facts, personOf } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { Ticket } from '../ticket.ts'

/** The ticket as evidence members: its identity and digest, not its text. */
export function ticketBody(ticket: Ticket | undefined): JsonObject {
  if (ticket === undefined) return {}
  const { id, digest, issuer, unit, revision, until } = ticket
  const about = { id, digest, issuer, unit, revision, until: new Date(until).toISOString() }
  return { ticket: about }
}

/** A signed ticket is also evidence as an attestation. */
export function ticketProof(
  facts: Facts,
  command: Command,
  actor: string,
  ticket: Ticket | undefined,
): readonly Change[] {
  return ticket?.signed === undefined
    ? []
    : [commandEvidence(facts, command, 'attestation.issued', actor, ticketBody(ticket))]
}

/** The lines about the ticket in the outcome. */
export function ticketLines(ticket: Ticket | undefined): readonly Phrase[] {
  if (ticket === undefined) return []
  const { unit, revision, until, signed } = ticket
  if (signed === undefined) return [phrase('ticket-used-up', { unit })]
  const args = { unit, revision, environment: signed.to.toUpperCase(), until: { time: until } }
  return [phrase('ticket-next', args)]
}

/** The ticket in a message of its own, so that a phone can copy it whole. */
export function ticketLetter(
  facts: Facts,
  command: Command,
  ticket: Ticket | undefined,
): readonly Change[] {
  const requester = personOf(facts, command.requester)
  if (ticket?.signed === undefined || requester === undefined) return []
  // The number may belong to somebody else by now; the unit can be promoted again.
  if (requester.suspended !== undefined) return []
  const lines = [phrase('ticket-paste', { ticket: { exact: ticket.signed.text } })]
  const about = { chat: command.chat, command: command.name }
  return [send(messageTo(requester, 'answer', lines, about))]
}

/** Keeps a signed ticket for a program to fetch; people have it in their chat. */
export function ticketKept(command: Command, ticket: Ticket | undefined): Partial<Command> {
  return ticket?.signed === undefined || command.door === undefined
    ? {}
    : { ticket: ticket.signed.text }
}
