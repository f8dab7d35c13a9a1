// A folder that belongs to another user is reported as such, and not as a missing environment.

import { expect, it } from 'vitest'
import { refuseClosedFolder } from '../../src/cli/context.ts'

const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code })
}

it('a folder that this user cannot read is refused with the fix', () => {
  expect(() => refuseClosedFolder('/srv', 'prod', failing('EACCES'))).toThrow(
    '/srv/data/prod cannot be read by this user; run aval as its owner',
  )
})

it('a readable or missing folder is not refused here', () => {
  expect(() => refuseClosedFolder('/srv', 'prod', () => undefined)).not.toThrow()
  expect(() => refuseClosedFolder('/srv', 'prod', failing('ENOENT'))).not.toThrow()
})
