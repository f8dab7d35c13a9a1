// C2SP signed notes: published keys and signatures, the content of a checkpoint, and forgeries of
// it.

import { createPrivateKey, generateKeyPairSync, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  originOf,
  parseCheckpoint,
  parseVerifierKey,
  verifyCheckpoint,
  writeCheckpoint,
  writeVerifierKey,
} from '../../src/evidence/checkpoint.ts'

const origin = originOf('one', 'prod', 'acme')
const checkpoint = { origin, size: 42, root: 'ab'.repeat(32) }
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const keyText = writeVerifierKey(origin, publicKey)
const key = parseVerifierKey(keyText)
const note = writeCheckpoint(checkpoint, privateKey)

describe('published examples of signed notes', () => {
  const known = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

  it('have the key ids that are computed here, and another id or name is refused', () => {
    expect(parseVerifierKey(known).keyId).toBe('c74f20a3')
    const other = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
    expect(parseVerifierKey(other).name).toBe('sum.golang.org')
    expect(() => parseVerifierKey(known.replace('c74f20a3', 'c74f20a4'))).toThrow(RangeError)
    expect(() => parseVerifierKey(known.replace('PeterNeumann', 'EnochRoot'))).toThrow(RangeError)
  })

  it('verify with their parsed key, and their seed signs for the same verifier key', () => {
    const text =
      'If you think cryptography is the answer to your problem,\n' +
      "then you don't know what your problem is.\n"
    const line =
      'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM='
    const bytes = Buffer.from(line, 'base64')
    const parsed = parseVerifierKey(known)
    expect(bytes.subarray(0, 4).toString('hex')).toBe(parsed.keyId)
    expect(verify(null, Buffer.from(text), parsed.publicKey, bytes.subarray(4))).toBe(true)
    expect(writeVerifierKey('PeterNeumann', parsed.publicKey)).toBe(known)

    const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1)
    const d = seed.toString('base64url')
    const jwk = { ...parsed.publicKey.export({ format: 'jwk' }), d }
    const signing = createPrivateKey({ key: jwk, format: 'jwk' })
    const signed = writeCheckpoint({ ...checkpoint, origin: 'PeterNeumann' }, signing)
    expect(verifyCheckpoint(signed, parsed).state).toBe('good')
  })
})

describe('a checkpoint', () => {
  it('is a note of origin, size and root with one signature line', () => {
    const [first, size, root, empty, line, end, ...more] = note.split('\n')
    expect([first, size, empty, end, more]).toEqual(['aval/one/prod/acme', '42', '', '', []])
    expect(root).toBe(Buffer.from('ab'.repeat(32), 'hex').toString('base64'))
    expect(line).toMatch(/^— aval\/one\/prod\/acme [A-Za-z0-9+/]+=*$/)
  })

  it('verifies with its key, and holds what was written', () => {
    expect(verifyCheckpoint(note, key)).toEqual({ state: 'good', checkpoint })
  })

  it('parses to what was written, whatever its size and root', () => {
    const root = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('hex'))
    fc.assert(
      fc.property(fc.maxSafeNat(), root, (size, hex) => {
        const written = writeCheckpoint({ origin, size, root: hex }, privateKey)
        expect(parseCheckpoint(written)).toMatchObject({ origin, size, root: hex })
      }),
    )
  })

  it('may carry signatures of others and parses with extension lines', () => {
    const other = generateKeyPairSync('ed25519')
    const foreign = writeCheckpoint(checkpoint, other.privateKey).split('\n\n')[1] ?? ''
    expect(verifyCheckpoint(note + foreign, key).state).toBe('good')
    expect(verifyCheckpoint(foreign + note, key)).toEqual({ state: 'bad', reason: 'malformed' })
    const witness = `— witness.example ${Buffer.alloc(76, 7).toString('base64')}\n`
    expect(verifyCheckpoint(note + witness, key).state).toBe('good')
    const extended = note.replace('\n\n', '\nan extension\n\n')
    expect(parseCheckpoint(extended)).toMatchObject(checkpoint)
    expect(verifyCheckpoint(extended, key)).toEqual({ state: 'bad', reason: 'forged' })
  })

  it('does not verify when any one character is replaced', () => {
    fc.assert(
      fc.property(
        fc.nat(note.length - 1),
        fc.string({ unit: 'binary', minLength: 1 }),
        (at, put) => {
          fc.pre(note[at] !== put)
          const forged = note.slice(0, at) + put + note.slice(at + 1)
          expect(verifyCheckpoint(forged, key).state).toBe('bad')
        },
      ),
      { numRuns: 500 },
    )
  })

  it('does not verify when signed by another key, or with the key of another chain, or if forged', () => {
    const other = generateKeyPairSync('ed25519')
    const unsigned = { state: 'bad', reason: 'unsigned' }
    expect(verifyCheckpoint(writeCheckpoint(checkpoint, other.privateKey), key)).toEqual(unsigned)
    const elsewhere = parseVerifierKey(
      writeVerifierKey(originOf('one', 'prod', 'other'), publicKey),
    )
    expect(verifyCheckpoint(note, elsewhere)).toEqual(unsigned)
    const forged = note.replace('\n42\n', '\n43\n')
    expect(verifyCheckpoint(forged, key)).toEqual({ state: 'bad', reason: 'forged' })
    // One valid line does not outweigh a forged one with the same key.
    const bad = Buffer.from(note.split(' ').at(-1) ?? '', 'base64')
    bad[10] = (bad[10] ?? 0) ^ 1
    const both = `${note}— ${origin} ${bad.toString('base64')}\n`
    expect(verifyCheckpoint(both, key)).toEqual({ state: 'bad', reason: 'forged' })
  })
})

