// `aval people enrol`: sets up an authenticator app for one person; its secret is shown once.

import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import {
  enrolmentUri,
  factorPlace,
  recoveryHash,
  secretOf,
} from '../../command/answered/step-up.ts'
import { programKey } from '../../command/asked/program-request.ts'
import type { Command } from '../../command/command.ts'
import { alphabet } from '../../command/draw.ts'
import { SetUpError } from '../../environment/set-up-error.ts'
import type { Person } from '../../policy/people.ts'
import type { Context } from '../context.ts'
import { printLines } from '../terminal.ts'
import { withStoreAccess } from '../with-store-access.ts'
import { findPerson } from './find-person.ts'

const recoveryCodes = 10

/**
 * Eight letters and digits in two halves, 39 bits. At least one digit, so that it never looks like
 * two words.
 */
function recoveryCode(): string {
  const letter = () => alphabet[randomInt(alphabet.length)] ?? ''
  const half = () => Array.from({ length: 4 }, letter).join('')
  const code = `${half()}-${half()}`
  return /\d/.test(code) ? code : recoveryCode()
}

/**
 * Shows the QR code and the recovery codes once. They count after an admin's approval in chat; only
 * an admin with no other admin to ask is activated at once. Both are recorded as evidence and
 * reported to the admins.
 */
export async function enrolPerson(
  context: Context,
  typed: string,
  now: () => number,
): Promise<number> {
  const { environment, json } = context
  return withStoreAccess(context, now, async (access) => {
    const person = await findPerson(access, environment, typed)
    if (person.suspended !== undefined)
      throw new SetUpError(
        `The rights of ${person.name} are suspended in ${environment}; an admin types first: restore rights of ${person.id}`,
      )
    const secret = secretOf(randomBytes(20))
    const codes = Array.from({ length: recoveryCodes }, recoveryCode)
    const key = randomUUID()
    await access.ask({
      door: 'cli',
      key,
      requester: person.id,
      flow: 'people.activate',
      slots: { person: person.id },
      factor: {
        sealed: access.keys.vault.seal(secret, factorPlace(person.id)),
        recovery: codes.map((code) => recoveryHash(access.keys.hashKey, code)),
      },
    })
    const { stepUp: state } = await findPerson(access, environment, typed)
    const uri = enrolmentUri(secret, environment, person.name)
    const { commands } = await access.storeClient.commandByKey(programKey(environment, 'cli', key))
    const refused = commands.find((one) => one.state === 'rejected')
    const why = refused === undefined ? {} : { refused: refused.reason, asked: refused.name }
    if (json) printLines(JSON.stringify({ uri, state, recovery_codes: codes, ...why }))
    else await show(environment, person.name, uri, codes, standing(state, person, refused))
    return 0
  })
}

/** Whether the authenticator counts now, and if not, what has to be done. */
function standing(state: string, { id }: Person, refused: Command | undefined): string {
  if (state === 'active')
    return 'It is in use: the first admin has nobody to ask. The evidence says so.'
  if (refused === undefined) return 'An admin must approve it in chat before it counts.'
  return (
    `It does not count, and no admin was asked: ${refused.name} was refused (${refused.reason}). ` +
    `Once that is over, type in chat: activate ${id}`
  )
}

async function show(
  environment: string,
  name: string,
  uri: string,
  codes: readonly string[],
  stands: string,
): Promise<void> {
  const { default: qr } = await import('qrcode-terminal')
  qr.generate(uri, { small: true }, (picture) => process.stdout.write(`${picture}\n`))
  printLines(
    `${environment.toUpperCase()}: scan this with the authenticator app of ${name}, or type it in:`,
    uri,
    '',
    'Recovery codes, each good once. They are shown only here and now:',
    ...codes.map((code) => `  ${code}`),
    '',
    stands,
  )
}
