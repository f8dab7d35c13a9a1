// The verdict on a pack: each claim as one line, and the command's history if all of them hold.

import { textsOf } from './asked.ts'
import { bindingLines } from './binding.ts'
import { provedAround } from './circumstances.ts'
import {
  bad,
  checkpointLine,
  definitionLines,
  good,
  keyLines,
  type Line,
  leftLines,
  missing,
  policyLines,
  storedFault,
  timeLines,
  visible,
} from './claims.ts'
import { decidedLines } from './decided.ts'
import { wayLines } from './lifecycle.ts'
import { byName, effectLines, lockdownLines } from './lockdowns.ts'
import { memberOf } from './members.ts'
import {
  type Event,
  isObject,
  type JsonObject,
  type PackArtifact,
  PackError,
  type PackFile,
  parsedOrNull,
  parsePack,
  readPackFile,
} from './pack-file.ts'
import { type Checkpoint, isIncluded, readCheckpoint, readKey } from './proofs.ts'
import { checkRange } from './range.ts'
import { rangeFormat, readRangeFile } from './range-file.ts'
import { type Expected, witnessLines } from './witnesses.ts'

export interface Verdict {
  /** True for green and amber. */
  readonly good: boolean
  /** `amber`: nothing is wrong, but a part is not proved. */
  readonly colour: 'green' | 'amber' | 'red'
  /** The verdict in one sentence. */
  readonly summary: string
  readonly title: string
  readonly lines: readonly Line[]
  /** Proved artifacts only. */
  readonly events: readonly Event[]
  /** Those of other places that tell what held around them. */
  readonly around: readonly Event[]
}

/**
 * Checks the text of a pack. `key`: the expected key of the chain; `witnesses`: keys of the
 * witnesses that must have cosigned. The reader has both from elsewhere. Never throws.
 */
export function checkPack(
  text: string,
  key: string | null,
  witnesses: readonly string[] = [],
): Verdict {
  try {
    const pack = parsePack(text)
    const expected = { key, witnesses }
    if (pack['format'] !== rangeFormat) return checkParts(readPackFile(pack), expected)
    return verdictOf(checkRange(readRangeFile(pack), expected), key)
  } catch (error) {
    // A hostile file always gets a red verdict, also when this program cannot process it.
    const why =
      error instanceof PackError
        ? error.message
        : 'The file cannot be read to its end: too much, or too deep.'
    const nothing = { title: '', events: [], around: [] }
    return { good: false, colour: 'red', summary: red, lines: [bad(why)], ...nothing }
  }
}

function checkParts(pack: PackFile, expected: Expected): Verdict {
  const key = readKey(pack.verifierKey)
  const checkpoint = key === null ? null : readCheckpoint(pack.checkpoint, key)
  const checked = pack.artifacts.map((one) => checkArtifact(one, pack, checkpoint))
  const events = checked.flatMap((one) => one.event ?? [])
  const around = provedAround(pack, key)
  const lines = [
    ...keyLines(pack, key, expected.key),
    checkpointLine(pack, checkpoint),
    ...witnessLines(pack.checkpoint, checkpoint, key, expected.witnesses, events),
    ...checked.map((one) => one.line),
    ...around.lines,
    ...orderLines(pack),
    ...commandLines(pack, events),
    ...(events.length === pack.artifacts.length
      ? [
          ...linkLines(events, pack),
          ...wayLines(events),
          ...bindingLines(events),
          ...decidedLines(events, textsOf(pack), around),
          ...lockdownLines(around.own ?? [], true, byName(events)),
          ...effectLines(byName(events), textsOf(pack), around.own),
          ...leftLines(pack, events),
          ...timeLines(events),
        ]
      : []),
    ...policyLines(pack, events),
    ...definitionLines(pack, events),
  ]
  // An unproved name must not be the title of a green result.
  const proved = events.find((one) => one.seq === pack.artifacts[0]?.seq)?.body ?? null
  const name = proved === null ? pack.commandId : pack.commandName
  const title = `${name} of ${pack.tenant} in ${pack.environment}`
  return verdictOf({ lines, events, around: around.events, title }, expected.key)
}

