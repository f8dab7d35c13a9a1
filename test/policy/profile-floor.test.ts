// Finds where a pack asks fewer people than its profiles promise, by a profile or a named policy.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parsePackText } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { belowMinimum } from '../../src/policy/profile-floor.ts'

const strong = readFileSync(join(shipped, 'flows/policies/strong-1.0.0.yaml'), 'utf8')
const fewer = /^ +fewer_because: .*\n/gm

const shortfalls = (text: string) =>
  belowMinimum(parsePackText(text)).map(
    ({ field, profile, safetyClass, asked, least }) =>
      `${field} ${safetyClass}: ${asked} of ${least} (${profile})`,
  )

it('the shipped packs ask for no fewer people than their profiles', () => {
  for (const name of ['strong', 'careful', 'tiered'])
    expect(
      shortfalls(readFileSync(join(shipped, `flows/policies/${name}-1.0.0.yaml`), 'utf8')),
    ).toEqual([])
})

it('a policy with fewer approvers than its profile is reported, unless it gives a reason', () => {
  expect(shortfalls(strong.replace(fewer, ''))).toEqual([
    'approvals.people.approvers S3: 1 of 2 (HAPF-Operational)',
    'approvals.enrolment.approvers S3: 1 of 2 (HAPF-Operational)',
  ])
  const recovery = strong.replace(
    '    classes: [R3]\n',
    '    classes: [S2, R3]\n    approvers: 1\n',
  )
  expect(shortfalls(recovery)).toEqual([
    'approvals.recovery.approvers R3: 1 of 2 (HAPF-Operational)',
  ])
})

it('a reason for fewer approvers is refused without a number of approvers', () => {
  const text = strong.replace('    scope: admin.approve.destructive\n', (scope) =>
    scope.concat('    fewer_because: because it is so\n'),
  )
  expect(() => parsePackText(text)).toThrow('but not how many')
})
