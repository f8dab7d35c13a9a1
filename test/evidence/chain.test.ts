// Sealing of artifacts: what is hashed, what the hash covers, what cannot be sealed, and the schema
// of the result.

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { artifactTypes } from '../../src/evidence/artifact.ts'
import {
  artifactSchema,
  parseArtifact,
  publishedSchema,
} from '../../src/evidence/artifact-schema.ts'
import { canonical } from '../../src/evidence/canonical.ts'
import { bodyDigest, genesis, seal } from '../../src/evidence/chain.ts'
import { draftOf, idOf, sealAt, system } from './sample.ts'

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
const before = genesis('prod', 'acme')
const place = { id: idOf(1), seq: 1, prevHash: before, salt: '00'.repeat(16), system }

describe('a sealed artifact', () => {
  const sealed = sealAt(draftOf(4), 4, before)
  const artifact = parseArtifact(sealed.bytes, sealed.hash)

  it('has the hash of the canonical form of all its members but the hash', () => {
    const { hash, ...rest } = artifact
    expect(sealed.bytes).toBe(canonical(rest))
    expect(hash).toBe(sha256(sealed.bytes))
  })

  it('holds what the draft held, with its id, sequence number and previous hash', () => {
    const { body, time, ...draft } = draftOf(4)
    expect(artifact).toMatchObject({ ...draft, id: idOf(4), seq: 4, prev_hash: before })
    expect(sealed.time).toBe(artifact.time)
    expect(artifact.time).toBe('2026-01-05T09:00:04.000Z')
    expect(Date.parse(artifact.time)).toBe(time)
    expect(JSON.parse(sealed.body.bytes)).toEqual(body)
    expect(artifact).not.toHaveProperty('body')
  })

  it('commits to its salted body, and a salt of another length is refused', () => {
    const { bytes, salt } = sealed.body
    expect(artifact.body_digest).toBe(sha256(salt + bytes))
    expect(bodyDigest({ bytes, salt: 'f'.repeat(32) })).not.toBe(artifact.body_digest)
    // With another length, characters of the salt and of the body could be exchanged.
    expect(() => bodyDigest({ salt: salt + bytes.slice(0, 1), bytes: bytes.slice(1) })).toThrow(
      'A salt is 32 lower-case hexadecimal digits',
    )
  })

  it('fits its schema, which is published as JSON Schema 2020-12', () => {
    expect(artifactSchema().parse(artifact)).toEqual(artifact)
    expect(artifactSchema().safeParse({ ...artifact, more: 1 }).success).toBe(false)
    expect(artifactSchema().safeParse({ ...artifact, trace: undefined }).success).toBe(false)
    const schema = publishedSchema(artifactSchema())
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(schema['additionalProperties']).toBe(false)
    expect(schema['required']).toEqual(
      expect.arrayContaining(['id', 'seq', 'system', 'prev_hash', 'hash', 'body_digest']),
    )
    expect(schema['required']).not.toContain('command')
    expect(schema['properties']).toMatchObject({ type: { enum: [...artifactTypes] } })
  })

  it('has another hash when any part of the draft or its place differs', () => {
    const draft = draftOf(4)
    const others = [
      sealAt({ ...draft, actor: 'carla' }, 4, before),
      sealAt({ ...draft, time: draft.time + 1 }, 4, before),
      sealAt({ ...draft, tenant: 'other' }, 4, before),
      sealAt({ ...draft, body: { number: 5 } }, 4, before),
      sealAt(draft, 5, before),
      sealAt(draft, 4, genesis('prod', 'other')),
      sealAt(draft, 4, before, 'staging'),
    ]
    expect(new Set([sealed, ...others].map((one) => one.hash)).size).toBe(others.length + 1)
  })
})

describe('the genesis hash of a chain', () => {
  it('differs for each environment and tenant, however their names are divided', () => {
    const starts = [
      genesis('prod', 'acme'),
      genesis('dev', 'acme'),
      genesis('prod', '-'),
      genesis('proda', 'cme'),
      genesis('prod","tenant":"acme', ''),
    ]
    expect(new Set(starts).size).toBe(starts.length)
    expect(before).toBe(sha256('{"chain":"aval/1","environment":"prod","tenant":"acme"}'))
  })
})

describe('sealing', () => {
  const draft = draftOf(1)
  it.each([
    ['a seq of zero', draft, { ...place, seq: 0 }, 'The seq of an artifact'],
    ['a seq that is not an integer', draft, { ...place, seq: 1.5 }, 'The seq of an artifact'],
    ['a short salt', draft, { ...place, salt: '00' }, 'A salt is 32'],
    ['a salt in capitals', draft, { ...place, salt: 'AB'.repeat(16) }, 'A salt is 32'],
    [
      'a time that is not a number',
      { ...draft, time: Number.NaN },
      place,
      'The time of an artifact',
    ],
    ['a time before 1970', { ...draft, time: -1 }, place, 'The time of an artifact'],
    [
      'a time after 9999',
      { ...draft, time: 253_402_300_800_000 },
      place,
      'The time of an artifact',
    ],
    [
      'a body with a lone surrogate',
      { ...draft, body: { said: '\ud800' } },
      place,
      'A lone surrogate',
    ],
    [
      'a body with an infinity',
      { ...draft, body: { n: Number.POSITIVE_INFINITY } },
      place,
      'JSON has no NaN and no infinity',
    ],
    ['an actor with a lone surrogate', { ...draft, actor: '\udfff' }, place, 'A lone surrogate'],
  ])('refuses %s', (_name, bad, where, why) => {
    expect(() => seal(bad, where)).toThrow(why)
  })

  it('keeps every member of any other draft: it is the same when parsed', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    const digest = fc.constantFrom('0'.repeat(64), 'ab'.repeat(32))
    const optional = (name: string, members: Record<string, fc.Arbitrary<string>>) =>
      fc.option(fc.record({ [name]: fc.record(members) }), { nil: {} })
    const bindings = fc.record({
      tenant: text,
      command: optional('command', {
        command_id: text,
        idempotency_key: text,
        fingerprint: digest,
      }),
      policy: optional('policy', { pack: text, version: text, digest, profile: text }),
      trace: optional('trace', { chat: text, message_id: text, transport: text }),
    })
    const body = fc.dictionary(fc.string(), fc.jsonValue({ stringUnit: 'grapheme' }))
    fc.assert(
      fc.property(text, body, bindings, (actor, content, { tenant, command, policy, trace }) => {
        const plain = JSON.parse(JSON.stringify(content)) as typeof draft.body
        const { type, time } = draft
        const members = { type, time, tenant, actor, ...command, ...policy, ...trace }
        const sealed = seal({ ...members, body: plain }, place)
        const { id, prevHash: prev_hash, seq } = place
        const written = {
          ...{ ...members, time: sealed.time, id, prev_hash, seq, system, hash: sealed.hash },
          body_digest: bodyDigest(sealed.body),
        }
        expect(parseArtifact(sealed.bytes, sealed.hash)).toEqual(written)
        expect(sealed.bytes).toBe(canonical({ ...written, hash: undefined }))
        expect(JSON.parse(sealed.body.bytes)).toEqual(plain)
      }),
    )
  })
})
