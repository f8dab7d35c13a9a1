// The claims that both kinds of packs make, one line each: key, checkpoint, policies.

import { canonical, isCanonical } from './canonical.ts'
import { memberOf } from './members.ts'
import type { Event } from './pack-file.ts'
import {
  isObject,
  type JsonObject,
  type PackCircumstances,
  type PackDefinition,
  type PackPolicy,
  type Stored,
} from './pack-file.ts'
import { type Checkpoint, digestOf, instanceOf, type VerifierKey } from './proofs.ts'

/**
 * `note`: nothing is wrong, but the reader should know it. `missing`: nothing is wrong, but a part
 * of the proof is not in the pack.
 */
export interface Line {
  readonly state: 'good' | 'bad' | 'note' | 'missing'
  readonly text: string
}

/** What both kinds of packs contain. */
export interface Claims {
  readonly environment: string
  readonly instance: string
  readonly tenant: string
  readonly verifierKey: string
  readonly policies: readonly PackPolicy[]
  /** The files that define its commands. */
  readonly definitions: readonly PackDefinition[]
  /** Null in packs of earlier versions. */
  readonly circumstances: readonly PackCircumstances[] | null
}

export function keyLines(pack: Claims, key: VerifierKey | null, expected: string | null): Line[] {
  if (key === null) return [bad('The key in the pack is not an Ed25519 verifier key.')]
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

export function checkpointLine(pack: Claims, checkpoint: Checkpoint | null): Line {
  if (checkpoint === null) return bad('The checkpoint is not signed by the key.')
  const { origin, size } = checkpoint
  if (origin !== `aval/${pack.instance}/${pack.environment}/${pack.tenant}`)
    return bad(`The checkpoint is of another chain: ${origin}`)
  return good(`The checkpoint over ${size} artifacts of ${origin} is signed by the key.`)
}

export function policyLines(pack: Claims, events: readonly Event[]): Line[] {
  const named = new Set(events.flatMap(({ sealed }) => policyNames(sealed['policy'])))
  const told = pack.policies.map((one) => {
    const name = `The policy ${one.pack} ${one.version}`
    if (!named.has(`${one.pack} ${one.version} ${one.digest}`))
      return bad(`${name} is not one that the artifacts name.`)
    if (one.text === null) return missing(`${name} is named by digest only; its text is not here.`)
    return digestOf(one.text) === one.digest
      ? good(`${name} is the text that was in force.`)
      : bad(`${name} has another text than the one that was in force.`)
  })
  const here = new Set(pack.policies.map((one) => `${one.pack} ${one.version} ${one.digest}`))
  const absent = [...named].filter((one) => !here.has(one))
  return [...told, ...absent.map((one) => missing(`The policy ${one} is not in the pack.`))]
}

function policyNames(policy: JsonObject[string] | undefined): readonly string[] {
  if (!isObject(policy)) return []
  return [`${String(policy['pack'])} ${String(policy['version'])} ${String(policy['digest'])}`]
}

/** A definition is under the name and the digest that a proposal in the pack gives it, or is bad. */
export function definitionLines(pack: Claims, events: readonly Event[]): Line[] {
  const proposals = events.filter(({ sealed }) => sealed['type'] === 'command.proposed')
  const named = new Set(
    proposals.flatMap(({ body }) =>
      Object.entries(memberOf(body ?? {}, 'definition')).map((one) => one.join(' ')),
    ),
  )
  const isAnyUnread = proposals.some(({ body }) => body === null)
  return pack.definitions.flatMap(({ name, digest, text }) => {
    const what = `The text of ${name}`
    if (text !== null && digestOf(text) !== digest)
      return bad(`${what} is another than the one that was in force.`)
    if (named.has(`${name} ${digest}`)) return []
    const stray = `${what} is not one that the artifacts name`
    return isAnyUnread ? missing(`${stray} here.`) : bad(`${stray}.`)
  })
}

/** The first thing that does not fit in one artifact, as the end of a sentence; null when all does. */
export function storedFault(one: Stored, sealed: JsonObject, pack: Claims): string | null {
  if (digestOf(one.bytes) !== one.hash) return 'was changed: its bytes do not hash to its hash'
  if (sealed['seq'] !== one.seq) return 'is under a number that is not its own'
  if (one.body !== null && !isBody(one.body, sealed['body_digest']))
    return 'has a body or a salt that is not the one that was sealed'
  const system = memberOf(sealed, 'system')
  if (system['environment'] !== pack.environment || system['instance'] !== pack.instance)
    return 'comes from another environment or installation'
  if (sealed['tenant'] !== pack.tenant) return 'belongs to another tenant'
  if (!isArtifact(sealed)) return 'is not an artifact: its type, time or actor is invalid'
  if (!isCanonical(one.bytes) || (one.body !== null && !isCanonical(one.body.bytes)))
    return 'is not in canonical form: two readers may read two things'
  return one.seq === 1 && sealed['prev_hash'] !== genesisOf(pack)
    ? 'is not the beginning of this chain'
    : null
}

/** Actors are ASCII, so that no look-alike character of another alphabet passes. */
function isArtifact({ type, time, actor }: JsonObject): boolean {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(time))
  return isTime && /^[a-z_.]+$/.test(String(type)) && /^[!-~]+$/.test(String(actor))
}

