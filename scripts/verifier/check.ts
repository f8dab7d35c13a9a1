// The verdict on a pack: each claim as one line, and the story that is left when all of them hold.

import {
  isObject,
  type JsonObject,
  type PackArtifact,
  PackError,
  type PackFile,
  parsedOrNull,
  readPackFile,
} from './pack-file.ts'
import {
  type Checkpoint,
  digestOf,
  instanceOf,
  isIncluded,
  readCheckpoint,
  readKey,
  type VerifierKey,
} from './proofs.ts'

/** `note`: nothing is wrong, and the reader should know it. */
export interface Line {
  readonly state: 'good' | 'bad' | 'note'
  readonly text: string
}

/** One artifact that is proved; `body` is null when it is not in the pack. */
export interface Event {
  readonly seq: number
  readonly sealed: JsonObject
  readonly body: JsonObject | null
}

export interface Verdict {
  readonly good: boolean
  /** The verdict in one sentence. */
  readonly summary: string
  readonly title: string
  readonly lines: readonly Line[]
  /** Only what is proved is told. */
  readonly events: readonly Event[]
}

/** Check the text of a file. `expected` is the key that the reader got from elsewhere. */
export function checkPack(text: string, expected: string | null): Verdict {
  try {
    return checkParts(readPackFile(text), expected)
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    return { good: false, summary: red, title: '', lines: [bad(error.message)], events: [] }
  }
}

function checkParts(pack: PackFile, expected: string | null): Verdict {
  const key = readKey(pack.verifierKey)
  const checkpoint = key === null ? null : readCheckpoint(pack.checkpoint, key)
  const checked = pack.artifacts.map((one) => checkArtifact(one, pack, checkpoint))
  const events = checked.flatMap((one) => one.event ?? [])
  const lines = [
    ...keyLines(pack, key, expected),
    checkpointLine(pack, checkpoint),
    ...checked.map((one) => one.line),
    ...orderLines(pack),
    ...commandLines(pack, events),
    ...policyLines(pack, events),
  ]
  const good = lines.every((one) => one.state !== 'bad')
  const title = `${pack.commandName} of ${pack.tenant} in ${pack.environment}`
  const summary = good ? (expected === null ? greenIf : green) : red
  return { good, summary, title: visible(title), lines, events }
}

const green = 'GREEN: everything in this pack is proved. It cannot prove that nothing was left out.'
const greenIf =
  'GREEN, if the key below is one that you know: then everything in this pack is proved. ' +
  'It cannot prove that nothing was left out.'
const red = 'RED: this pack is not to be trusted. The story tells only what is proved all the same.'

function keyLines(pack: PackFile, key: VerifierKey | null, expected: string | null): Line[] {
  if (key === null) return [bad('The key in the pack is no Ed25519 verifier key.')]
  const lines =
    expected === null
      ? [note(`The key comes from the pack itself: ${pack.verifierKey}`)]
      : expected.trim() === pack.verifierKey
        ? [good('The key is the one that you expect.')]
        : [bad('The key is not the one that you expect.')]
  if (instanceOf(key.key) !== pack.instance)
    lines.push(bad(`The key is not that of the installation ${pack.instance}.`))
  return lines
}

function checkpointLine(pack: PackFile, checkpoint: Checkpoint | null): Line {
  if (checkpoint === null) return bad('The checkpoint is not signed by the key.')
  const { origin, size } = checkpoint
  if (origin !== `aval/${pack.instance}/${pack.environment}/${pack.tenant}`)
    return bad(`The checkpoint is of another chain: ${origin}`)
  return good(`The checkpoint over ${size} artifacts of ${origin} is signed by the key.`)
}

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
    ? { line: note(`${name} is proved; its body was erased or left out.`), event }
    : { line: good(`${name} is proved, with its body.`), event }
}

