// The verdict on a pack over a time range: a part of a chain in which nothing is missing.

import { textsOf } from './asked.ts'
import { bindingLines } from './binding.ts'
import { type Around, provedAround } from './circumstances.ts'
import {
  bad,
  checkpointLine,
  definitionLines,
  good,
  keyLines,
  type Line,
  leftLines,
  missing,
  note,
  ownChain,
  placesOf,
  policyLines,
  storedFault,
  timeLines,
} from './claims.ts'
import { decidedLines } from './decided.ts'
import { emergencyIn } from './emergency.ts'
import { gapLines, wayLines } from './lifecycle.ts'
import { byName, effectLines, lockdownLines } from './lockdowns.ts'
import type { Event } from './pack-file.ts'
import { isObject, type JsonObject, parsedOrNull, type Stored } from './pack-file.ts'
import { type Checkpoint, isIncluded, readCheckpoint, readKey } from './proofs.ts'
import {
  type Cut,
  isAfter,
  isBefore,
  isInRange,
  type RangeFile,
  storiesOf,
  typeOf,
} from './range-file.ts'
import { rightLines } from './rights.ts'
import { type Expected, witnessLines } from './witnesses.ts'

export interface Checked {
  readonly lines: readonly Line[]
  readonly events: readonly Event[]
  /** What held around them, of another chain. */
  readonly around: readonly Event[]
  readonly title: string
}

export function checkRange(pack: RangeFile, expected: Expected): Checked {
  const key = readKey(pack.verifierKey)
  const checkpoint = key === null ? null : readCheckpoint(pack.checkpoint, key)
  const chain = [pack.before, ...pack.artifacts, pack.after].filter((one) => one !== null)
  const faults = chain.flatMap((one, index) => faultOf(one, chain[index - 1] ?? null, pack))
  const anchor = anchorLine(pack, chain.at(-1), checkpoint)
  // One broken link leaves everything before it unproved.
  const proved = faults.length === 0 && anchor.state === 'good'
  const events = proved ? pack.artifacts.flatMap(eventOf) : []
  const around = provedAround(pack, key)
  return {
    lines: [
      ...keyLines(pack, key, expected.key),
      checkpointLine(pack, checkpoint),
      ...witnessLines(pack.checkpoint, checkpoint, key, expected.witnesses, events),
      anchor,
      ...faults,
      ...around.lines,
      ...(proved ? [linkLine(pack), ...edgeLines(pack, checkpoint), ...bodyLines(pack)] : []),
      ...timeLines(events),
      ...(proved ? cutLines(pack, events, around) : []),
      ...policyLines(pack, events),
      ...definitionLines(pack, events),
    ],
    events,
    around: around.events,
    title: `${pack.from ?? 'the beginning'} to ${pack.to ?? 'now'}: ${pack.tenant} in ${pack.environment}`,
  }
}

function sealedOf(one: Stored): JsonObject {
  const sealed = parsedOrNull(one.bytes)
  return isObject(sealed) ? sealed : {}
}

function eventOf(one: Stored): Event {
  const body = one.body === null ? null : parsedOrNull(one.body.bytes)
  return { seq: one.seq, sealed: sealedOf(one), body: isObject(body) ? body : null }
}

/** The first fault of one artifact, or between it and the one before. */
function faultOf(one: Stored, previous: Stored | null, pack: RangeFile): readonly Line[] {
  const sealed = sealedOf(one)
  const fault = (text: string) => [bad(`Artifact ${one.seq} ${text}.`)]
  const own = storedFault(one, sealed, pack)
  if (own !== null) return fault(own)
  if (previous === null) return []
  if (one.seq !== previous.seq + 1) return fault(`does not follow ${previous.seq}: a gap`)
  return sealed['prev_hash'] === previous.hash
    ? []
    : fault('does not follow from the one before it')
}

/** Artifacts are linked by hash, so the inclusion proof of the last one covers all. */
function anchorLine(
  pack: RangeFile,
  last: Stored | undefined,
  checkpoint: Checkpoint | null,
): Line {
  if (last === undefined || pack.artifacts.length === 0) return bad('The pack holds no artifact.')
  if (checkpoint === null) return bad('There is no signed checkpoint for the artifacts to be in.')
  return isIncluded(last.hash, last.seq - 1, pack.proof, checkpoint)
    ? good(`Artifact ${last.seq}, the last one here, is proved to be in the checkpoint.`)
    : bad(`Artifact ${last.seq}, the last one here, is not proved to be in the checkpoint.`)
}

function linkLine({ artifacts }: RangeFile): Line {
  const [first, last] = [artifacts[0]?.seq, artifacts.at(-1)?.seq]
  return good(`Artifacts ${first} to ${last} are proved: each follows from the one before, no gap.`)
}

