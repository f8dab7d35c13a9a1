// The change risk of one command, for cards and evidence: from its flow (or the flows of a
// recovery's acts) and from the fields that its preview touches.

import type { JsonObject } from '../../evidence/artifact.ts'
import { type ChangeRisk, riskOfChange, type Touched } from '../../policy/risk.ts'
import type { Command } from '../command.ts'
import { label } from '../display/label.ts'
import type { Rules } from '../facts.ts'
import { flowDoing } from '../flow.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { Flow } from '../spec.ts'

type Risked = Partial<Pick<Command, 'preview' | 'acts'>>

/** Null where neither flow nor preview declares a risk, or there is no preview yet. */
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

/** The risk as evidence members; empty without one. */
export function changeRiskBody(risk: ChangeRisk | null): JsonObject {
  return risk === null
    ? {}
    : { risk_class: risk.class, risk_of: [...risk.of], risk_raised_by: [...risk.raisedBy] }
}