/** The first thing that does not fit, as the end of a sentence; null when all does. */
function faultOf(
  one: PackArtifact,
  sealed: JsonObject,
  pack: PackFile,
  checkpoint: Checkpoint | null,
): string | null {
  if (digestOf(one.bytes) !== one.hash) return 'was changed: its bytes do not hash to its hash'
  if (sealed['seq'] !== one.seq) return 'stands under a number that is not its own'
  if (one.body !== null && !isBody(one.body, sealed['body_digest']))
    return 'has a body or a salt that is not the one that was sealed'
  const system = memberOf(sealed, 'system')
  if (system['environment'] !== pack.environment || system['instance'] !== pack.instance)
    return 'comes from another environment or installation'
  if (sealed['tenant'] !== pack.tenant) return 'belongs to another tenant'
  const command = memberOf(sealed, 'command')
  if (command['command_id'] !== pack.commandId) return 'belongs to another command'
  if (checkpoint === null) return 'has no signed checkpoint to be in'
  if (!isIncluded(one.hash, one.seq - 1, one.proof, checkpoint))
    return 'is not proved to be in the checkpoint'
  return null
}

function memberOf(value: JsonObject, name: string): JsonObject {
  const member = value[name]
  return isObject(member) ? member : {}
}

function isBody(body: { readonly salt: string; readonly bytes: string }, digest: unknown): boolean {
  return /^[0-9a-f]{32}$/.test(body.salt) && digestOf(body.salt + body.bytes) === digest
}

/** Each after the one before it, and none twice. */
function orderLines(pack: PackFile): Line[] {
  const seqs = pack.artifacts.map((one) => one.seq)
  return seqs.flatMap((seq, index) =>
    seq > (seqs[index - 1] ?? 0) ? [] : [bad(`Artifact ${seq} is not in its order.`)],
  )
}

function commandLines(pack: PackFile, events: readonly Event[]): Line[] {
  if (pack.artifacts.length === 0) return [bad('The pack holds no artifact.')]
  const first = events.find((one) => one.seq === pack.artifacts[0]?.seq)
  if (first?.sealed['type'] !== 'command.proposed')
    return [bad('The story does not begin with the proposal of the command.')]
  if (first.body === null)
    return [note(`The name ${pack.commandName} cannot be proved without the first body.`)]
  return first.body['name'] === pack.commandName
    ? [good(`All of it is about ${pack.commandName}.`)]
    : [bad(`The command is not called ${pack.commandName}.`)]
}

function policyLines(pack: PackFile, events: readonly Event[]): Line[] {
  const named = new Set(events.flatMap(({ sealed }) => policyNames(sealed['policy'])))
  const told = pack.policies.map((one) => {
    const name = `The policy ${one.pack} ${one.version}`
    if (!named.has(`${one.pack} ${one.version} ${one.digest}`))
      return bad(`${name} is not one that the artifacts name.`)
    if (one.text === null) return note(`${name} is named by digest only; its text is not here.`)
    return digestOf(one.text) === one.digest
      ? good(`${name} is the text that was in force.`)
      : bad(`${name} has another text than the one that was in force.`)
  })
  const here = new Set(pack.policies.map((one) => `${one.pack} ${one.version} ${one.digest}`))
  const missing = [...named].filter((one) => !here.has(one))
  return [...told, ...missing.map((one) => note(`The policy ${one} is not in the pack.`))]
}

function policyNames(policy: JsonObject[string] | undefined): readonly string[] {
  if (!isObject(policy)) return []
  return [`${String(policy['pack'])} ${String(policy['version'])} ${String(policy['digest'])}`]
}

function good(text: string): Line {
  return { state: 'good', text: visible(text) }
}

function bad(text: string): Line {
  return { state: 'bad', text: visible(text) }
}

function note(text: string): Line {
  return { state: 'note', text: visible(text) }
}

/** Controls and invisible marks are written out, so that none can move a cursor or turn a line. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (mark) => `\\u${(mark.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
