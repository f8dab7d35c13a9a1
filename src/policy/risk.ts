// How much a change risks: takes the fields it touches, returns a risk class with reasons.

import { z } from 'zod'
import type { Environment } from './names.ts'

/** In increasing order. Not the safety class, which decides the approvals (HAPF). */
export const riskClasses = ['LOW', 'MEDIUM', 'HIGH'] as const
export const riskClassSchema = () => z.enum(riskClasses)
export type RiskClass = (typeof riskClasses)[number]

/** What a change is about. A change that touches two of these is riskier than either alone. */
const concerns = ['compute', 'identity', 'location', 'source', 'lifecycle'] as const

/** The risk that a field or a whole command declares; making and deleting are `lifecycle`. */
export const riskSchema = () =>
  z.strictObject({ risk: riskClassSchema(), concern: z.enum(concerns) })

/** One thing that a change touches, by the name of the field or concern. */
export const touchedSchema = () => riskSchema().extend({ name: z.string() })
export type Touched = Readonly<z.infer<ReturnType<typeof touchedSchema>>>

/** What raised the class above that of the riskiest field. */
type Elevator = 'concerns' | 'batch' | 'prod'

export interface ChangeRisk {
  readonly class: RiskClass
  /** The names of the touched things with the highest class. */
  readonly of: readonly string[]
  readonly raisedBy: readonly Elevator[]
}

/** From this many targets on a change is HIGH; from two on it is raised one class. */
const bulk = 6

/**
 * The highest class of what is touched, raised by one class each for several concerns, several
 * targets (`count`) and prod, at most HIGH. Null where nothing declares a risk.
 */
export function riskOfChange(
  touched: readonly Touched[],
  environment: Environment,
  count: number,
): ChangeRisk | null {
  if (touched.length === 0) return null
  const base = Math.max(...touched.map(({ risk }) => riskClasses.indexOf(risk)))
  const touching = new Set(touched.map(({ concern }) => concern))
  const raises: readonly (readonly [Elevator, number])[] = [
    ['concerns', touching.size > 1 ? 1 : 0],
    ['batch', count >= bulk ? riskClasses.length : count > 1 ? 1 : 0],
    ['prod', environment === 'prod' ? 1 : 0],
  ]
  let level = base
  const raisedBy: Elevator[] = []
  for (const [elevator, more] of raises) {
    const raised = Math.min(level + more, riskClasses.length - 1)
    if (raised > level) raisedBy.push(elevator)
    level = raised
  }
  const of = touched.filter(({ risk }) => riskClasses.indexOf(risk) === base)
  return {
    class: riskClasses[level] ?? 'HIGH',
    of: [...new Set(of.map(({ name }) => name))],
    raisedBy,
  }
}
