// Ends a started command: done, failed or uncertain; and tells those concerned.

import type { JsonObject } from '../../evidence/artifact.ts'
import type { Person } from '../../policy/people.ts'
import { closing } from '../answered/reject.ts'
import { quotaProof } from '../asked/quota.ts'
import { retryName } from '../asked/recover.ts'
import { listProof, remainingActsHint } from '../asked/remaining-acts.ts'
import { retriedOf, retryFails } from '../asked/retried.ts'
import { add, type Change, type Course, move, prove, say, system } from '../changes.ts'
import type { Command, Reason } from '../command.ts'
import type { Outcome } from '../event.ts'
import { type Facts, personOf } from '../facts.ts'
import { isOwn } from '../flow.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { inform } from '../shown/approver-messages.ts'
import { actedLine } from '../shown/cards.ts'
import { actLines, heading, sandboxLine, summary } from '../shown/command-lines.ts'
import { failureLines } from '../shown/failure-lines.ts'
import type { Picture } from '../shown/picture.ts'
import { grantedLines } from '../shown/progress.ts'
import { type Kind, tell } from '../speech.ts'
import { isDeferredWhileSuspended } from '../told.ts'
import { ticketBody, ticketKept, ticketLetter, ticketLines, ticketProof } from './ticket.ts'

/** The answer of an own operation: its lines, or the flow's standard words if absent. */
export interface InsideOutcome {
  readonly lines?: readonly Phrase[]
  /** Additional members for the evidence of the effect. */
  readonly proof?: JsonObject
}

/** Says whether an agent acted by itself, or who approved. */
function whoLines(facts: Facts, command: Command): readonly Phrase[] {
  return [...actedLine(command), ...grantedLines(facts, command)]
}

/** Ids of the requester and of everybody who was asked, answered or not. */
function toldOf(command: Command): readonly string[] {
  const asked = (command.approval?.asked ?? []).map((ask) => ask.approver)
  return [...new Set([command.requester, ...asked])]
}

function tellOutcome(
  facts: Facts,
  command: Command,
  kind: Kind,
  lines: readonly Phrase[],
  more: { readonly hint?: (person: Person) => readonly Phrase[]; readonly picture?: Picture } = {},
): readonly Change[] {
  if (lines.length === 0) return []
  const about = command.safetyClass === 'S0' ? {} : { command: command.name }
  const picture = more.picture === undefined ? {} : { picture: more.picture }
  const told = toldOf(command)
    .flatMap((id) => personOf(facts, id) ?? [])
    .flatMap((person) => {
      const all = [...lines, ...(more.hint?.(person) ?? [])]
      const isRequesters = person.id === command.requester
      const later = isRequesters && isDeferredWhileSuspended(person, command)
      if (later && command.safetyClass === 'S0') return []
      return isRequesters && !later
        ? say(tell(person, kind, all, { chat: command.chat, ...about, ...picture }))
        : inform(facts, command, person, kind, all, picture)
    })
  return [...told, ...tellRetried(facts, command, kind, lines)]
}

/** Tells a retry's outcome to those who were asked about the command it retried. */
function tellRetried(
  facts: Facts,
  retry: Command,
  kind: Kind,
  lines: readonly Phrase[],
): readonly Change[] {
  const failed = retriedOf(facts, retry)
  if (failed === null) return []
  const already = toldOf(retry)
  const all = [
    ...heading(facts, failed),
    ...lines.slice(heading(facts, retry).length),
    ...grantedLines(facts, failed),
    phrase('retried-by', { name: retry.name }),
  ]
  return toldOf(failed)
    .filter((id) => !already.includes(id))
    .flatMap((id) => personOf(facts, id) ?? [])
    .flatMap((person) => inform(facts, failed, person, kind, all))
}

/** Ends a command whose effect Aval itself made in this transaction. */
export function succeed(facts: Facts, course: Course, outcome: InsideOutcome): Course {
  const done = move(course, 'succeeded', facts.now)
  const { command } = done
  const question = command.safetyClass === 'S0'
  const own = outcome.lines ?? [doneLine(command)]
  const lines =
    question || own.length === 0
      ? own
      : [...heading(facts, command), ...own, ...whoLines(facts, command)]
  return add(
    done,
    ...(question
      ? []
      : [prove(facts, command, 'effect.applied', system, { by: 'aval', ...outcome.proof })]),
    prove(facts, command, 'command.succeeded', system, {}),
    ...closing(command),
    ...tellOutcome(facts, command, question ? 'answer' : 'outcome', lines),
  )
}

