// The digest of the installed packages covers every file that could run, wherever a package lies.

import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { Claims } from '../../src/environment/attestation/attestation.ts'
import { checkAttestation, signAttestation } from '../../src/environment/attestation/attestation.ts'
import { packagesDigest } from '../../src/environment/attestation/packages.ts'
import { freshFolder } from '../fresh-folder.ts'

let root: string
beforeEach(() => {
  root = freshFolder()
  put('package.json', { name: 'program', version: '1', dependencies: { one: '^1' } })
  put('node_modules/one/package.json', {
    ...{ name: 'one', version: '1.0.0', dependencies: { two: '*' } },
    optionalDependencies: { absent: '*' },
  })
  put('node_modules/one/index.js', 'one')
  put('node_modules/two/package.json', { name: 'two', version: '2.0.0' })
  put('node_modules/two/lib/deep.js', 'two')
  put('node_modules/idle/package.json', { name: 'idle', version: '1.0.0' })
})

function put(path: string, content: string | object): void {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
}

test('the digest of packages does not depend on where the installer put them', () => {
  const before = packagesDigest(root)
  expect(packagesDigest(root)).toBe(before)
  mkdirSync(join(root, 'node_modules/one/node_modules'))
  renameSync(join(root, 'node_modules/two'), join(root, 'node_modules/one/node_modules/two'))
  expect(packagesDigest(root)).toBe(before)
  const below = join(root, 'node_modules', 'as-a-package')
  mkdirSync(below)
  cpSync(join(root, 'package.json'), join(below, 'package.json'))
  expect(packagesDigest(below)).toBe(before)
})

test.each([
  ['a byte of a package', 'node_modules/one/index.js', 'One'],
  ['a byte of a dependency', 'node_modules/two/lib/deep.js', 'Two'],
  ['an additional file', 'node_modules/two/lib/more.js', ''],
  ['native code', 'node_modules/two/build/two.node', 'machine'],
  ['a hidden file', 'node_modules/two/.hooks.js', ''],
  ['an optional package that was installed', 'node_modules/absent/package.json', '{}'],
])('the digest of packages changes with %s', (_what, path, content) => {
  const before = packagesDigest(root)
  put(path, content)
  expect(packagesDigest(root)).not.toBe(before)
})

test('the digest of packages changes with a version, though no other byte does', () => {
  const before = packagesDigest(root)
  put('node_modules/two/package.json', { name: 'two', version: '2.0.1' })
  expect(packagesDigest(root)).not.toBe(before)
})

test('the digest of packages ignores documentation, declarations and packages that nobody needs', () => {
  const before = packagesDigest(root)
  put('node_modules/one/README.md', 'words')
  put('node_modules/one/index.d.ts', 'export {}')
  put('node_modules/idle/index.js', 'idle')
  expect(packagesDigest(root)).toBe(before)
})

test('an attestation under other packages is stale', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const policy = {
    pack: 'p',
    version: '1',
    profile: 'HAPF-Strong',
    digest: 'a'.repeat(64),
  } as const
  const digest = 'b'.repeat(64)
  const program = { version: '1', digest, content_digest: digest, packages_digest: digest }
  const claims: Claims = {
    ...{ iss: 'i', environment: 'dev', tenant_scope: ['dev:acme'], discovery_url: '/' },
    ...{ iat: 0, nbf: 0, exp: 100, evidence: [], policy, program, results: [] },
    settings_digest: digest,
  }
  const text = await signAttestation(claims, privateKey)
  const base = {
    issuer: 'i',
    publicKey,
    now: 1,
    policy,
    settingsDigest: digest,
    hashAt: () => null,
  }
  const standing = { ...base, environment: 'dev' } as const
  expect(await checkAttestation(text, { ...standing, program })).toMatchObject({
    verdict: 'VALID',
  })
  const other = { ...program, packages_digest: packagesDigest(root) }
  expect(await checkAttestation(text, { ...standing, program: other })).toMatchObject({
    ...{ verdict: 'STALE', why: 'packages_changed' },
  })
})
