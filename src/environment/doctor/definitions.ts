// Checks open requests for definition files that were edited since: their approvals will not count.

import type { Command } from '../../command/command.ts'
import { isAsDefined } from '../../command/definition.ts'
import { describedBy, readFlows } from '../content.ts'
import { packsIn, tenantsOf } from '../rules.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, warning } from './finding.ts'

const namesMost = 5

/** `open`: the open commands. Unreadable files are reported by another check. */
export function checkDefinitions(
  home: string,
  settings: Settings,
  open: readonly Command[],
): readonly Finding[] {
  const rules = readable(home, settings)
  if (rules === null) return []
  const names = open.filter((one) => !isAsDefined(rules, one)).map((one) => one.name)
  if (names.length === 0) return []
  const more = names.length > namesMost ? ` and ${names.length - namesMost} more` : ''
  return [
    warning(
      'definitions',
      `Asked under a flow, API, unit kind, pack or setting that has changed: ${names.slice(0, namesMost).join(', ')}${more}. After the next start no answer to them counts.`,
      'Restore the file, or let people ask again.',
    ),
  ]
}

function readable(home: string, settings: Settings) {
  try {
    const described = describedBy(home, settings)
    const packs = packsIn(home)
    return { flows: readFlows(home), described, packs, tenants: tenantsOf(settings) }
  } catch {
    return null
  }
}
