// Checks the WhatsApp link: is an account linked, does it run, and how long was it silent?

import { existsSync, statSync } from 'node:fs'
import type { LinkState } from '../../engine/transport.ts'
import { sentenceOf } from '../../store/error-text.ts'
import { sessionOwner } from '../../store/session/owner.ts'
import { openSession } from '../../store/session/session.ts'
import { causeOf, linkSentence } from '../../transports/whatsapp/causes.ts'
import type { RunState } from '../run-state.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, ok, unsafe, unsafeIn, warning } from './finding.ts'

/** WhatsApp unlinks a computer that was silent for about two weeks. */
const silentMs = 12 * 86_400_000

/** `state`: that of the running process; null if none runs. */
export function checkLink(
  settings: Settings,
  session: string,
  state: RunState | null,
  now: number,
): readonly Finding[] {
  const { environment, transport } = settings
  if (transport.kind === 'terminal')
    return [
      unsafeIn(['prod'], environment, [
        'transport',
        'The transport is a terminal: whoever uses it can act as anybody.',
        'Write transport: { kind: baileys } and link a number.',
      ]),
    ]
  if (!existsSync(session)) return [notPaired(environment)]
  return [state !== null ? linkState(state) : atRest(session, environment), ...age(session, now)]
}

function notPaired(environment: string): Finding {
  return unsafe('transport', 'No number is linked.', `aval pair --env ${environment}`)
}

function linkState({ link }: RunState): Finding {
  const what = linkSentence(stateOf(link))
  const mend = causeOf(link.cause)?.mend
  if (link.state === 'stopped')
    return unsafe('transport', what, mend ?? 'docs/whatsapp.md says what this cause means.')
  return link.state === 'waiting'
    ? warning('transport', what, mend ?? 'It recovers by itself.')
    : ok('transport', what)
}

function stateOf({ state, cause }: RunState['link']): LinkState {
  return cause === undefined ? { state } : { state, cause }
}

/** The environment does not run, so its session can be opened. */
function atRest(file: string, environment: string): Finding {
  try {
    const session = openSession(file)
    try {
      const owner = sessionOwner(session, environment)
      if (owner !== environment)
        return unsafe(
          'transport',
          owner === null
            ? `${file} holds an account, but does not name its environment.`
            : `${file} is the account of the environment ${owner}.`,
          `Move it away; aval pair --env ${environment} links a number of its own.`,
        )
      const ended = session.ended()
      if (ended !== undefined)
        return unsafe(
          'transport',
          `The account is no longer valid, ${ended}: ${causeOf(ended)?.means ?? 'it was ended.'}`,
          causeOf(ended)?.mend ?? 'aval unpair, then aval pair.',
        )
      if (session.readCredentials() === undefined) return notPaired(environment)
      return warning(
        'transport',
        'A number is linked, but the environment is not running.',
        'Start it: aval start.',
      )
    } finally {
      session.close()
    }
  } catch (error) {
    return unsafe('transport', sentenceOf(error), 'docs/whatsapp.md says how to repair a session.')
  }
}

function age(file: string, now: number): readonly Finding[] {
  const used = Math.max(
    ...[file, `${file}-wal`].filter(existsSync).map((one) => statSync(one).mtimeMs),
  )
  const days = Math.floor((now - used) / 86_400_000)
  if (now - used < silentMs) return [ok('session', `was used ${days} days ago`)]
  return [
    warning(
      'session',
      `The session was last used ${days} days ago; WhatsApp unlinks it after about 14.`,
      'Start the environment, and open WhatsApp on the phone.',
    ),
  ]
}
