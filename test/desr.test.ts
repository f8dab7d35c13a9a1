// RFC-WF-0031: maps each requirement to the tests that show it; none may be without one.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

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

const everyArtifact = 'each artifact of %s carries its environment and its tenants only'

const table: Readonly<Record<string, readonly Shown[]>> = {
  'DESR-01': [
    ...of(settings, 'a deployment is exactly one of dev, test, staging and prod'),
    ...of(isolation, 'settings of dev in the folder of prod are refused, by file and mend'),
  ],
  'DESR-02': of(isolation, everyArtifact),
  'DESR-03': [
    ...of(
      isolation,
      'with the other database in the folder of %s, nothing opens',
      'nothing in the folder of %s names a canary of the other, or a secret',
      'each connector was asked with the secret of its own environment',
      'a token of dev is worth nothing in prod, and leaves evidence there',
    ),
    ...of(
      permission,
      'its own folder can be used, and nothing of the other',
      'its own secret is there, the other one and everything else is not',
      'with users of their own, not even native code attaches the other database',
      'no statement of the store attaches another file',
      'are found by value and named without it',
    ),
    ...of(
      'engine/side-by-side.test.ts',
      'each of two environments in one process writes the same bytes as it does alone',
    ),
  ],
  'DESR-04': [
    ...of(settings, 'a tenant carries the name of its environment'),
    ...of(isolation, 'in dev nobody can name a tenant of prod, and trying leaves evidence'),
  ],
  'DESR-05': [
    ...of(settings, 'the binding names one pack, one version and one profile'),
    ...of(
      drift,
      '%s records pack, version, profile and digest at its start',
      'a byte that changed under its version locks prod, until it is put back',
      'dev goes on with what is there, and the change is in its evidence',
    ),
    chat('approve/policy-changes'),
  ],
  'DESR-06': [chat('lockdown/no-policy'), chat('lockdown/broken-policy')],
  'DESR-07': [chat('people/what-each-may-ask')],
  'DESR-08': [
    chat('sandbox/twin'),
    ...of(sandbox, 'a sandbox request resolves no secret and reaches no host'),
  ],
  'DESR-09': of(
    sandbox,
    'a sandbox request is confirmed, approved and told as a real one, and says that it is none',
  ),
  'DESR-10': of(sandbox, 'a sandbox request leaves the whole chain of evidence'),
  'DESR-11': [chat('sandbox/twin')],
  'DESR-12': of(sandbox, 'a sandbox request resolves no secret and reaches no host'),
  'DESR-13': of(isolation, 'nothing in the folder of %s names a canary of the other, or a secret'),
  'DESR-14': [
    ...of(isolation, everyArtifact, 'with the other database in the folder of %s, nothing opens'),
    chat('sandbox/kept-apart'),
  ],
  'DESR-15': [
    ...of(
      started,
      'every series of %s carries its environment and no canary',
      'every log record names one environment, and none holds a canary',
    ),
    ...of(
      'environment/log.test.ts',
      'a record cannot claim another environment',
      'a collector passes a record only when it says that it belongs to who wrote it',
    ),
    ...of(
      'environment/metrics.test.ts',
      'each series carries the environment, and none a person, a phone or an order',
    ),
    ...of(
      'environment/traces.test.ts',
      'each span names its environment by both names, and no phone, text, token or secret',
      'a span without the label, or with that of another environment, never leaves',
      'two processes, one collector: each span is of one environment, and none names a canary',
    ),
  ],
  'DESR-16': [
    ...of(
      'environment/doctor.test.ts',
      'settings that no environment can open with, such as evidence kept too short in prod',
    ),
    chat('evidence/retention'),
    chat('people/forgotten'),
  ],
  'DESR-17': [
    ...of(
      'engine/step-up.test.ts',
      'for S3 the request names the environment, and each grant needs its own code',
    ),
    ...of('environment/doctor.test.ts', 'a prod under a profile that lets one person decide'),
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
      'a part, for two hours: what it means is refused in chat, and the rest goes on',
    ),
  ],
  'DESR-21': of(
    'environment/attest.test.ts',
    'it names environment, tenants, discovery, window, evidence, policy, program and results',
  ),
  'DESR-22': [
    ...of(
      'environment/attest.test.ts',
      'it is refused for another environment, though the key be right',
      'an attestation of dev is refused in prod, and one of prod in dev',
    ),
    ...of(
      'environment/attest-across.test.ts',
      'what the door of %s serves is refused in the other, bare, served and renamed',
      'with the key of %s nothing can be signed that the other takes',
      'an old one is stale once a newer one is on record',
    ),
  ],
}

/** A test's title in its source: a quoted first argument. */
function declares(source: string, title: string): boolean {
  const quoted = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<!\\bdescribe)\\(\\s*'${quoted}',\\s*(?:async )?\\(`).test(source)
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
  return declares(source, shown.title)
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

test('a missing test, a missing chat and a chat of another requirement are reported', () => {
  expect(complaint('DESR-01', { file: isolation, title: 'no such test' })).not.toBeNull()
  expect(complaint('DESR-01', { file: 'no-such.test.ts', title: everyArtifact })).not.toBeNull()
  expect(complaint('DESR-01', chat('lockdown/on-and-off'))).not.toBeNull()
  expect(complaint('DESR-01', chat('no/such-chat'))).not.toBeNull()
})
