// What the keys of an environment encrypt can be decrypted there, for the same purpose only.

import { expect, it } from 'vitest'
import { factorPlace, recoveryHash } from '../../src/command/answered/step-up.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { freshFolder } from '../fresh-folder.ts'

const folder = freshFolder()

it('a sealed second factor opens for its person, and for no other place', () => {
  const { vault } = readKeys(folder)
  const sealed = vault.seal('JBSWY3DP', factorPlace('beto'))
  expect(vault.open(sealed, factorPlace('beto'))).toBe('JBSWY3DP')
  for (const place of [factorPlace('carla'), factorPlace('bet'), 'beto', ''])
    expect(() => vault.open(sealed, place)).toThrow('unable to authenticate')
})

it('a sealed text with any changed byte does not open', () => {
  const { vault } = readKeys(folder)
  const sealed = Buffer.from(vault.seal('JBSWY3DP', 'place'), 'base64url')
  for (const at of sealed.keys()) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => vault.open(changed.toString('base64url'), 'place')).toThrow(
      'unable to authenticate',
    )
  }
})

it('the hash of a recovery code depends on the key, and not on case or hyphens', () => {
  const hash = recoveryHash('a key', 'abcd-efgh')
  expect(recoveryHash('a key', 'ABCDEFGH')).toBe(hash)
  expect(recoveryHash('another key', 'ABCDEFGH')).not.toBe(hash)
})
