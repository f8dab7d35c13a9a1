// Runs all conformance vectors against one environment and returns their results.

import type { Environment } from '../../policy/names.ts'
import { sentenceOf } from '../../store/error-text.ts'
import { boundIn, policyInForce } from '../find-store.ts'
import { readSettings } from '../settings/settings.ts'
import type { StageParts } from './home.ts'
import { fail, NotVerified, type Vector, type Verdict } from './moves.ts'
import { onStage, type Stage } from './stage.ts'
import { vectors } from './vectors.ts'

export interface VectorResult {
  readonly vector: string
  readonly controls: readonly string[]
  readonly title: string
  readonly result: Verdict['result']
  /** Why it failed or was not verified; absent for PASS. */
  readonly reason?: string
}

/**
 * Runs every vector with this environment's settings, policy in force, flows and texts. Its store,
 * secrets and network are not touched: each vector gets a temporary home.
 */
export async function conform(
  home: string,
  environment: Environment,
  version: string,
): Promise<readonly VectorResult[]> {
  const settings = readSettings(home, environment)
  const policy = policyInForce(settings, boundIn(home, settings))
  const results: VectorResult[] = []
  for (const vector of vectors)
    results.push(await resultOf(vector, { home, settings, policy, version }))
  return results
}

async function resultOf(vector: Vector, parts: StageParts): Promise<VectorResult> {
  const { vector: name, controls, title } = vector
  const verdict = await onStage(parts, (stage) => played(vector, stage))
  return { vector: name, controls, title, ...verdict }
}

/** An exception in a vector counts as a failure. */
async function played(vector: Vector, stage: Stage): Promise<Verdict> {
  if (stage.pack === null && vector.vector !== 'policy-bound')
    return { result: 'NOT_VERIFIED', reason: 'The policy cannot be read.' }
  try {
    return await vector.play(stage)
  } catch (error) {
    if (error instanceof NotVerified) return { result: 'NOT_VERIFIED', reason: error.message }
    return fail(`It broke off: ${sentenceOf(error)}`)
  }
}
