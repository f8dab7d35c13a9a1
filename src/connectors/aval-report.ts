// The report over a length of time: what was requested, the outcomes, and who decided.

import type { Command } from '../command/command.ts'
import { type OutcomeGroup, outcomeGroups, type Picture } from '../command/display/picture.ts'
import { environmentOf, nameOf } from '../command/facts.ts'
import { type Phrase, phrase } from '../command/phrase.ts'
import type { Order } from '../engine/connector.ts'
import type { Person } from '../policy/people.ts'
import { changedLines } from './aval-lists.ts'
import type { AvalParts } from './aval-parts.ts'
import { barsOf } from './report-bars.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const reportMostMs = 366 * dayMs
/** The most commands in one report, newest first; if there are more, the report says so. */
const commandsMost = 5_000
const approversMost = 12

/** The report as lines and as a picture. Queries are left out, because nobody decides them. */
export async function report(
  parts: AvalParts,
  order: Order,
): Promise<{ readonly lines: readonly Phrase[]; readonly picture?: Picture }> {
  const { span } = order.slots
  const until = parts.clock.now()
  const asked = Math.min(reportMostMs, typeof span === 'number' ? span : 7 * dayMs)
  const since = until - Math.max(hourMs, asked)
  const told = await parts.storeClient.commandsSince(since, commandsMost, order.tenant)
  const changed = changedLines(told, order.tenant)
  const commands = told.commands.filter((one) => one.safetyClass !== 'S0')
  const environment = environmentOf(parts)
  const title = phrase('report-title', { environment, span: { span: until - since } })
  if (commands.length === 0) return { lines: [title, phrase('report-none'), ...changed] }
  const { timeline, ...bars } = timelineOf(commands, since, until, parts.rules.timeZone)
  const picture: Picture = {
    ...{ kind: 'report' as const, since, until, ...bars, timeline },
    totals: groupsOf(commands),
    classes: classesOf(commands),
    approvers: approversOf(commands, await parts.storeClient.people()),
  }
  const read = told.commands.length + told.changed.length
  const cut = read === commandsMost ? [phrase('report-cut', { count: commandsMost })] : []
  return { lines: [title, ...linesOf(picture), ...cut, ...changed], picture }
}

function timelineOf(
  commands: readonly Command[],
  since: number,
  until: number,
  timeZone: string,
): Pick<Picture, 'stepMs' | 'starts' | 'timeline'> {
  const { stepMs, starts } = barsOf(since, until, timeZone)
  const timeline = starts.map((from, index) => {
    // Requests at exactly the end belong to the last one.
    const next = starts[index + 1] ?? Number.POSITIVE_INFINITY
    return groupsOf(commands.filter((one) => one.createdAt >= from && one.createdAt < next))
  })
  return { stepMs, starts: [...starts], timeline }
}

type Groups = Record<OutcomeGroup, number>

function groupsOf(commands: readonly Command[]): Groups {
  const groups: Groups = { done: 0, failed: 0, refused: 0, open: 0 }
  for (const one of commands) groups[groupOf(one)] += 1
  return groups
}

/** An uncertain command counts as open: a person must still say what happened. */
function groupOf({ state }: Command): OutcomeGroup {
  if (state === 'succeeded') return 'done'
  if (state === 'failed') return 'failed'
  return state === 'rejected' ? 'refused' : 'open'
}

function classesOf(commands: readonly Command[]): Picture['classes'] {
  const counts = new Map<string, number>()
  for (const { safetyClass } of commands)
    counts.set(safetyClass, (counts.get(safetyClass) ?? 0) + 1)
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

function approversOf(
  commands: readonly Command[],
  people: readonly Person[],
): Picture['approvers'] {
  const counts = new Map<string, { granted: number; denied: number }>()
  for (const { approver, choice } of commands.flatMap((one) => one.approval?.votes ?? [])) {
    const before = counts.get(approver) ?? { granted: 0, denied: 0 }
    if (choice === 'grant') before.granted += 1
    else before.denied += 1
    counts.set(approver, before)
  }
  return [...counts]
    .map(([id, votes]) => ({ name: nameOf({ people }, id), ...votes }))
    .toSorted((one, other) => other.granted + other.denied - one.granted - one.denied)
    .slice(0, approversMost)
}

/** Everything in the picture except the timeline. */
function linesOf({ totals, classes, approvers }: Picture): readonly Phrase[] {
  const count = outcomeGroups.reduce((sum, one) => sum + totals[one], 0)
  return [
    phrase('report-total', { count }),
    phrase('report-outcomes', { ...totals }),
    phrase('report-classes', { each: classes.map((one) => `${one.name} ${one.count}`) }),
    ...approvers.map((one) => phrase('report-approver', { ...one })),
  ]
}