function verdictOf(
  { lines, events, around, title }: Pick<Verdict, 'lines' | 'events' | 'around' | 'title'>,
  expected: string | null,
): Verdict {
  const isAny = (state: Line['state']) => lines.some((one) => one.state === state)
  const colour = isAny('bad') ? 'red' : isAny('missing') ? 'amber' : 'green'
  const summary = { red, amber, green: expected === null ? greenIf : green }[colour]
  return { good: colour !== 'red', colour, summary, title: visible(title), lines, events, around }
}

const green = 'GREEN: everything in this pack is proved. It cannot prove that nothing was left out.'

const greenIf =
  'GREEN, if you know the key below: then everything in this pack is proved. ' +
  'It cannot prove that nothing was left out.'

const amber =
  'AMBER: nothing here is wrong, but a part of the proof is missing. What is missing is named ' +
  'below: it is not proved.'

const red = 'RED: do not trust this pack. The story shows only what is still proved.'

interface Checked {
  readonly line: Line
  readonly event: Event | null
}

function checkArtifact(one: PackArtifact, pack: PackFile, checkpoint: Checkpoint | null): Checked {
  const sealed = parsedOrNull(one.bytes)
  const fault = isObject(sealed) ? faultOf(one, sealed, pack, checkpoint) : 'is no JSON object'
  if (!isObject(sealed) || fault !== null)
    return { line: bad(`Artifact ${one.seq} ${fault}.`), event: null }
  const body = one.body === null ? null : parsedOrNull(one.body.bytes)
  const event = { seq: one.seq, sealed, body: isObject(body) ? body : null }
  const name = `Artifact ${one.seq}, ${String(sealed['type'])},`
  return one.body === null
    ? { line: missing(`${name} is proved; its body was erased or left out.`), event }
    : { line: good(`${name} is proved, with its body.`), event }
}

/** The first fault, as the end of a sentence; null when there is none. */
function faultOf(
  one: PackArtifact,
  sealed: JsonObject,
  pack: PackFile,
  checkpoint: Checkpoint | null,
): string | null {
  const fault = storedFault(one, sealed, pack)
  if (fault !== null) return fault
  const command = memberOf(sealed, 'command')
  if (command['command_id'] !== pack.commandId) return 'belongs to another command'
  if (checkpoint === null) return 'has no signed checkpoint to be in'
  if (!isIncluded(one.hash, one.seq - 1, one.proof, checkpoint))
    return 'is not proved to be in the checkpoint'
  return null
}

/** Sequence numbers ascend, without duplicates. */
function orderLines(pack: PackFile): Line[] {
  const seqs = pack.artifacts.map((one) => one.seq)
  return seqs.flatMap((seq, index) =>
    seq > (seqs[index - 1] ?? 0) ? [] : [bad(`Artifact ${seq} is not in its order.`)],
  )
}

/**
 * Artifacts of a command are rarely neighbours in the chain; where they are, the hashes must link.
 */
function linkLines(events: readonly Event[], { artifacts }: PackFile): Line[] {
  return events.flatMap(({ seq, sealed }, index) => {
    const before = artifacts[index - 1]
    if (before === undefined || before.seq !== seq - 1) return []
    const follows = sealed['prev_hash'] === before.hash
    return follows ? [] : [bad(`Artifact ${seq} does not follow from the one before it.`)]
  })
}

function commandLines(pack: PackFile, events: readonly Event[]): Line[] {
  if (pack.artifacts.length === 0) return [bad('The pack holds no artifact.')]
  const first = events.find((one) => one.seq === pack.artifacts[0]?.seq)
  if (first?.sealed['type'] !== 'command.proposed')
    return [bad('The story does not begin with the proposal of the command.')]
  if (first.body === null)
    return [missing(`The name ${pack.commandName} cannot be proved without the first body.`)]
  return first.body['name'] === pack.commandName
    ? [good(`All of it is about ${pack.commandName}.`)]
    : [bad(`The command is not called ${pack.commandName}.`)]
}
