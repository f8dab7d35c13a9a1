// Sends news to the right people: the sender, the requester, the approvers asked, admins,
// everybody.

import { holdsAny, type Person } from '../policy/people.ts'
import { type Step, send } from './changes.ts'
import type { Command } from './command.ts'
import { informApprover } from './display/approver-messages.ts'
import type { MessageEvent } from './event.ts'
import { type Facts, personOf } from './facts.ts'
import { type MessageKind, messageTo } from './message-draft.ts'
import type { Phrase } from './phrase.ts'

/** Where to answer a message: null for the sender's own chat, else the group. */
export function chatOf(event: MessageEvent): string | null {
  return event.direct ? null : event.chat
}

/** An answer to the sender of this message, in the same chat; `about`: a command's public name. */
export function reply(
  event: MessageEvent,
  sender: Person,
  kind: MessageKind,
  lines: readonly Phrase[],
  about?: string,
): Step {
  const chat = chatOf(event)
  return [
    send(messageTo(sender, kind, lines, about === undefined ? { chat } : { chat, command: about })),
  ]
}

/**
 * Must news wait until the requester's suspension ends? Their phone number may belong to somebody
 * else by now. News in a group chat does not wait.
 */
export function isDeferredWhileSuspended({ suspended }: Person, { chat }: Command): boolean {
  return suspended !== undefined && chat === null
}

/** Tells the requester, in the chat where they asked; nothing if they are no longer enrolled. */
export function tellRequester(
  facts: Facts,
  command: Command,
  kind: MessageKind,
  lines: readonly Phrase[],
): Step {
  const requester = personOf(facts, command.requester)
  if (requester === undefined) return []
  if (isDeferredWhileSuspended(requester, command))
    return informApprover(facts, command, requester, kind, lines)
  const about = { chat: command.chat, command: command.name }
  return [send(messageTo(requester, kind, lines, about))]
}

/** Ids of the requester and of everybody who was asked, answered or not. */
export function concernedIds(command: Command): readonly string[] {
  const asked = (command.approval?.asked ?? []).map((ask) => ask.approver)
  return [...new Set([command.requester, ...asked])]
}

/** Tells the approvers who were asked, except the requester and those in `except`. */
export function tellAsked(
  facts: Facts,
  command: Command,
  lines: readonly Phrase[],
  except: readonly string[] = [],
): Step {
  return concernedIds(command)
    .filter((id) => id !== command.requester && !except.includes(id))
    .flatMap((id) => personOf(facts, id) ?? [])
    .flatMap((person) => informApprover(facts, command, person, 'approval_update', lines))
}

/**
 * Tells the admins: of one tenant if the news is about a person, else of all. Suspended people hear
 * nothing: their number may belong to somebody else.
 */
export function tellAdmins(
  facts: Facts,
  except: string,
  lines: Phrase | readonly Phrase[],
  tenant?: string,
): Step {
  const isMeant = (one: Person) => one.roles.includes('admin') && one.id !== except
  return tellActive(facts, [lines].flat(), isMeant, tenant)
}

/** All who may approve something here: one of them may have been turned away. */
export function tellApprovers(facts: Facts, except: string, line: Phrase): Step {
  const { pack } = facts.rules
  if (pack === null) return []
  const scopes = Object.values(pack.approvals).map((one) => one.scope)
  const isMeant = (one: Person) => one.id !== except && holdsAny(pack, one, scopes)
  return tellActive(facts, [line], isMeant)
}

/** The people of a tenant whom a command touches; not who hears its outcome. */
export function tellOthers(facts: Facts, command: Command, line: Phrase, tenant: string): Step {
  const concerned = concernedIds(command)
  return tellActive(facts, [line], (one) => !concerned.includes(one.id), tenant)
}

/** The same, with one line per tenant. */
export function tellTenants(
  facts: Facts,
  command: Command,
  lineFor: (tenant: string) => Phrase,
): Step {
  const tenants = new Set(facts.people.map((one) => one.tenant))
  return [...tenants].flatMap((tenant) => tellOthers(facts, command, lineFor(tenant), tenant))
}

/** Tells one person, unless suspended. */
export function tellActivePerson(person: Person | undefined, lines: readonly Phrase[]): Step {
  if (person === undefined || person.suspended !== undefined) return []
  return [send(messageTo(person, 'notice', lines))]
}

/** Tells everybody in the environment who is not suspended. */
export function tellEverybody(facts: Facts, line: Phrase): Step {
  return tellActive(facts, [line], () => true)
}

function tellActive(
  facts: Facts,
  lines: readonly Phrase[],
  isMeant: (person: Person) => boolean,
  tenant?: string,
): Step {
  return facts.people
    .filter((one) => one.suspended === undefined && isMeant(one))
    .filter((one) => (tenant ?? one.tenant) === one.tenant)
    .map((one) => send(messageTo(one, 'notice', lines)))
}
