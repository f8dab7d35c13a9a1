// Deterministic chains, sealed by the real code, for tests that verify and corrupt them.

import type { Artifact, Draft, JsonObject } from '../../src/evidence/artifact.ts'
import { parseArtifact } from '../../src/evidence/artifact-schema.ts'
import { genesis, type Sealed, seal } from '../../src/evidence/chain.ts'
import { flag, mark } from '../../src/evidence/row-text.ts'
import type { StoredArtifact } from '../../src/evidence/stored-artifact.ts'

export const system = { environment: 'prod', instance: 'one', version: '0.1.0' }
export const home = { environment: 'prod', tenant: 'acme' }
const start = Date.UTC(2026, 0, 5, 9)

/** A UUIDv7 made from a number. */
export function idOf(number: number): string {
  return `019b8d2a-7c00-7000-8000-${number.toString(16).padStart(12, '0')}`
}

export function draftOf(seq: number, tenant = home.tenant): Draft {
  const command = {
    command_id: idOf(1000 + Math.floor(seq / 4)),
    idempotency_key: `terminal:m${seq}`,
    fingerprint: 'fe'.repeat(32),
  }
  const trace = { chat: 'ana', message_id: `m${seq}`, transport: 'terminal' }
  const policy = {
    pack: 'strong',
    version: '1.0.0',
    digest: 'dc'.repeat(32),
    profile: 'HAPF-Operational',
  }
  return {
    type: seq % 4 === 0 ? 'approval.granted' : 'command.proposed',
    time: start + seq * 1000,
    tenant,
    actor: seq % 2 === 0 ? 'beto' : 'ana',
    ...(seq % 5 === 0 ? {} : { command }),
    ...(seq % 3 === 0 ? {} : { trace }),
    ...(seq % 4 === 0 ? { policy } : {}),
    body: { number: seq, said: `"order" ${seq} 👍` },
  }
}

export function sealAt(draft: Draft, seq: number, prevHash: string, environment = 'prod'): Sealed {
  const salt = seq.toString(16).padStart(32, '0')
  return seal(draft, {
    id: idOf(seq),
    seq,
    prevHash,
    salt,
    system: { ...system, environment },
  })
}

/** A row as a store has it. */
function storedOf(sealed: Sealed): StoredArtifact {
  const { seq, hash, id, type, time, tenant, actor, command }: Artifact = parseArtifact(
    sealed.bytes,
    sealed.hash,
  )
  const columns = { id, type, time, tenant, actor, command_id: command?.command_id ?? null }
  return { seq, hash, bytes: sealed.bytes, columns, body: sealed.body, erased: false }
}

/** The row as a store returns it for verification; its position is ten times its number. */
export function textOf({ seq, hash, bytes, columns, body }: StoredArtifact): string {
  const { type, time, actor, command_id } = columns
  const flags =
    (command_id === null ? flag.commandless : 0) +
    (body === null ? flag.bodiless : 0) +
    (body?.salt.length === 32 ? 0 : flag.unsalted)
  const salted = body === null ? '' : body.salt + body.bytes
  const parts = [10 * seq, seq, time, hash, type, actor, flags, command_id ?? '', salted, bytes]
  return parts.join(mark)
}

/** Seals these drafts to a chain of rows. */
export function chainOf(
  drafts: readonly Draft[],
  place: { readonly environment: string; readonly tenant: string } = home,
): readonly StoredArtifact[] {
  let prevHash = genesis(place.environment, place.tenant)
  return drafts.map((draft, index) => {
    const sealed = sealAt(draft, index + 1, prevHash, place.environment)
    prevHash = sealed.hash
    return storedOf(sealed)
  })
}

/** A chain of this many plain rows. */
export function chainOfSize(size: number, place = home): readonly StoredArtifact[] {
  return chainOf(
    Array.from({ length: size }, (_, index) => draftOf(index + 1, place.tenant)),
    place,
  )
}

export function erasureDraft(body: JsonObject): Draft {
  return { type: 'evidence.erased', time: start, tenant: home.tenant, actor: 'aval', body }
}

/** The row with its body erased by retention. */
export function erased(row: StoredArtifact): StoredArtifact {
  return { ...row, body: null, erased: true }
}
