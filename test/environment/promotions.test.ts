// Which tickets an environment accepts: those of the environment directly below, by its own key.
// Doctor checks the key.

import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { checkPromotions } from '../../src/environment/doctor/promotions.ts'
import { promotionKey } from '../../src/environment/settings/promotions.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import type { Environment } from '../../src/policy/names.ts'
import { keyIn } from '../connectors/fixtures.ts'
import { freshFolder } from '../fresh-folder.ts'
import { madeHome } from '../made-home.ts'

let home: string
beforeEach(() => {
  home = freshFolder()
})

const keyOf = (environment: Environment, as = environment) =>
  promotionKey(createPublicKey(keyIn(environment)), as)

function settingsOf(environment: Environment, promotions: object) {
  madeHome({ environment, retention: { evidence: '365d', messages: '7d' }, promotions }, home)
  return readSettings(home, environment)
}

const trusting = (environment: Environment, from: Environment, key = keyOf(from)) =>
  settingsOf(environment, { from, key })

it.each<[Environment, Environment]>([
  ['test', 'dev'],
  ['staging', 'test'],
  ['prod', 'staging'],
])('the settings of %s may trust tickets of %s', (environment, from) => {
  expect(trusting(environment, from).promotions).toEqual({ from, key: keyOf(from) })
})

it.each<[Environment, Environment, string]>([
  ['prod', 'dev', 'promotions.from: prod accepts tickets of staging only; write'],
  ['prod', 'prod', 'promotions.from: prod accepts tickets of staging only'],
  ['test', 'staging', 'promotions.from: test accepts tickets of dev only'],
  ['dev', 'dev', 'promotions: no environment is below dev; remove it.'],
])('the settings of %s may not trust tickets of %s', (environment, from, sentence) => {
  expect(() => trusting(environment, from)).toThrow(sentence)
})

it('a key that is not one of that environment is refused with the fix', () => {
  const refusal =
    'promotions.key: it is not a key of dev; write what aval attest --key --env dev prints.'
  const own = keyOf('dev')
  const chain = writeVerifierKey('aval/0123456789ab/dev/dev:acme', createPublicKey(keyIn('dev')))
  const other = writeVerifierKey('aval/0123456789ab/dev', createPublicKey(keyIn('dev')))
  const wrong = [keyOf('test'), keyOf('dev', 'test'), chain, other, own.slice(0, -4), 'abc', '']
  for (const key of wrong) expect(() => trusting('test', 'dev', key), key).toThrow(refusal)
  expect(() => settingsOf('test', { from: 'dev' })).toThrow('promotions.key')
  expect(() => settingsOf('test', { from: 'dev', key: own, also: 'x' })).toThrow('also')
})

it('doctor shows the trusted key, and reports when the environment below has another one', () => {
  const settings = trusting('test', 'dev')
  const found = () => checkPromotions(home, settings).map(({ level, what }) => `${level}: ${what}`)
  const issuer = keyOf('dev').split('+')[0]
  expect(found()).toEqual([`ok: accepts tickets of dev, signed by ${issuer}`])
  const keys = join(home, 'data', 'dev', 'keys')
  mkdirSync(keys, { recursive: true })
  const put = (key: ReturnType<typeof keyIn>) =>
    writeFileSync(join(keys, 'checkpoint.pem'), key.export({ type: 'pkcs8', format: 'pem' }))
  put(keyIn('dev'))
  expect(found()).toEqual([`ok: accepts tickets of dev, signed by ${issuer}`])
  put(generateKeyPairSync('ed25519').privateKey)
  expect(checkPromotions(home, settings)).toEqual([
    {
      check: 'promotions',
      level: 'warning',
      what: 'The key of dev in this home differs from promotions.key: its tickets do not count.',
      mend: 'Write what aval attest --key --env dev prints.',
    },
  ])
  const { promotions: _promotions, ...without } = settings
  expect(checkPromotions(home, without)).toEqual([])
})
