// How much one change risks: what it touches in, a class with its reasons out.

import { z } from 'zod'
import type { Environment } from './names.ts'

/** From the least to the most; another thing than the safety class, which HAPF asks about. */
export const riskClasses = ['LOW', 'MEDIUM', 'HIGH'] as const
export const riskClassSchema = () => z.enum(riskClasses)
export type RiskClass = (typeof riskClasses)[number]

/** What a change is about: a change of two of these at once risks more than either. */
const concerns = ['compute', 'identity', 'location', 'source', 'lifecycle'] as const

/** What a field or a whole command says about itself; `lifecycle` is to make and to delete. */
export const riskSchema = () =>
  z.strictObject({ risk: riskClassSchema(), concern: z.enum(concerns) })

/** One thing that a change touches: a field by its name, or a concern by its own. */
export const touchedSchema = () => riskSchema().extend({ name: z.string() })
export type Touched = Readonly<z.infer<ReturnType<typeof touchedSchema>>>

/** What made it more than the riskiest field is by itself. */
type Elevator = 'concerns' | 'batch' | 'prod'

export interface ChangeRisk {
  readonly class: RiskClass
  /** The names of what has the highest class by itself. */
  readonly of: readonly string[]
  readonly raisedBy: readonly Elevator[]
}

/** So many changes at once are HIGH, whatever they are; fewer than that, but several, one more. */
const bulk = 6

/**
 * The highest of what it touches, then one class more for several concerns, for several targets
 * (`count`) and for prod, in this order and HIGH at most. Null where nothing says what it risks.
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
