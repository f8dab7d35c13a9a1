// Checks that each command has its texts, can be requested by somebody, and names existing things.

import { messageOf } from '../../command/display/label.ts'
import { operationOf, ownConnectors, sameActFlows } from '../../command/flow.ts'
import type { Flow } from '../../command/spec.ts'
import type { Languages } from '../../conversation/say.ts'
import type { Pattern, Words } from '../../conversation/words.ts'
import { covers } from '../../policy/names.ts'
import type { Pack } from '../../policy/pack.ts'
import { sentenceOf } from '../../store/error-text.ts'
import { readApi, readFlows, readLanguages } from '../content.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { isLower } from '../shipped-strictness.ts'
import { type Finding, ok, unsafe, warning } from './finding.ts'

const mendName = 'Correct its name.'

/** `grants` are grants to people beyond their roles; `pack` is null if unreadable. */
export function checkCommands(
  home: string,
  settings: Settings,
  pack: Pack | null,
  grants: readonly string[],
): readonly Finding[] {
  try {
    const flows = readFlows(home)
    const found = [
      ...wordless(home, settings, flows),
      ...astray(flows, pack),
      ...lighter(flows),
      ...(pack === null ? [] : unheld(flows, pack, grants)),
      ...(pack === null ? [] : unconnected(flows, settings, pack)),
    ]
    return found.length > 0 ? found : [ok('commands', `${flows.size}, each with its words`)]
  } catch (error) {
    // The error names file, line and field.
    return [unsafe('commands', sentenceOf(error), 'Fix the file.')]
  }
}

function wordless(
  home: string,
  settings: Settings,
  flows: ReadonlyMap<string, Flow>,
): readonly Finding[] {
  const languages = readLanguages(home, flows, settings.time_zone)
  const ids = [...flows.values()].flatMap((flow) => wordsOf(flow))
  const wanted = new Set([...ids, ...reasonsOf(home, settings)])
  const spoken = new Set(['en', ...settings.people.map((one) => one.locale)])
  return [...spoken].flatMap((locale) => {
    const alike = alikeIn(languages.byLocale.get(locale)?.().patterns ?? []).map((what) =>
      unsafe('commands', `${locale}: ${what}.`, 'Change what is typed for one of them.'),
    )
    const lacking = lackingIn(languages, locale, wanted)
    if (lacking.length === 0) return alike
    const what = `${locale} has no words for ${lacking.join(', ')}`
    const mend = `Add them to locales/${locale}.ftl of this home.`
    return locale === 'en'
      ? [...alike, unsafe('commands', `${what}.`, mend)]
      : [...alike, warning('commands', `${what}; English is used.`, mend)]
  })
}

/** The messages that a command needs to be typed, asked about and answered. */
function wordsOf(flow: Flow): readonly string[] {
  const id = messageOf(flow.command)
  const asked = Object.entries(flow.slots).flatMap(([name, slot]) =>
    slot.optional ? [] : [`${id}.ask-${name.replaceAll('_', '-')}`],
  )
  const done = flow.risk === 'S0' ? [] : [`${id}.done`]
  return [id, `${id}.typed`, `${id}.about`, ...asked, ...done]
}

function reasonsOf(home: string, settings: Settings): readonly string[] {
  return Object.entries(settings.connectors).flatMap(([name, { api }]) =>
    Object.values(readApi(home, api ?? name).operations).flatMap((operation) => [
      ...Object.values(operation.reasons),
      ...(operation.kind === 'effect' ? operation.impossible_when.map((one) => one.reason) : []),
    ]),
  )
}

/** Commands that are typed alike: the wrong one might run. */
function alikeIn(patterns: readonly Pattern[]): readonly string[] {
  const first = new Map<string, string>()
  return patterns.flatMap(({ flow, pieces }) => {
    const heard = pieces.filter((one) => one.kind !== 'given')
    const typed = heard.map((one) => (one.kind === 'word' ? one.word : '[…]')).join(' ')
    const other = first.get(typed) ?? flow
    first.set(typed, other)
    return other === flow ? [] : [`${typed} is typed for ${other} and for ${flow}`]
  })
}

function lackingIn(
  { byLocale }: Languages,
  locale: string,
  ids: ReadonlySet<string>,
): readonly string[] {
  const words = byLocale.get(locale)?.()
  return words === undefined ? ['anything'] : [...ids].filter((id) => !says(words, id))
}

function says({ bundle }: Words, id: string): boolean {
  const [name = '', attribute] = id.split('.')
  const message = bundle.getMessage(name)
  const found = attribute === undefined ? message?.value : message?.attributes[attribute]
  return found !== undefined && found !== null
}

/** Names in a flow that do not exist: its undo or its approval policy. */
function astray(flows: ReadonlyMap<string, Flow>, pack: Pack | null): readonly Finding[] {
  return [...flows.values()].flatMap(({ command, undo, approval_policy_id: policy }) => [
    ...(undo === undefined || flows.has(undo)
      ? []
      : [unsafe('commands', `${command}: undo names ${undo}, which does not exist.`, mendName)]),
    ...(policy === undefined || pack === null || Object.hasOwn(pack.approvals, policy)
      ? []
      : [
          unsafe(
            'commands',
            `${command}: approval_policy_id names ${policy}, which ${pack.pack} ${pack.version} lacks.`,
            mendName,
          ),
        ]),
  ])
}

/** Commands with the operation of another one but a lower class: people could request either. */
function lighter(flows: ReadonlyMap<string, Flow>): readonly Finding[] {
  return [...flows.values()].flatMap((flow) =>
    sameActFlows(flows, flow)
      .filter((other) => isLower(flow, other))
      .map(({ command }) =>
        warning(
          'commands',
          `${flow.command} does ${flow.does}, like ${command}, but has a lower class.`,
          `Give it the class of ${command}, or remove one of them.`,
        ),
      ),
  )
}

/** Commands that nobody may request, because no role and no grant covers their scopes. */
function unheld(
  flows: ReadonlyMap<string, Flow>,
  pack: Pack,
  grants: readonly string[],
): readonly Finding[] {
  const held = [...grants, ...Object.values(pack.roles).flat()]
  return [...flows.values()]
    .filter(({ scopes }) => scopes.length > 0 && !isHeld(scopes, held))
    .map(({ command, scopes }) =>
      warning(
        'commands',
        `${command} needs ${scopes.join(' or ')}, which no role of ${pack.pack} ${pack.version} holds.`,
        'Give it to a role in a new version of the pack.',
      ),
    )
}

function isHeld(scopes: readonly string[], held: readonly string[]): boolean {
  return scopes.some((scope) => held.some((grant) => covers(grant, scope)))
}

/** Connectors that commands need and that this environment does not configure. */
function unconnected(
  flows: ReadonlyMap<string, Flow>,
  { connectors }: Settings,
  pack: Pack,
): readonly Finding[] {
  const held = Object.values(pack.roles).flat()
  const lost = [...flows.values()]
    .map(({ command, does, scopes }) => ({ command, scopes, ...operationOf(does) }))
    .filter(({ connector }) => ![...ownConnectors, ...Object.keys(connectors)].includes(connector))
    .filter(({ scopes }) => scopes.length === 0 || isHeld(scopes, held))
  return [...new Set(lost.map((one) => one.connector))].map((connector) => {
    const commands = lost.filter((one) => one.connector === connector).map((one) => one.command)
    return warning(
      'commands',
      `connectors lacks ${connector}, which ${commands.join(', ')} would use.`,
      'Add it in environment.yaml, or remove the scopes of these commands from every role.',
    )
  })
}
