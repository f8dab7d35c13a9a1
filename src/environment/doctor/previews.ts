// Checks API descriptions for effects whose target cannot be previewed.

import { operationOf } from '../../command/flow.ts'
import type { Flow } from '../../command/spec.ts'
import type { Api } from '../../connectors/api.ts'
import { wayOf } from '../../connectors/http.ts'
import { sentenceOf } from '../../store/error-text.ts'
import { connectorAddress } from '../connectors.ts'
import { readApi, readFlows } from '../content.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { errorSentence, type Finding, ok, unsafe, warning } from './finding.ts'

/**
 * A finding for each command whose preview shows nothing, or whose operation the API does not have.
 */
export function checkPreviews(home: string, settings: Settings): readonly Finding[] {
  const found: Finding[] = []
  try {
    const flows = [...readFlows(home).values()]
    for (const [name, connector] of Object.entries(settings.connectors)) {
      const description = readApi(home, connector.api ?? name)
      const wrong = errorSentence(() =>
        wayOf(connectorAddress({ ...description, api: name }, connector)),
      )
      if (wrong !== null)
        found.push(
          unsafe('apis', `environment.yaml: ${wrong}`, 'Nothing starts until this is fixed.'),
        )
      for (const flow of flows) {
        const { connector: asked, operation } = operationOf(flow.does)
        if (asked === name) found.push(...unseen(flow, operation, description))
      }
    }
  } catch (error) {
    // The error names file, line and field.
    return [unsafe('apis', sentenceOf(error), 'Fix the file.')]
  }
  return found.length > 0 ? found : [ok('apis', 'every effect is looked at before it happens')]
}

function unseen(flow: Flow, operation: string, api: Api): readonly Finding[] {
  const { command, does, risk } = flow
  const found = Object.hasOwn(api.operations, operation) ? api.operations[operation] : undefined
  if (found === undefined)
    return [unsafe('apis', `${command} does ${does}, which does not exist.`, 'Correct its name.')]
  if (found.kind === 'read') return []
  const acts = `${command} (${risk}) acts through ${does}`
  if (found.preview === 'none' || flow.preview === undefined)
    return [
      warning(
        'apis',
        `${acts}, but its target cannot be read again before it happens.`,
        'Name a `preview` in the flow and in the API, unless it makes something new.',
      ),
    ]
  const look = api.operations[found.preview]
  const shows = found.shows ?? (look?.kind === 'read' ? look.shows : [])
  if (found.changes.length === 0 && shows.length === 0)
    return [
      warning(
        'apis',
        `${acts}, and its card shows nothing of the target: people would approve it blindly.`,
        'Name fields of the preview under `changes` or `shows`.',
      ),
    ]
  if (look?.same !== 'unnamed') return []
  return [
    warning(
      'apis',
      `${acts}, and the answer of ${found.preview} does not say which record it is about.`,
      'Let the service answer with what it was asked for, and name that field under `same`.',
    ),
  ]
}
