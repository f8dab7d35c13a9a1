// The people of `environment.yaml` as the store enrols them.

import type { Person } from '../policy/people.ts'
import { tenantName } from './settings/settings.ts'
import type { Settings } from './settings/settings-schema.ts'

/** They are enrolled only while the store holds nobody. */
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
