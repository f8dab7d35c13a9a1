// Which policy is in force: the recorded one, whether or not environment.yaml names it.

import { expect, test } from 'vitest'
import { rulesUnder } from '../../src/command/recorded-binding.ts'
import { readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { checkRules } from '../../src/environment/doctor/rules.ts'
import { readRules } from '../../src/environment/rules.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'

const settings = readSettings(shipped, 'prod')
const strong = settings.policy
const careful = { ...strong, pack: 'careful' }

/** `strong` stood in the file when `careful` was bound in chat. */
function bound() {
  const reading = readPack(shipped, careful)
  if (reading.kind === 'failed') throw new Error(reading.error)
  const { pack } = reading
  return { reading, bound: { file: strong, binding: { ...careful, digest: pack.digest } } }
}

test.each([
  ['still name the earlier one', strong],
  ['name the bound one', careful],
])('prod starts under the policy bound by chat when the settings %s', (_how, policy) => {
  const now = { ...settings, policy }
  const about = { home: shipped, settings: now, flows: new Map(), keys: { hashKey: 'key' } }
  const { reading, bound: recorded } = bound()
  const rules = rulesUnder(readRules({ ...about, transport: 'terminal' }), recorded)
  expect(rules.failure).toBeNull()
  expect(rules.binding).toEqual(recorded.binding)
  const findings = checkRules(now, reading, recorded)
  expect(findings.find((one) => one.check === 'drift')?.level).toBe('ok')
})

test('prod locks when the settings name a policy that is neither the earlier nor the bound one', () => {
  const now = { ...settings, policy: { ...strong, profile: 'HAPF-Basic' as const } }
  const about = { home: shipped, settings: now, flows: new Map(), keys: { hashKey: 'key' } }
  const { reading, bound: recorded } = bound()
  const rules = rulesUnder(readRules({ ...about, transport: 'terminal' }), recorded)
  expect(rules.failure).toContain('put the line back')
  expect(rules.pack).toBeNull()
  const findings = checkRules(now, reading, recorded)
  expect(findings.find((one) => one.check === 'drift')?.level).toBe('unsafe')
})