function doneLine(command: Command): Phrase {
  const { id, args } = summary(command)
  return phrase('done', { what: phrase(`${id}.done`, args) })
}

/** Ends a command by a connector's outcome, or by a person's word about an uncertain one. */
export function conclude(facts: Facts, course: Course, outcome: Outcome, actor: string): Course {
  switch (outcome.kind) {
    case 'done':
      return done(facts, course, outcome, actor)
    case 'failed': {
      const failed = move(course, 'failed', facts.now, { failure: outcome.reason })
      const { command } = failed
      return add(
        failed,
        ...quotaProof(facts, command, outcome.reason),
        prove(facts, command, 'command.failed', actor, endProof(command, outcome.reason)),
        ...closing(command),
        ...retryFails(facts, command),
        ...tellOutcome(
          facts,
          command,
          'outcome',
          [
            ...heading(facts, command),
            phrase('failed', { what: summary(command) }),
            ...onlyAct(facts, command),
            ...failureLines(outcome.reason),
            ...whoLines(facts, command),
          ],
          { hint: (person) => goOn(facts, command, person) },
        ),
      )
    }
    case 'unknown': {
      if (course.command.state === 'uncertain') return course
      const lost = move(course, 'uncertain', facts.now, { failure: outcome.reason })
      const { command } = lost
      return add(
        lost,
        prove(facts, command, 'command.uncertain', actor, endProof(command, outcome.reason)),
        ...tellOutcome(facts, command, 'outcome', [
          ...heading(facts, command),
          phrase('uncertain', { what: summary(command) }),
          ...onlyAct(facts, command),
          ...failureLines(outcome.reason),
          ...whoLines(facts, command),
          phrase('uncertain-mend'),
          phrase('uncertain-done', { name: command.name }),
          phrase('uncertain-undone', { name: command.name }),
        ]),
      )
    }
  }
}

/** What a retry or undo was about; empty for lists, which name their commands elsewhere. */
function onlyAct(facts: Facts, command: Command): readonly Phrase[] {
  return command.acts?.length === 1 ? actLines(facts, command, '') : []
}

function endProof(command: Command, reason: Reason): JsonObject {
  return { reason: reason.id, ...listProof(command, reason) }
}

/** A hint for the requester on how to retry a certain failure, or to continue a stopped list. */
function goOn(facts: Facts, failed: Command, person: Person): readonly Phrase[] {
  const name = retryName(facts, failed, person)
  return name === null ? remainingActsHint(facts, failed, person) : [phrase('retry-hint', { name })]
}

function done(
  facts: Facts,
  course: Course,
  outcome: Extract<Outcome, { kind: 'done' }>,
  actor: string,
): Course {
  const { ticket } = outcome
  const kept = ticketKept(course.command, ticket)
  const ended = move(course, 'succeeded', facts.now, kept)
  const { command } = ended
  const question = command.safetyClass === 'S0'
  const effect = { verified: outcome.verified === true, ...ticketBody(ticket) }
  const evidence = [
    ...(question ? [] : [prove(facts, command, 'effect.applied', actor, effect)]),
    ...ticketProof(facts, command, actor, ticket),
    ...(command.acts === undefined
      ? []
      : [
          prove(facts, command, 'rollback.executed', actor, {
            acts: command.acts.map(({ does, mends }) => ({ does, mends })),
          }),
        ]),
    prove(facts, command, 'command.succeeded', actor, {}),
  ]
  const lines = question
    ? marked(facts, command, outcome.lines ?? [])
    : [
        ...heading(facts, command),
        doneLine(command),
        // Nobody else looked: whoever reads it is to know whose word it is.
        ...(actor === system ? [] : [phrase('resolved-done')]),
        ...actLines(facts, command, '.done'),
        ...ticketLines(ticket),
        ...whoLines(facts, command),
      ]
  const kind: Kind = question ? 'answer' : 'outcome'
  const picture = outcome.picture === undefined ? {} : { picture: outcome.picture }
  return add(
    ended,
    ...evidence,
    ...closing(command),
    ...tellOutcome(facts, command, kind, lines, picture),
    ...ticketLetter(facts, command, ticket),
  )
}

/** Marks a sandbox twin's answer as not real. */
function marked(facts: Facts, command: Command, lines: readonly Phrase[]): readonly Phrase[] {
  const flow = facts.rules.flows.get(command.flow)
  if (flow === undefined || isOwn(flow)) return lines
  return [...lines.slice(0, 1), ...sandboxLine(facts, command), ...lines.slice(1)]
}
