// Ends a started command: done, failed or uncertain; and tells those concerned.

import type { JsonObject } from '../../evidence/artifact.ts'
import type { Person } from '../../policy/people.ts'
import { voidTokensAndDeadlines } from '../answered/reject.ts'
import { quotaProof } from '../asked/quota.ts'
import { retryName } from '../asked/recover.ts'
import { listProof, remainingActsHint } from '../asked/remaining-acts.ts'
import { retryFails } from '../asked/retry.ts'
import { type CommandUpdate, commandEvidence, system, transition, withChanges } from '../changes.ts'
import type { Command, Reason } from '../command.ts'
import { actLines, heading, sandboxLine, summary } from '../display/command-lines.ts'
import { failureLines } from '../display/failure-lines.ts'
import type { Outcome } from '../event.ts'
import type { Facts } from '../facts.ts'
import { isOwn } from '../flow.ts'
import type { MessageKind } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellOutcome, whoLines } from './tell-outcome.ts'
import { tellUndone } from './tell-undone.ts'
import { ticketBody, ticketKept, ticketLetter, ticketLines, ticketProof } from './ticket-news.ts'

/** The answer of an own operation: its lines, or the flow's standard words if absent. */
export interface OperationOutcome {
  readonly lines?: readonly Phrase[]
  /** Additional members for the evidence of the effect. */
  readonly proof?: JsonObject
}

/** Ends a command whose effect Aval itself made in this transaction. */
export function succeed(
  facts: Facts,
  update: CommandUpdate,
  outcome: OperationOutcome,
): CommandUpdate {
  const done = transition(update, 'succeeded', facts.now)
  const { command } = done
  const question = command.safetyClass === 'S0'
  const own = outcome.lines ?? [doneLine(command)]
  const lines =
    question || own.length === 0
      ? own
      : [...heading(facts, command), ...own, ...whoLines(facts, command)]
  const effect = { by: 'aval', ...outcome.proof }
  return withChanges(
    done,
    ...(question ? [] : [commandEvidence(facts, command, 'effect.applied', system, effect)]),
    commandEvidence(facts, command, 'command.succeeded', system, {}),
    ...voidTokensAndDeadlines(command),
    ...tellOutcome(facts, command, question ? 'answer' : 'outcome', lines),
  )
}

function doneLine(command: Command): Phrase {
  const { id, args } = summary(command)
  return phrase('done', { what: phrase(`${id}.done`, args) })
}

/** Ends a command by a connector's outcome, or by a person's word about an uncertain one. */
export function conclude(
  facts: Facts,
  update: CommandUpdate,
  outcome: Outcome,
  actor: string,
): CommandUpdate {
  switch (outcome.kind) {
    case 'done':
      return done(facts, update, outcome, actor)
    case 'failed': {
      const failed = transition(update, 'failed', facts.now, { failure: outcome.reason })
      const { command } = failed
      return withChanges(
        failed,
        ...quotaProof(facts, command, outcome.reason),
        commandEvidence(facts, command, 'command.failed', actor, endProof(command, outcome.reason)),
        ...voidTokensAndDeadlines(command),
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
        ...tellUndone(facts, command, outcome.reason),
      )
    }
    case 'unknown': {
      if (update.command.state === 'uncertain') return update
      const lost = transition(update, 'uncertain', facts.now, { failure: outcome.reason })
      const { command } = lost
      const proof = endProof(command, outcome.reason)
      return withChanges(
        lost,
        commandEvidence(facts, command, 'command.uncertain', actor, proof),
        ...tellOutcome(facts, command, 'outcome', [
          ...heading(facts, command),
          phrase('uncertain', { what: summary(command) }),
          ...onlyAct(facts, command),
          ...failureLines(outcome.reason),
          ...whoLines(facts, command),
          phrase('uncertain-next'),
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
  update: CommandUpdate,
  outcome: Extract<Outcome, { kind: 'done' }>,
  actor: string,
): CommandUpdate {
  const { ticket } = outcome
  const kept = ticketKept(update.command, ticket)
  const ended = transition(update, 'succeeded', facts.now, kept)
  const { command } = ended
  const question = command.safetyClass === 'S0'
  const effect = { verified: outcome.verified === true, ...ticketBody(ticket) }
  const evidence = [
    ...(question ? [] : [commandEvidence(facts, command, 'effect.applied', actor, effect)]),
    ...ticketProof(facts, command, actor, ticket),
    ...(command.acts === undefined
      ? []
      : [
          commandEvidence(facts, command, 'rollback.executed', actor, {
            acts: command.acts.map(({ does, mends }) => ({ does, mends })),
          }),
        ]),
    commandEvidence(facts, command, 'command.succeeded', actor, {}),
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
  const answered: MessageKind = outcome.refused === true ? 'refusal' : 'answer'
  const kind: MessageKind = question ? answered : 'outcome'
  const picture = outcome.picture === undefined ? {} : { picture: outcome.picture }
  return withChanges(
    ended,
    ...evidence,
    ...voidTokensAndDeadlines(command),
    ...tellOutcome(facts, command, kind, lines, picture),
    ...tellUndone(facts, command),
    ...ticketLetter(facts, command, ticket),
  )
}

/** Marks a sandbox twin's answer as not real. */
function marked(facts: Facts, command: Command, lines: readonly Phrase[]): readonly Phrase[] {
  const flow = facts.rules.flows.get(command.flow)
  if (flow === undefined || isOwn(flow)) return lines
  return [...lines.slice(0, 1), ...sandboxLine(facts, command), ...lines.slice(1)]
}
