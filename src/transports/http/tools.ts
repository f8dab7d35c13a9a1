// An agent's tools: the commands that agents may propose and its owner may request. Others are not
// listed, so that nothing is learnt about them.

import { programObstacle } from '../../command/asked/program-request.ts'
import type { RecordedBinding, Rules } from '../../command/facts.ts'
import { type Phrase, phrase } from '../../command/phrase.ts'
import { rulesUnder } from '../../command/recorded-binding.ts'
import type { Flow, Slot } from '../../command/spec.ts'
import { canonical, sha256 } from '../../evidence/canonical.ts'
import { highImpactClasses } from '../../policy/names.ts'
import { agentsAct } from '../../policy/needs.ts'
import { holdsAny, type Person } from '../../policy/people.ts'

export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: object
  readonly annotations: {
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
  }
  /** `aval/schema_hash`: clients that pin it notice a changed tool. */
  readonly _meta: Readonly<Record<string, string>>
}

/** The tool that reads a proposal's state: the only query for agents. */
export const statusTool = 'proposal_status'

/** The argument for the idempotency key; no slot has this name. */
export const keyArgument = 'request_key'

/** The tool's name for a command; many clients do not accept dots. */
function toolName(command: string): string {
  return command.replaceAll('.', '_')
}

/**
 * The flows by tool name, with what agents may do with them here; empty if the policy cannot be
 * read or the owner is suspended.
 */
export function toolsOf(
  rules: Rules,
  bound: RecordedBinding | null,
  owner: Person | undefined,
): ReadonlyMap<string, Flow> {
  const { pack } = rulesUnder(rules, bound)
  if (pack === null || owner === undefined) return new Map()
  const flows = [...rules.flows.values()].filter(
    (flow) => programObstacle(flow) === null && holdsAny(pack, owner, flow.scopes),
  )
  return new Map(
    flows.map((flow) => {
      const acts = flow.agents === 'act' || agentsAct(pack, rules.environment, flow.risk)
      return [toolName(flow.command), { ...flow, agents: acts ? 'act' : 'propose' }]
    }),
  )
}

export function describeTool(flow: Flow, word: (line: Phrase) => string): Tool {
  const about = word(phrase(`${flow.command.replaceAll('.', '-')}.about`))
  const approved = highImpactClasses.includes(flow.risk)
  const then =
    flow.agents === 'act'
      ? ' It is done at once, unless the policy wants a person to agree.'
      : ' Your owner is asked in chat to confirm it.'
  const people = approved ? ' Other people must approve it there.' : ''
  return hashed({
    name: toolName(flow.command),
    title: flow.command,
    description: `${about} (class ${flow.risk}).${then}${people}`,
    inputSchema: schemaOf(flow),
    annotations: { readOnlyHint: false, destructiveHint: approved, idempotentHint: true },
  })
}

export function describeStatusTool(): Tool {
  return hashed({
    name: statusTool,
    title: 'proposal.status',
    description:
      'Where a proposal of yours stands, by its name. People decide; asking changes nothing.',
    inputSchema: {
      type: 'object',
      properties: { name: { type: 'string', pattern: '^C-[0-9A-Z]{4,12}$' } },
      required: ['name'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  })
}

function hashed(tool: Omit<Tool, '_meta'>): Tool {
  return { ...tool, _meta: { 'aval/schema_hash': `sha256:${sha256(canonical(tool))}` } }
}

function schemaOf({ slots }: Flow): object {
  const entries = Object.entries(slots)
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(entries.map(([name, slot]) => [name, propertyOf(slot)])),
      [keyArgument]: {
        type: 'string',
        pattern: '^[\\x21-\\x7e]{1,100}$',
        description: 'The same key is the same proposal, however often it is sent.',
      },
    },
    required: entries.filter(([, slot]) => !slot.optional).map(([name]) => name),
    additionalProperties: false,
  }
}

function propertyOf(slot: Slot): Readonly<Record<string, string | number | readonly string[]>> {
  switch (slot.kind) {
    case 'number':
      return {
        type: 'number',
        ...(slot.min === undefined ? {} : { minimum: slot.min }),
        ...(slot.max === undefined ? {} : { maximum: slot.max }),
      }
    case 'choice':
      return { type: 'string', enum: slot.options }
    case 'id':
    case 'text':
    case 'targets':
      return { type: 'string', maxLength: slot.max }
    case 'person':
      return { type: 'string', description: 'The id of an enrolled person.' }
    case 'command':
      return { type: 'string', description: 'The name of a command, such as C-7F3K.' }
    case 'moment':
      return { type: 'string', description: 'A moment in ISO 8601 with its offset.' }
    case 'span':
      return { type: 'string', description: 'A length of time, such as 2h.' }
    case 'scope':
    case 'phone':
      return { type: 'string' }
  }
}
