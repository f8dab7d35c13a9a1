// `aval people enrol`: an authenticator app for one person, shown once in this terminal.

import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { alphabet } from '../command/draw.ts'
import { enrolmentUri, factorPlace, recoveryHash, secretOf } from '../command/step-up.ts'
import { SetUpError } from '../environment/settings.ts'
import type { Context } from './context.ts'
import { enrolled } from './enrolled.ts'
import { say } from './terminal.ts'
import { withDoor } from './with-door.ts'

const recoveryCodes = 10

/** Eight letters and digits in two halves: 39 bits. With a digit, so that no two words are one. */
function recoveryCode(): string {
  const letter = () => alphabet[randomInt(alphabet.length)] ?? ''
  const half = () => Array.from({ length: 4 }, letter).join('')
  const code = `${half()}-${half()}`
  return /\d/.test(code) ? code : recoveryCode()
}

/**
 * Shows the QR code and the recovery codes, once. An admin's approval in chat brings it into use;
 * only the first admin of a tenant is activated from here, with evidence and news to all others.
 */
export async function enrolPerson(
  context: Context,
  typed: string,
  now: () => number,
): Promise<number> {
  const { environment, json } = context
  return withDoor(context, now, async (door) => {
    const person = await enrolled(door, environment, typed)
    if (person.suspended !== undefined)
      throw new SetUpError(
        `The rights of ${person.name} rest in ${environment}; an admin types first: restore rights of ${person.id}`,
      )
    const secret = secretOf(randomBytes(20))
    const codes = Array.from({ length: recoveryCodes }, recoveryCode)
    await door.ask({
      door: 'cli',
      key: randomUUID(),
      requester: person.id,
      flow: 'people.activate',
      slots: { person: person.id },
      factor: {
        sealed: door.keys.vault.seal(secret, factorPlace(person.id)),
        recovery: codes.map((code) => recoveryHash(door.keys.hashKey, code)),
      },
    })
    const { stepUp: state } = await enrolled(door, environment, typed)
    const uri = enrolmentUri(secret, environment, person.name)
    if (json) say(JSON.stringify({ uri, state, recovery_codes: codes }))
    else await show(environment, person.name, uri, codes, state)
    return 0
  })
}

async function show(
  environment: string,
  name: string,
  uri: string,
  codes: readonly string[],
  state: string,
): Promise<void> {
  const { default: qr } = await import('qrcode-terminal')
  qr.generate(uri, { small: true }, (picture) => process.stdout.write(`${picture}\n`))
  say(
    `${environment.toUpperCase()}: scan this with the authenticator app of ${name}, or type it in:`,
    uri,
    '',
    'Recovery codes, each good once. They are shown only here and now:',
    ...codes.map((code) => `  ${code}`),
    '',
    state === 'active'
      ? 'It is in use: the first admin has nobody to ask. The evidence says so.'
      : 'An admin must approve it in chat before it counts.',
  )
}
