// Short lists for a phone: one line per item, with shared information above them.

import type { Command } from '../command/command.ts'
import { tokenNeeded } from '../command/display/cards.ts'
import { openLine } from '../command/display/command-lines.ts'
import { stateWord } from '../command/display/state-word.ts'
import { type Phrase, phrase } from '../command/phrase.ts'
import type { AuditRecord, IntactCommands } from '../store/store.ts'

const minuteMs = 60_000
/** The most changed commands named in one answer; the rest is counted. */
const changedMost = 20

/** Commands grouped by state, in order of first appearance. */
export function openLines(open: readonly Command[]): readonly Phrase[] {
  const keyOf = (one: Command) => JSON.stringify(sharedState(one))
  return [...new Set(open.map(keyOf))].flatMap((key) => {
    const [first, ...others] = open.filter((one) => keyOf(one) === key)
    if (first === undefined) return []
    const state = others.length === 0 ? stateWord(first) : sharedState(first)
    return [phrase('state-line', { state }), ...[first, ...others].map(openLine)]
  })
}

/** The state without the hint that `show` gives for an uncertain command. */
function sharedState(one: Command): Phrase {
  return one.state === 'uncertain' ? phrase('state-uncertain') : stateWord(one)
}

/** The most requests named that wait for the reader's answer. */
const wantedMost = 4

/** Which requests wait for this person's answer, and how to give it; empty for none. */
export function answersWanted(open: readonly Command[], person: string): readonly Phrase[] {
  const wanted = open.filter(({ state, approval }) => {
    const isAsked = approval?.asked.some((one) => one.approver === person && one.waiting !== true)
    const isAnswered = approval?.votes.some((one) => one.approver === person)
    const isOpen = state === 'approval_requested' && approval?.blocked === false
    return isOpen && isAsked === true && isAnswered !== true
  })
  if (wanted.length === 0) return []
  const names = wanted.slice(0, wantedMost).map((one) => one.name)
  const more = wanted.length - names.length
  return [
    phrase('pending-yours', { names: more > 0 ? [...names, `+${more}`] : names }),
    tokenNeeded(wanted.flatMap(({ approval }) => approval ?? [])),
  ]
}

/**
 * Names the commands of this tenant whose records were changed from outside; nothing else about
 * them is shown.
 */
export function changedLines({ changed }: IntactCommands, tenant: string): readonly Phrase[] {
  const names = changed.flatMap((one) => (one.tenant === tenant ? [one.name] : []))
  if (names.length === 0) return []
  const [shown, more] = [names.slice(0, changedMost), names.length - changedMost]
  const line = phrase('commands-changed', { names: shown })
  return more > 0 ? [line, phrase('audit-more', { count: more })] : [line]
}

/** One line per record, with a time line above whenever the minute changes. */
export function recordLines(
  records: readonly AuditRecord[],
  lineOf: (record: AuditRecord) => Phrase,
): readonly Phrase[] {
  return records.flatMap((record, index) => {
    const before = records[index - 1]
    const time = timeOf(record)
    const isSame = before !== undefined && minuteOf(timeOf(before)) === minuteOf(time)
    return [...(isSame ? [] : [phrase('audit-time', { time: { time } })]), lineOf(record)]
  })
}

/** Who did what, with the command's name if known. */
export function auditLine(record: AuditRecord): Phrase {
  const name = record.body?.['name']
  const { id, args } = storyLine(record)
  return typeof name === 'string' ? phrase('audit-line-of', { ...args, name }) : phrase(id, args)
}

export function storyLine({ artifact }: AuditRecord): Phrase {
  const { type, actor } = artifact
  return phrase('audit-line', { type: String(type), actor: String(actor) })
}

function timeOf({ artifact }: AuditRecord): number {
  return Date.parse(String(artifact['time']))
}

function minuteOf(time: number): number {
  return Math.floor(time / minuteMs)
}
