// What a flow that was read says of itself, whoever read it.

import type { Flow, Slot } from './spec.ts'

/** A slot that takes the rest of the line. */
export function takesTheRest(slot: Slot | undefined): boolean {
  return slot?.kind === 'text' || slot?.kind === 'moment' || slot?.kind === 'targets'
}

/** The flow that does this operation when somebody asks for it in the ordinary way. */
export function flowDoing(flows: ReadonlyMap<string, Flow>, does: string): Flow | undefined {
  return [...flows.values()].find((one) => one.does === does)
}

/** A flow asks Aval itself, and the step does it in its own transaction or reads the store. */
export function isOwn(flow: Flow): boolean {
  return flow.does.startsWith('aval.')
}
