// Whether somebody is an admin, and whether there is another one to ask.

import { expect, it } from 'vitest'
import { type Person, readerRole } from '../../src/policy/people.ts'
import { castOf } from '../model/content.ts'

const [first] = castOf('dev')
if (first === undefined) throw new Error('Somebody is enrolled.')

function admin(id: string, more: Partial<Person> = {}): Person {
  return { ...(first as Person), id, tenant: 'dev:acme', roles: ['admin'], ...more }
}

const dora = admin('dora')

it('another admin of the same tenant can be asked', () => {
  expect(readerRole(dora, () => [dora, admin('hugo')])).toBe('admin')
})

it('an only admin is one beside whom the others are suspended, of another tenant, or no admins', () => {
  const others = [
    admin('hugo', { suspended: 'identity_changed' }),
    admin('rita', { tenant: 'dev:globex' }),
    admin('beto', { roles: ['approver'] }),
  ]
  expect(readerRole(dora, () => [dora, ...others])).toBe('only-admin')
  expect(readerRole({ ...dora, suspended: 'identity_changed' }, () => [dora])).toBe('only-admin')
})

it('everybody else, and a stranger, is no admin', () => {
  expect(readerRole(admin('beto', { roles: ['approver'] }), () => [dora])).toBe('other')
  expect(readerRole(null, () => [dora])).toBe('other')
})
