// Lists that fit a phone, a line for each thing: what several lines share stands once, above them.

import type { Command } from '../command/command.ts'
import { stateWord } from '../command/inside/inside.ts'
import { type Phrase, phrase } from '../command/phrase.ts'
import { openLine } from '../command/shown/command-lines.ts'
import type { AuditRecord, Told } from '../store/store.ts'

const minuteMs = 60_000
/** Names of changed commands in one answer; the rest is counted. */
const changedMost = 20

/** Commands by where they stand, each state in the place of its first command. */
export function openLines(open: readonly Command[]): readonly Phrase[] {
  const keyOf = (one: Command) => JSON.stringify(sharedState(one))
  return [...new Set(open.map(keyOf))].flatMap((key) => {
    const [first, ...others] = open.filter((one) => keyOf(one) === key)
    if (first === undefined) return []
    const state = others.length === 0 ? stateWord(first) : sharedState(first)
    return [phrase('state-line', { state }), ...[first, ...others].map(openLine)]
  })
}

/** How each of several unclear ones is settled is said by `show`; a list has no room for it. */
function sharedState(one: Command): Phrase {
  return one.state === 'uncertain' ? phrase('state-uncertain') : stateWord(one)
}

/** Of what somebody changed in the file nothing is told but that, and only where it belongs. */
export function changedLines({ changed }: Told, tenant: string): readonly Phrase[] {
  const names = changed.flatMap((one) => (one.tenant === tenant ? [one.name] : []))
  if (names.length === 0) return []
  const [shown, more] = [names.slice(0, changedMost), names.length - changedMost]
  const line = phrase('commands-changed', { names: shown })
  return more > 0 ? [line, phrase('audit-more', { count: more })] : [line]
}

/** Artifacts in their order; the minute, which is all that people read of a time, above its own. */
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

/** Who did what, and to which command where that is not plain. */
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
