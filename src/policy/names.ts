// The closed vocabularies of the product: environments, safety classes, profiles, and their order.

import { z } from 'zod'

/** Every deployment is exactly one of these (DESR VI). */
export const environments = ['dev', 'test', 'staging', 'prod'] as const
export const environmentSchema = z.enum(environments)
export type Environment = z.infer<typeof environmentSchema>

/** S2, S3 and R3 are HAPF's (VI.A); S0, S1, R1 and R2 are ours. */
export const safetyClasses = ['S0', 'S1', 'S2', 'S3', 'R1', 'R2', 'R3'] as const
export const safetyClassSchema = z.enum(safetyClasses)
export type SafetyClass = z.infer<typeof safetyClassSchema>

/** The classes for which HAPF VI.A demands an approval policy. */
export const highImpactClasses: readonly SafetyClass[] = ['S2', 'S3', 'R3']

export const profiles = ['HAPF-Basic', 'HAPF-Strong', 'HAPF-Operational'] as const
export const profileSchema = z.enum(profiles)
export type Profile = z.infer<typeof profileSchema>

/** The actor name that stands for all agents in audit queries. */
export const everyAgent = 'agents'

/** Ids that evidence uses for the program, all agents and strangers; no person may have one. */
export function isReservedId(id: string): boolean {
  return id === 'aval' || id === everyAgent || id.startsWith('stranger-')
}

export const personIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,40}$/, 'an id has small letters, digits, - and _')
  .refine(
    (id) => !isReservedId(id),
    'evidence means the program, a stranger or the agents by it; choose another',
  )

/** A scope is `area.verb`, with up to four parts; a role may end one in `*`. */
export const scopeSchema = z
  .string()
  .regex(/^[a-z_]+(\.[a-z_]+){1,3}$/, 'a scope looks like area.verb')
export const grantSchema = z
  .string()
  .regex(/^[a-z_]+(\.([a-z_]+|\*)){1,3}$/, 'a grant looks like area.verb or area.*')

/** Does the grant (`admin.*`) include the scope (`admin.approve.recovery`)? */
export function covers(grant: string, scope: string): boolean {
  if (!grant.endsWith('.*')) return grant === scope
  return scope.startsWith(grant.slice(0, -1))
}