describe('checkpoints, origins and keys that are malformed', () => {
  const [body = '', line = ''] = note.split('\n\n')
  const [, , root = ''] = body.split('\n')
  it.each([
    ['no content', ''],
    ['no signature', `${body}\n`],
    ['no signature after the empty line', `${body}\n\n`],
    ['no last newline', note.trimEnd()],
    ['carriage returns', note.replaceAll('\n', '\r\n')],
    ['a tab', note.replace('\n\n', '\na\tb\n\n')],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['a size with a zero before it', note.replace('\n42\n', '\n042\n')],
    ['a negative size', note.replace('\n42\n', '\n-1\n')],
    ['a size beyond safe numbers', note.replace('\n42\n', '\n9007199254740993\n')],
    ['a root that is too short', note.replace(root, 'qqqq')],
    ['a root in sloppy base64', note.replace(root, root.replace('=', ''))],
    ['no root', `${origin}\n42\n\n${line}`],
    ['an origin with a space', `my ${note}`],
    ['too many signatures', note + line.repeat(16)],
    ['a note that is too long', note.replace('\n\n', `\n${'x'.repeat(70_000)}\n\n`)],
  ])('a note with %s is malformed', (_name, text) => {
    expect(parseCheckpoint(text)).toBeNull()
    expect(verifyCheckpoint(text, key)).toEqual({ state: 'bad', reason: 'malformed' })
  })

  it('a malformed checkpoint, or a key that is not Ed25519, is not written', () => {
    expect(() => writeCheckpoint({ ...checkpoint, root: 'ab' }, privateKey)).toThrow(RangeError)
    expect(() => writeCheckpoint({ ...checkpoint, size: -1 }, privateKey)).toThrow(RangeError)
    expect(() => writeCheckpoint({ ...checkpoint, origin: 'a b' }, privateKey)).toThrow(RangeError)
    const x25519 = generateKeyPairSync('x25519')
    expect(() => writeVerifierKey(origin, x25519.publicKey)).toThrow(TypeError)
  })

  it.each(['', 'a b', 'a/b', 'a+b', 'a\nb'])('an origin with the part %j is refused', (part) => {
    expect(() => originOf('one', 'prod', part)).toThrow(RangeError)
    expect(() => originOf(part, 'prod', 'acme')).toThrow(RangeError)
  })

  it.each(['', 'a', 'a+00000000+AQ==', 'a b+00000000+AQ==', keyText.slice(0, -2)])(
    'the text %j is refused as a verifier key',
    (text) => {
      expect(() => parseVerifierKey(text)).toThrow(RangeError)
    },
  )
})
