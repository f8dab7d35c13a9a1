// Finds settings that parse but contradict each other.

import { ownConnectors } from '../../command/flow.ts'
import { type Environment, environments } from '../../policy/names.ts'
import { isZone } from '../../policy/when.ts'
import { placeContradiction } from './places.ts'
import { promotionsContradiction } from './promotions.ts'
import type { Settings } from './settings-schema.ts'

const loopback: readonly string[] = ['127.0.0.1', '::1', 'localhost']

function httpContradiction(http: NonNullable<Settings['http']>): string | null {
  const { host, names, tokens, requesters, agents } = http
  const stranger = Object.keys(requesters).find((name) => !Object.hasOwn(tokens, name))
  if (stranger !== undefined)
    return !Object.hasOwn(agents, stranger)
      ? `http.requesters: ${stranger} is not in http.tokens; correct the name.`
      : `http.requesters: ${stranger} is an agent, which asks for its owner only; remove it there.`
  const both = Object.keys(agents).find((name) => Object.hasOwn(tokens, name))
  if (both !== undefined)
    return `http.tokens: ${both} is an agent of http.agents, which holds its token; remove it here.`
  if (Object.keys(tokens).length + Object.keys(agents).length === 0)
    return 'http.tokens: name at least one token, or an agent in http.agents.'
  if (!loopback.includes(host) && names.length === 0)
    return (
      `http.host ${host} can be reached by others; write 127.0.0.1, or list in http.names ` +
      'the names under which programs call it.'
    )
  return null
}

/**
 * A variable named after another environment: under its full name it would reach this one too (DESR
 * VII.A). A sentence, or null.
 */
export function othersVariable(
  references: readonly { readonly field: string; readonly text: string }[],
  environment: Environment,
): string | null {
  for (const { field, text } of references) {
    const [, of = '', name = ''] = /^secret:\/\/env\/AVAL_([A-Z]+)_(\w+)$/.exec(text) ?? []
    const other = environments.find((one) => one.toUpperCase() === of)
    if (other !== undefined && other !== environment)
      return `${field}: ${text} is a variable of ${other} only; write secret://env/${name} and give ${environment} a value of its own.`
  }
  return null
}

/** Port 0 is any free one. */
function portContradiction({ http, metrics }: Settings): string | null {
  if (http === undefined || http.port === 0 || http.port !== metrics?.port) return null
  return `http.port and metrics.port are both ${http.port}; give each a port of its own.`
}

/** The field that lets real evidence expire within a year; null for none. */
function keptTooBriefly({ retention, tenants }: Settings): string | null {
  const year = 365 * 86_400_000
  if (retention.evidence < year) return 'retention.evidence'
  const own = tenants.find((one) => !one.sandbox && (one.retention?.evidence ?? year) < year)
  return own === undefined ? null : `tenants: retention.evidence of ${own.id}`
}

/** Looked up in a set, because there may be thousands of people. */
function firstRepeated(values: readonly string[]): string | undefined {
  const before = new Set<string>()
  return values.find((one) => {
    const isRepeated = before.has(one)
    before.add(one)
    return isRepeated
  })
}

/** The first contradiction, as a sentence without the file name; null for none. */
export function contradiction(settings: Settings, environment: Environment): string | null {
  if (settings.environment !== environment)
    return `environment says ${settings.environment}, but it is in the folder of ${environment}; correct one of them.`
  const tenants = settings.tenants.map((one) => one.id)
  const double = firstRepeated(tenants)
  if (double !== undefined)
    return `tenants: ${double} is listed twice; a tenant is a sandbox or is not, so keep one.`
  const stray = settings.people.find((one) => !tenants.includes(one.tenant))
  if (stray !== undefined)
    return `people: ${stray.id} belongs to the tenant ${stray.tenant}, which tenants does not list; add it.`
  const brief = environment === 'prod' ? keptTooBriefly(settings) : null
  if (brief !== null) return `${brief}: prod keeps evidence for a year at least; write 365d.`
  const own = ownConnectors.find((name) => settings.connectors[name] !== undefined)
  if (own !== undefined)
    return `connectors: ${own} is Aval itself; give this connector another name.`
  const http = settings.http === undefined ? null : httpContradiction(settings.http)
  const places = placeContradiction(settings) ?? promotionsContradiction(settings)
  const other = http ?? portContradiction(settings) ?? places
  if (other !== null) return other
  const offDuty = settings.on_call.find((one) => !settings.people.some((p) => p.id === one.person))
  if (offDuty !== undefined) return `on_call: ${offDuty.person} is not in people; correct the name.`
  const ids = settings.people.flatMap((one) => [one.id, ...one.phones])
  const twice = firstRepeated(ids)
  if (twice !== undefined)
    return `people: ${twice} is listed twice; an id or a phone belongs to one person.`
  // UTC is not looked up: loading the time-zone tables is slow.
  if (settings.time_zone !== 'UTC' && !isZone(settings.time_zone))
    return `time_zone ${settings.time_zone} is unknown; write one like America/Sao_Paulo.`
  return null
}
