// The people of `environment.yaml`, as the store enrols them at the first start.

import type { Person } from '../policy/people.ts'
import { type Settings, tenantName } from './settings.ts'

/** The people of the file; they are enrolled only while the store knows nobody. */
export function peopleOfFile(settings: Settings): readonly Person[] {
  return settings.people.map((one) => ({
    id: one.id,
    name: one.name,
    tenant: tenantName(settings.environment, one.tenant),
    roles: one.roles,
    grants: [],
    locale: one.locale,
    identifiers: one.phones,
    stepUp: 'none',
  }))
}
