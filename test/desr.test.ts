// RFC-WF-0031: maps each requirement to the tests that show it; none may be without one.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { declaresTest } from './cited.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

type Shown =
  /** A test of this file, by its title. */
  | { readonly file: string; readonly title: string }
  /** A golden chat; its first line names the requirement. */
  | { readonly chat: string }

const of = (file: string, ...titles: readonly string[]): readonly Shown[] =>
  titles.map((title) => ({ file, title }))
const chat = (name: string): Shown => ({ chat: name })

const isolation = 'environment/isolation.test.ts'
const started = 'environment/start.test.ts'
const permission = 'environment/permission.test.ts'
const settings = 'environment/settings.test.ts'
const sandbox = 'environment/sandbox.test.ts'
const drift = 'environment/drift.test.ts'

const everyArtifact = 'each artifact of %s names its own environment and tenants only'

const table: Readonly<Record<string, readonly Shown[]>> = {
  'DESR-01': [
    ...of(settings, 'the environment must be exactly one of dev, test, staging and prod'),
    ...of(isolation, 'settings of dev in the folder of prod are refused by file and fix'),
  ],
  'DESR-02': of(isolation, everyArtifact),
  'DESR-03': [
    ...of(
      isolation,
      'nothing opens with the database of the other environment in the folder of %s',
      'the folder of %s contains no canary of the other environment, and no secret',
      'each connector is called with the secret of its own environment',
      'a token of dev is refused in prod, and leaves evidence there',
    ),
    ...of(
      permission,
      'can use its own folder, and nothing of the other environment',
      'has its own secret, and no other variable',
      'separate users keep even native code from opening the database of the other environment',
      'no statement of the store attaches another database file',
      'are found by value and reported by name',
    ),
    ...of(
      'engine/two-environments.test.ts',
      'each of two environments in one process writes the same bytes as it does alone',
    ),
  ],
  'DESR-04': [
    ...of(settings, 'the full name of a tenant carries the name of its environment'),
    ...of(isolation, 'nobody in dev can name a tenant of prod, and the attempt leaves evidence'),
  ],
  'DESR-05': [
    ...of(settings, 'the policy binding must name one pack, one version and one profile'),
    ...of(
      drift,
      '%s records pack, version, profile and digest when it starts',
      'a pack that changed under its version locks prod until it is restored',
      'a pack that changed under its version is used in dev, and its change is in the evidence',
    ),
    chat('approve/policy-changes'),
  ],
  'DESR-06': [chat('lockdown/no-policy'), chat('lockdown/broken-policy')],
  'DESR-07': [
    chat('people/what-each-may-ask'),
    ...of(
      'engine/policy-status.test.ts',
      'policy status names the first binding, also after starts that changed nothing',
      'policy status names the binding by chat after a start',
    ),
  ],
  'DESR-08': [
    chat('sandbox/twin'),
    ...of(sandbox, 'a sandbox request resolves no secret and reaches no host'),
  ],
  'DESR-09': of(
    sandbox,
    'a sandbox request shows SANDBOX on its card, is approved, and tells its outcome',
  ),
  'DESR-10': of(sandbox, 'a sandbox request leaves all the evidence of a real one'),
  'DESR-11': [chat('sandbox/twin')],
  'DESR-12': of(sandbox, 'a sandbox request resolves no secret and reaches no host'),
  'DESR-13': of(
    isolation,
    'the folder of %s contains no canary of the other environment, and no secret',
  ),
  'DESR-14': [
    ...of(
      isolation,
      everyArtifact,
      'nothing opens with the database of the other environment in the folder of %s',
    ),
    chat('sandbox/kept-apart'),
  ],
  'DESR-15': [
    ...of(
      started,
      'every series of metrics of %s names its environment, and no canary value',
      'every log record names one environment, and no canary value',
    ),
    ...of(
      'environment/log.test.ts',
      'a log record cannot claim another environment',
      'a log collector passes a record only when it names its own environment',
    ),
    ...of(
      'environment/metrics.test.ts',
      'each series of metrics names the environment, and no person, phone, order or secret',
    ),
    ...of(
      'environment/traces.test.ts',
      'each span names its environment, and no phone, text, token or secret',
      'a span without the label of its environment, or with another one, is not exported',
      'two processes with one collector label their spans, and send no canary value',
    ),
  ],
  'DESR-16': [
    ...of(
      'environment/doctor.test.ts',
      'doctor reports unusable settings, such as too short a retention of evidence in prod',
    ),
    ...of(settings, 'prod must keep the evidence of real tenants for a year at least'),
    ...of(
      'environment/retention.test.ts',
      'each start records how long evidence is kept, and each erasure the time that was in force',
    ),
    chat('evidence/retention'),
    chat('people/forgotten'),
  ],
  'DESR-17': [
    ...of(
      'engine/step-up.test.ts',
      'for S3 the request names the environment, and each grant needs its own code',
    ),
    ...of(
      'environment/doctor.test.ts',
      'doctor reports a prod under a profile that lets one person decide',
    ),
  ],
  'DESR-18': [chat('confirm/prod-by-name')],
  'DESR-19': of(isolation, everyArtifact),
  'DESR-20': [
    chat('lockdown/on-and-off'),
    chat('lockdown/a-part-for-a-while'),
    chat('lockdown/whole-for-a-while'),
    chat('lockdown/two-people-unlock'),
    chat('lockdown/suspend-in-a-lockdown'),
    ...of(
      'engine/queued-at-lockdown.test.ts',
      'a lockdown fails the queued effect, lets those under way finish and tells the requester why',
      'after a restart in a lockdown, effects under way are uncertain and not sent again',
    ),
    ...of(
      'environment/lockdown.test.ts',
      'a lockdown of a part for two hours refuses its commands in chat, and no others',
    ),
  ],
  'DESR-21': of(
    'environment/attest.test.ts',
    'an attestation names environment, tenants, validity, evidence, policy, program and results',
  ),
  'DESR-22': [
    ...of(
      'environment/attest.test.ts',
      'an attestation of another environment is refused, though the right key signed it',
      'an attestation of dev is refused in prod, and one signed with the key of prod in dev',
    ),
    ...of(
      'environment/attest-across.test.ts',
      'the attestation that the API of %s serves is refused in the other, also when renamed',
      'the key of %s signs no attestation that the other environment accepts',
      'an older attestation is stale once a newer one is on record',
    ),
  ],
}

