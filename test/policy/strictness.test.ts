// What a pack asks of each class, as a card about a change of policy compares it.

import { expect, it } from 'vitest'
import { strictnessOf } from '../../src/policy/strictness.ts'
import { rulesFor } from '../model/content.ts'

const { pack } = rulesFor('dev', 'HAPF-Strong')
if (pack === null) throw new Error('A pack is bound.')
const asks = (
  ...[profile, environment]: readonly ['HAPF-Basic' | 'HAPF-Operational', 'dev' | 'prod']
) => Object.fromEntries(strictnessOf(pack, profile, environment))

it('says how many approve and when a code is wanted', () => {
  expect(asks('HAPF-Operational', 'prod')).toEqual({
    'S2 approvers': '1',
    'S3 approvers': '2',
    'R3 approvers': '2',
    'S2 second factor': '1h',
    'S3 second factor': 'each',
    'R3 second factor': 'each',
  })
  expect(asks('HAPF-Basic', 'dev')).toMatchObject({
    'S2 approvers': '0',
    'S3 approvers': '1',
    'S2 second factor': 'none',
  })
})