/** Whether the range is complete: the neighbours lie outside of it, or the chain ends there. */
function edgeLines(pack: RangeFile, checkpoint: Checkpoint | null): readonly Line[] {
  const { before, artifacts, after } = pack
  const lines: Line[] = []
  const within = (one: Stored) => isInRange(timeOf(one), pack)
  if (before === null && artifacts[0]?.seq !== 1)
    lines.push(bad('What comes before the first artifact is missing.'))
  if (after === null && artifacts.at(-1)?.seq !== checkpoint?.size)
    lines.push(bad('What comes after the last artifact is missing.'))
  for (const one of [before, after])
    if (one !== null && within(one))
      lines.push(bad(`Artifact ${one.seq} lies in the range, and its body was left out.`))
  const outside = [
    ...[before].filter((one) => one !== null && isAfter(timeOf(one), pack)),
    ...artifacts.filter((one) => !within(one)),
    // Behind a neighbour that is too early, more of the range may follow.
    ...[after].filter((one) => one !== null && isBefore(timeOf(one), pack)),
  ].flatMap((one) => one?.seq ?? [])
  if (outside.length > 0)
    lines.push(note(`The clock went back: ${placesOf(outside)} bear a time outside of the range.`))
  else if (lines.length === 0) lines.push(good('Nothing of the range was left out at its edges.'))
  if (after === null && lines.every((one) => !isBad(one)))
    lines.push(
      note(`The checkpoint ends with artifact ${checkpoint?.size}: it knows of none later.`),
    )
  return lines
}

const timeOf = (one: Stored) => sealedOf(one)['time']

function bodyLines({ artifacts }: RangeFile): readonly Line[] {
  const absent = artifacts.filter((one) => one.body === null).map((one) => one.seq)
  if (absent.length === 0) return [good('Every body is here, and is the one that was sealed.')]
  return [missing(`These bodies were erased or left out: ${placesOf(absent)}.`)]
}

const isBad = ({ state }: Line): boolean => state === 'bad'

const lastTypes = ['command.succeeded', 'command.failed', 'command.rejected']

/** Commands that are only partly in the pack: what the pack says must match the artifacts. */
function cutLines(pack: RangeFile, events: readonly Event[], { own }: Around): readonly Line[] {
  const stories = storiesOf(events)
  const said = new Map(pack.cut.map((one) => [one.id, one]))
  const told = pack.cut.map((one) => cutLine(one, pack, stories.get(one.id) ?? []))
  const texts = textsOf(pack)
  const absent = new Set<string>()
  const around = { own, emergency: emergencyIn(events, pack.before === null) }
  const names = byName(events)
  // Of the environment's own chain this is a part in which nothing is missing.
  const isOwn = pack.tenant === ownChain
  const locked = lockdownLines(isOwn ? events : (own ?? []), !isOwn || pack.before === null, names)
  const silent = [...stories].flatMap(([id, story]) => {
    if (id === null) return []
    const all = story.map(({ sealed }) => typeOf(sealed))
    const begins = all[0] === 'command.proposed'
    if (!begins && said.get(id)?.before !== true)
      return [bad(`The command ${id} begins before the range, and the pack does not say so.`)]
    const lines = begins ? [...wayLines(story), ...bindingLines(story)] : gapLines(story)
    const decided = begins ? decidedLines(story, texts, around) : []
    const faults = [...lines, ...decided].filter(isBad)
    if (faults.length > 0) return faults
    for (const one of decided) if (one.state === 'missing') absent.add(one.text)
    const ends = all.some((type) => lastTypes.includes(type))
    if (!ends && said.get(id)?.after !== true)
      return [note(`The command ${id} has no outcome in this pack.`)]
    return []
  })
  return [
    ...[...told, ...silent, ...[...absent].map(missing), ...locked],
    ...effectLines(names, texts, own),
    ...rightLines(events),
    ...leftLines(pack, events),
  ]
}

/** What the pack says of a partial command, where the artifacts have the same name. */
function cutLine({ id, name, before, after }: Cut, pack: RangeFile, story: readonly Event[]): Line {
  const names = story.flatMap(({ body }) => body?.['name'] ?? [])
  const isItsOwn = story.length > 0 && names.every((one) => one === name)
  if (!isItsOwn) return bad(`The pack calls a command ${name} that is not here under this name.`)
  if (before && pack.before === null)
    return bad(`The command ${id} cannot begin before the range: the chain begins with it.`)
  if (after && pack.after === null)
    return bad(`The command ${id} cannot go on after the range: the checkpoint ends with it.`)
  const where = [...(before ? ['begins before'] : []), ...(after ? ['goes on after'] : [])]
  const called = names.length === 0 ? id : name
  return note(`The command ${called} ${where.join(' and ')} the range: only a part of it is here.`)
}
