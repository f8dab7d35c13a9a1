// Builds a pack from scratch with a key of its own: all of it is signed, with any content.

import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { canonical } from '../../src/evidence/canonical.ts'
import { genesis } from '../../src/evidence/chain.ts'
import { originOf, writeCheckpoint, writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import { rootOf, treeOf } from '../../src/evidence/merkle.ts'
import { evidencePack, type PackArtifact } from '../../src/evidence/pack.ts'

export interface Said {
  readonly type: string
  readonly actor?: string
  readonly body?: object
  /** Changes the bytes, or the body's text, before they are hashed. */
  readonly bytes?: (text: string) => string
  readonly bodyText?: (text: string) => string
  /** Overrides the true values. */
  readonly prevHash?: string
  readonly fingerprint?: string
  readonly idempotencyKey?: string
  readonly time?: string
}

const sha = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
const [environment, tenant, id] = ['dev', 'dev:acme', '00000000-0000-7000-8000-000000000000']
const asked = { command: 'order.cancel', slots: { order: '42' }, version: 1 }
const salt = '0'.repeat(32)

/** A valid first artifact. */
export const proposal: Said = {
  type: 'command.proposed',
  actor: 'ana',
  body: {
    ...{ name: 'C-AAAA', safety_class: 'S2', ...asked },
    definition: { 'command order.cancel': 'ab'.repeat(32) },
  },
}

/** Returns parts of the pack too, so that a range can be made of them. */
export function selfMade(all: readonly Said[]) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const instance = sha(der).slice(0, 12)
  let before = genesis(environment, tenant)
  const artifacts = all.map((said, index): PackArtifact => {
    const body = (said.bodyText ?? String)(canonical(said.body ?? { name: 'C-AAAA' }))
    const text = canonical({
      actor: said.actor ?? 'aval',
      body_digest: sha(salt + body),
      command: {
        command_id: id,
        fingerprint: said.fingerprint ?? sha(canonical({ ...asked, environment, tenant })),
        idempotency_key: said.idempotencyKey ?? 'key',
      },
      id,
      prev_hash: said.prevHash ?? before,
      seq: index + 1,
      system: { environment, instance, version: '0.1.0' },
      tenant,
      time: said.time ?? '2026-01-05T09:00:00.000Z',
      type: said.type,
    })
    const bytes = (said.bytes ?? String)(text)
    before = sha(bytes)
    return { seq: index + 1, hash: before, bytes, body: { salt, bytes: body } }
  })
  const hashes = artifacts.map((one) => one.hash)
  const origin = originOf(instance, environment, tenant)
  const root = rootOf(treeOf(hashes))
  const checkpoint = writeCheckpoint({ origin, size: hashes.length, root }, privateKey)
  const verifierKey = writeVerifierKey(origin, publicKey)
  const command = { id, name: 'C-AAAA' }
  const about = {
    environment,
    instance,
    tenant,
    policies: [],
    definitions: [],
    checkpoint,
    circumstances: [],
  }
  const pack = evidencePack({ ...about, verifierKey, command, artifacts }, hashes)
  const proof = pack.artifacts.at(-1)?.proof ?? []
  const range = {
    format: 'aval-evidence-range/1',
    ...{
      ...about,
      verifier_key: verifierKey,
      artifacts,
      proof,
      before: null,
      after: null,
      cut: [],
    },
    range: { from: null, to: null },
  }
  return { pack: JSON.stringify(pack), range: JSON.stringify(range) }
}