/** Why the entry proves nothing; null when it does. An excuse proves nothing either. */
function complaint(requirement: string, shown: Shown): string | null {
  if ('chat' in shown) {
    const file = join(root, 'test', 'chats', `${shown.chat}.chat`)
    if (!existsSync(file)) return `${requirement}: there is no chat ${shown.chat}`
    const heading = readFileSync(file, 'utf8').split('\n')[0] ?? ''
    return covers(heading, requirement) ? null : `${requirement}: ${shown.chat} does not name it`
  }
  const file = join(root, 'test', shown.file)
  if (!existsSync(file)) return `${requirement}: there is no ${shown.file}`
  const source = readFileSync(file, 'utf8')
  return declaresTest(source, shown.title)
    ? null
    : `${requirement}: ${shown.file} has no "${shown.title}"`
}

/** A heading names a requirement by itself, or within a range: `DESR-08 to DESR-12`. */
function covers(heading: string, requirement: string): boolean {
  if (heading.includes(requirement)) return true
  const range = /DESR-(\d+) to DESR-(\d+)/.exec(heading)
  const number = Number(requirement.slice('DESR-'.length))
  return range !== null && number >= Number(range[1]) && number <= Number(range[2])
}

test('the table has each of the 22 requirements once, with an entry', () => {
  const all = Array.from({ length: 22 }, (_, index) => `DESR-${String(index + 1).padStart(2, '0')}`)
  expect(Object.keys(table)).toEqual(all)
  expect(all.filter((one) => (table[one] ?? []).length === 0)).toEqual([])
})

test('every test and chat in the table exists, and the chats name the requirement', () => {
  const complaints = Object.entries(table).flatMap(([requirement, entries]) =>
    entries.flatMap((one) => complaint(requirement, one) ?? []),
  )
  expect(complaints).toEqual([])
})

test('a title counts as a test only where a test that runs has it', () => {
  const sources = [
    "it('a title', () => {",
    "test.each(sides)(\n  'a title',\n  async (side) => {",
    "test('a title', { timeout: 60_000 }, () =>",
    "test.runIf(isRoot)('a title', () => {",
  ]
  expect(sources.filter((source) => !declaresTest(source, 'a title'))).toEqual([])
  const others = [
    "// it('a title', () => {",
    "it.skip('a title', () => {",
    "test.fails('a title', () => {",
    "describe('a title', () => {",
    "const title = 'a title'",
    "it('a title of another', () => {",
  ]
  expect(others.filter((source) => declaresTest(source, 'a title'))).toEqual([])
})

test('a missing test, a missing chat and a chat of another requirement are reported', () => {
  expect(complaint('DESR-01', { file: isolation, title: 'no such test' })).not.toBeNull()
  expect(complaint('DESR-01', { file: 'no-such.test.ts', title: everyArtifact })).not.toBeNull()
  expect(complaint('DESR-01', chat('lockdown/on-and-off'))).not.toBeNull()
  expect(complaint('DESR-01', chat('no/such-chat'))).not.toBeNull()
})
