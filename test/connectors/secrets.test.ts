// Secrets by reference: what is refused, what is reported, and that no value is ever shown.

import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  openSecrets,
  parseSecretReference,
  type Resolution,
  type SecretLoad,
} from '../../src/connectors/secrets.ts'
import { freshFolder } from '../fresh-folder.ts'

const field = 'connectors.shop.secrets.token'
const value = 'v4lue-that-nobody-sees'

let folder: string
let loads: SecretLoad[]
beforeEach(() => {
  folder = realpathSync(freshFolder())
  loads = []
})

function resolve(text: string, variables = {}): Resolution {
  const onLoaded = (load: SecretLoad) => loads.push(load)
  const secrets = openSecrets({ folder, variables, salt: 'salt', onLoaded })
  return secrets.resolve(parseSecretReference(text, field))
}

function put(name: string, text: string, mode = 0o600): void {
  writeFileSync(join(folder, name), text)
  chmodSync(join(folder, name), mode)
}

function missing(id: string, reference: string): Resolution {
  return { kind: 'missing', reason: { id, args: { reference } } }
}

describe('a secret reference', () => {
  it('is parsed', () => {
    const text = 'secret://env/SHOP_TOKEN'
    expect(parseSecretReference(text, field)).toEqual({ text, home: 'env', name: 'SHOP_TOKEN' })
    expect(parseSecretReference('secret://file/shop.token', field).name).toBe('shop.token')
  })

  it.each([
    value,
    '',
    `secret://env/${value}`,
    'secret://env/A/B',
    'secret://file/../aval.db',
    'secret://file/..',
    'secret://file/.hidden',
    'secret://file/a/b',
    'secret://file/%2e%2e',
    'secret://file/a\n',
    'secret://vault/A',
    'https://a',
    7,
    null,
  ])('is required: %j is refused without repeating it', (text) => {
    const refusal = () => parseSecretReference(text, field)
    expect(refusal).toThrow(`${field} must be a reference`)
    expect(refusal).toThrow('secret://env/NAME')
    expect(refusal).not.toThrow(value)
  })
})

describe('a secret in an environment variable', () => {
  it('is read when it is used, and its loading is reported once by fingerprint', () => {
    const secrets = openSecrets({
      folder,
      variables: { A: value },
      salt: 'salt',
      onLoaded: (load) => loads.push(load),
    })
    expect(loads).toEqual([])
    const reference = parseSecretReference('secret://env/A', field)
    expect(secrets.resolve(reference)).toEqual({ kind: 'found', value })
    expect(secrets.resolve(reference).kind).toBe('found')
    expect(loads).toHaveLength(1)
    expect(loads[0]?.reference).toBe('secret://env/A')
    expect(loads[0]?.fingerprint).toMatch(/^[0-9a-f]{12}$/)
    expect(JSON.stringify(loads)).not.toContain(value)
  })

  it.each([{}, { A: '' }, { A: undefined }])('is missing in %j', (variables) => {
    expect(resolve('secret://env/A', variables)).toEqual(
      missing('secret-missing', 'secret://env/A'),
    )
    const inherited = 'secret://env/constructor'
    expect(resolve(inherited)).toEqual(missing('secret-missing', inherited))
    expect(loads).toEqual([])
  })

  it.each(['a\nx-evil: 1', 'a b', 'é', '\u0000'])(
    'is refused if it does not fit a header: %j',
    (text) => {
      const expected = missing('secret-unusable', 'secret://env/A')
      expect(resolve('secret://env/A', { A: text })).toEqual(expected)
    },
  )

  it('has another fingerprint with another salt', () => {
    const reference = parseSecretReference('secret://env/A', field)
    for (const salt of ['one', 'two', 'one'])
      openSecrets({
        folder,
        variables: { A: value },
        salt,
        onLoaded: (load) => loads.push(load),
      }).resolve(reference)
    expect(loads[0]).toEqual(loads[2])
    expect(loads[0]).not.toEqual(loads[1])
  })
})

describe('a secret in a file', () => {
  it('is read without its last line break', () => {
    put('shop', `${value}\n`)
    expect(resolve('secret://file/shop')).toEqual({ kind: 'found', value })
    expect(loads).toHaveLength(1)
  })

  it.each([0o640, 0o604, 0o644, 0o620, 0o602])('is refused with the mode %o', (mode) => {
    put('shop', value, mode)
    expect(resolve('secret://file/shop')).toEqual(missing('secret-file-open', 'secret://file/shop'))
    expect(loads).toEqual([])
  })

  it('is refused when the file is missing, a folder, a link or too large', () => {
    expect(resolve('secret://file/none')).toEqual(missing('secret-missing', 'secret://file/none'))
    mkdirSync(join(folder, 'inner'), { mode: 0o700 })
    expect(resolve('secret://file/inner')).toEqual(
      missing('secret-unusable', 'secret://file/inner'),
    )
    put('large', 'x'.repeat(64 * 1024 + 1))
    expect(resolve('secret://file/large').kind).toBe('missing')
    put('shop', value)
    symlinkSync(join(folder, 'shop'), join(folder, 'link'))
    expect(resolve('secret://file/link')).toEqual(missing('secret-link', 'secret://file/link'))
  })

  it('is refused when its folder is a symbolic link', () => {
    const theirs = join(folder, 'theirs')
    mkdirSync(theirs, { mode: 0o700 })
    put('theirs/shop', value)
    const linked = join(folder, 'secrets')
    symlinkSync(theirs, linked)
    const reference = parseSecretReference('secret://file/shop', field)
    const of = (place: string) =>
      openSecrets({ folder: place, variables: {}, salt: '', onLoaded: (load) => loads.push(load) })
    expect(of(linked).resolve(reference)).toEqual(missing('secret-link', 'secret://file/shop'))
    expect(loads).toEqual([])
    expect(of(theirs).resolve(reference).kind).toBe('found')
  })
})
