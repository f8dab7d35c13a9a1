// What the keys of an environment encrypt can be decrypted there, and nowhere else.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { factorPlace, recoveryHash } from '../../src/command/answered/step-up.ts'
import { readKeys } from '../../src/environment/keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'aval-vault-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('opens a second factor for the person whose it is, and as nothing else', () => {
  const { vault } = readKeys(folder)
  const sealed = vault.seal('JBSWY3DP', factorPlace('beto'))
  expect(vault.open(sealed, factorPlace('beto'))).toBe('JBSWY3DP')
  for (const place of [factorPlace('carla'), factorPlace('bet'), 'beto', ''])
    expect(() => vault.open(sealed, place)).toThrow()
})

it('opens nothing that was changed', () => {
  const { vault } = readKeys(folder)
  const sealed = Buffer.from(vault.seal('JBSWY3DP', 'place'), 'base64url')
  for (const at of sealed.keys()) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => vault.open(changed.toString('base64url'), 'place')).toThrow()
  }
})

it('keeps of a recovery code what nobody without the key can try out', () => {
  const hash = recoveryHash('a key', 'abcd-efgh')
  expect(recoveryHash('a key', 'ABCDEFGH')).toBe(hash)
  expect(recoveryHash('another key', 'ABCDEFGH')).not.toBe(hash)
})
