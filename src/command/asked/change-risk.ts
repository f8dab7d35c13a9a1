// How much the change of one command risks, on its cards and in evidence: what its flow says of it,
// or of each act of a recovery, and the fields that its preview showed as touched.

import type { JsonObject } from '../../evidence/artifact.ts'
import { type ChangeRisk, riskOfChange, type Touched } from '../../policy/risk.ts'
import type { Command } from '../command.ts'
import type { Rules } from '../facts.ts'
import { flowDoing } from '../flow.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { label } from '../shown/label.ts'
import type { Flow } from '../spec.ts'

type Risked = Partial<Pick<Command, 'preview' | 'acts'>>

/** Null where neither the flow nor the preview says anything, or not yet. */
export function changeRiskOf(
  { flows, environment }: Pick<Rules, 'flows' | 'environment'>,
  flow: Flow | undefined,
  { preview, acts }: Risked,
): ChangeRisk | null {
  const done = acts === undefined ? [flow] : acts.map((act) => flowDoing(flows, act.does))
  const said = done.flatMap((one): readonly Touched[] =>
    one?.change === undefined ? [] : [{ name: one.change.concern, ...one.change }],
  )
  return riskOfChange([...said, ...(preview?.touches ?? [])], environment, acts?.length ?? 1)
}

/** One short line of a card: `Change risk: high (replicas, PROD)`. */
export function changeRiskLine(rules: Rules, command: Command): readonly Phrase[] {
  const risk = changeRiskOf(rules, rules.flows.get(command.flow), command)
  if (risk === null) return []
  const because = [
    ...risk.of.map(label),
    ...risk.raisedBy.map((one) =>
      one === 'prod' ? rules.environment.toUpperCase() : phrase(`change-risk-${one}`),
    ),
  ]
  return [phrase('change-risk', { class: risk.class, because })]
}

/** The same for evidence. */
export function changeRiskBody(risk: ChangeRisk | null): JsonObject {
  return risk === null
    ? {}
    : { risk_class: risk.class, risk_of: [...risk.of], risk_raised_by: [...risk.raisedBy] }
}