/** The `prev_hash` of a chain's first artifact. */
function genesisOf({ environment, tenant }: Claims): string {
  return digestOf(canonical({ chain: 'aval/1', environment, tenant }))
}

function isBody(body: { readonly salt: string; readonly bytes: string }, digest: unknown): boolean {
  return /^[0-9a-f]{32}$/.test(body.salt) && digestOf(body.salt + body.bytes) === digest
}

/** Joins ascending numbers to ranges, such as `3, 7 to 9`. */
export function placesOf(seqs: readonly number[]): string {
  const spans: [first: number, last: number][] = []
  for (const seq of seqs) {
    const span = spans.at(-1)
    if (span !== undefined && span[1] === seq - 1) span[1] = seq
    else spans.push([seq, seq])
  }
  return spans
    .map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`))
    .join(', ')
}

/** A time earlier than the one before means that the clock was set back, or an edit. */
export function timeLines(events: readonly Event[]): readonly Line[] {
  const timeAt = (index: number) => String(events[index]?.sealed['time'] ?? '')
  const back = events.filter((_, at) => at > 0 && timeAt(at) < timeAt(at - 1)).map((one) => one.seq)
  if (back.length === 0) return []
  return [note(`The clock went back: ${placesOf(back)} have an earlier time than what is before.`)]
}

/** What no pack of a tenant's chain can show is named, and is not green by silence. */
export function leftLines(
  { circumstances, tenant }: Claims,
  events: readonly Event[],
): readonly Line[] {
  if (!events.some(({ sealed }) => sealed['type'] === 'command.authorized')) return []
  const isHere = circumstances?.some((one) => one.tenant === ownChain) ?? false
  return [
    ...(isHere || tenant === ownChain
      ? []
      : [
          missing(
            'Lockdowns, a suspicion and which policy was bound then are not in this file: not proved.',
          ),
        ]),
    note(
      'Not checked here, because it is not in this file: how often somebody had asked, codes and ' +
        'roles from before. Ask whoever runs Aval for "aval verify".',
    ),
  ]
}

/** The chain of what belongs to the environment and to no tenant. */
export const ownChain = '-'

export function good(text: string): Line {
  return { state: 'good', text: visible(text) }
}

export function bad(text: string): Line {
  return { state: 'bad', text: visible(text) }
}

export function missing(text: string): Line {
  return { state: 'missing', text: visible(text) }
}

export function note(text: string): Line {
  return { state: 'note', text: visible(text) }
}

/**
 * Escapes control characters, invisible characters and unusual spaces, so that a text can neither
 * move the cursor nor look like another one.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{DI}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}/gu,
    (mark) => `\\u${(mark.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
