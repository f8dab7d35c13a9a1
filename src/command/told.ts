// Who hears of something: whoever wrote, the requester, those who were asked, admins, everybody.

import { holdsAny, type Person } from '../policy/people.ts'
import { type Step, say } from './changes.ts'
import type { Command } from './command.ts'
import type { MessageEvent } from './event.ts'
import { type Facts, personOf } from './facts.ts'
import type { Phrase } from './phrase.ts'
import { inform } from './shown/approver-messages.ts'
import { type Kind, tell } from './speech.ts'

/** A direct chat is written to as the person's own, whatever identifier it came from. */
export function chatOf(event: MessageEvent): string | null {
  return event.direct ? null : event.chat
}

/** An answer to whoever wrote this message, where it was written; `about`: a command's name. */
export function reply(
  event: MessageEvent,
  sender: Person,
  kind: Kind,
  lines: readonly Phrase[],
  about?: string,
): Step {
  const chat = chatOf(event)
  return [say(tell(sender, kind, lines, about === undefined ? { chat } : { chat, command: about }))]
}

/**
 * Who rests hears of their own request on their return: their number may be somebody else's by now.
 * In a group others read it.
 */
export function hearsLater({ suspended }: Person, { chat }: Command): boolean {
  return suspended !== undefined && chat === null
}

/** Where it was asked. Nothing where the requester is not enrolled any more. */
export function tellRequester(
  facts: Facts,
  command: Command,
  kind: Kind,
  lines: readonly Phrase[],
): Step {
  const requester = personOf(facts, command.requester)
  if (requester === undefined) return []
  if (hearsLater(requester, command)) return inform(facts, command, requester, kind, lines)
  const about = { chat: command.chat, command: command.name }
  return [say(tell(requester, kind, lines, about))]
}

/** Those who were asked, except whoever just answered and the requester. */
export function tellAsked(
  facts: Facts,
  command: Command,
  lines: readonly Phrase[],
  except: readonly string[] = [],
): Step {
  const asked = (command.approval?.asked ?? []).map((ask) => ask.approver)
  return [...new Set(asked)]
    .filter((id) => id !== command.requester && !except.includes(id))
    .flatMap((id) => personOf(facts, id) ?? [])
    .flatMap((person) => inform(facts, command, person, 'approval_update', lines))
}

/**
 * Of one tenant where it is about a person, so that no other tenant hears names of this one; of all
 * where it is about the environment. Who rests hears nothing: their number may be somebody else's.
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

/** Everybody whom a command touches, of one tenant if it is named; not who hears its outcome. */
export function tellOthers(facts: Facts, command: Command, line: Phrase, tenant?: string): Step {
  const told = [command.requester, ...(command.approval?.asked ?? []).map((ask) => ask.approver)]
  return tellActive(facts, [line], (one) => !told.includes(one.id), tenant)
}

/** The same, in the words that each tenant reads. */
export function tellTenants(
  facts: Facts,
  command: Command,
  lineFor: (tenant: string) => Phrase,
): Step {
  const tenants = new Set(facts.people.map((one) => one.tenant))
  return [...tenants].flatMap((tenant) => tellOthers(facts, command, lineFor(tenant), tenant))
}

/** One person, who hears nothing while they rest. */
export function tellAwake(person: Person | undefined, lines: readonly Phrase[]): Step {
  if (person === undefined || person.suspended !== undefined) return []
  return [say(tell(person, 'notice', lines))]
}

/** Everybody of the environment. */
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
    .map((one) => say(tell(one, 'notice', lines)))
}
