// `aval pair`, `aval unpair`: links a WhatsApp account to an environment, and unlinks it.

import qrcode from 'qrcode-terminal'
import { openLog } from '../../engine/observability/log.ts'
import { environmentFolder } from '../../environment/environment-folder.ts'
import { refuseRootUnlessOwner } from '../../environment/folder-owner.ts'
import { secretValues, variablesFor } from '../../environment/isolation.ts'
import { SetUpError } from '../../environment/set-up-error.ts'
import { readSettings } from '../../environment/settings/settings.ts'
import {
  browserOptions,
  refuseForeign,
  sessionFile,
  type TransportParts,
} from '../../environment/transport.ts'
import { joinedPhone } from '../../policy/people.ts'
import { openSession } from '../../store/session/session.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { causeOf } from '../../transports/whatsapp/causes.ts'
import type { Paired, PairingSigns, Unpaired } from '../../transports/whatsapp/pairing.ts'
import { type Context, UsageError } from '../context.ts'
import { systemClock } from '../simulated/clock.ts'
import { printError, printLines } from '../terminal.ts'

/** Shows a QR code or, for a phone number, a code to type on the phone. Exit 0 once linked. */
export async function pairAccount(context: Context, typed: string | undefined): Promise<number> {
  const phone = typed === undefined ? undefined : joinedPhone(typed)
  if (phone !== undefined && !/^\+[1-9]\d{7,14}$/.test(phone))
    throw new UsageError('--phone takes the account’s own number, such as +5511999990000.')
  const paired = await pairOver(context, {
    onQr: (text) => show(context, { qr: text }),
    onCode: (code) => show(context, { code }),
    ...(phone === undefined ? {} : { phoneNumber: phone }),
  })
  if (context.json) printLines(JSON.stringify(paired))
  else if (paired.kind === 'linked')
    printLines(`${context.environment} is linked as ${paired.number}.`)
  else printError(`aval: nothing was linked: ${whyNot(paired.cause)}`)
  return paired.kind === 'linked' ? 0 : 1
}

async function pairOver(context: Context, shown: PairingSigns): Promise<Paired> {
  const parts = partsOf(context)
  switch (parts.settings.transport.kind) {
    case 'terminal':
      throw withoutAccount(context)
    case 'whatsapp-web': {
      const { pairWhatsappWeb } = await import('../../transports/whatsapp-web/pair.ts')
      return await pairWhatsappWeb({ ...browserOptions(parts), ...shown })
    }
    case 'baileys': {
      const { pair } = await import('../../transports/baileys/pair.ts')
      return await withSession(parts, (session) =>
        pair({ session, log: parts.log, clock: parts.clock, ...shown }),
      )
    }
  }
}

const mends: Readonly<Record<string, string>> = {
  already_paired: 'an account is linked already; run aval unpair first.',
  timed_out: 'nobody scanned the code in time; run the command again.',
  unreachable: 'WhatsApp could not be reached; look at the network, then run the command again.',
  logged_out: 'the phone unlinked the device; run the command again.',
  client_too_old: 'WhatsApp no longer accepts this version; update Aval.',
  refused: 'WhatsApp refused; wait a while, then run the command again.',
}

function whyNot(cause: string): string {
  const known = causeOf(cause)
  return mends[cause] ?? (known === undefined ? cause : `${known.means} ${known.mend}`)
}

/** Wipes the account even if WhatsApp cannot be reached, and then says what is left to do. */
export async function unpairAccount(context: Context): Promise<number> {
  const { told } = await unpairOver(context)
  if (context.json) printLines(JSON.stringify({ told }))
  else
    printLines(
      told
        ? `${context.environment} is no longer linked.`
        : 'The session is deleted, but WhatsApp was not told: if "Aval" is still under Linked devices on the phone, remove it there.',
    )
  return 0
}

async function unpairOver(context: Context): Promise<Unpaired> {
  const parts = partsOf(context)
  switch (parts.settings.transport.kind) {
    case 'terminal':
      throw withoutAccount(context)
    case 'whatsapp-web': {
      const { unpairWhatsappWeb } = await import('../../transports/whatsapp-web/pair.ts')
      return await unpairWhatsappWeb(browserOptions(parts))
    }
    case 'baileys': {
      const { unpair } = await import('../../transports/baileys/pair.ts')
      return await withSession(parts, (session) =>
        unpair({ session, log: parts.log, clock: parts.clock }),
      )
    }
  }
}

function withoutAccount({ environment }: Context): SetUpError {
  return new SetUpError(
    `${environment} uses a terminal; write transport: { kind: baileys } in its environment.yaml first.`,
  )
}

function partsOf(context: Context): TransportParts {
  const { home, environment } = context
  const settings = readSettings(home, environment)
  refuseRootUnlessOwner(environmentFolder(home, environment))
  const secrets = secretValues(home, settings, variablesFor(settings, process.env))
  const log = openLog({ environment, level: 'warn', secrets: () => secrets })
  return { home, settings, log, clock: systemClock, variables: process.env }
}

async function withSession<Result>(
  { home, settings }: TransportParts,
  use: (session: SessionStore) => Promise<Result>,
): Promise<Result> {
  const file = sessionFile(home, settings)
  const session = openSession(file)
  try {
    refuseForeign(session, file, settings)
    return await use(session)
  } finally {
    session.close()
  }
}

function show(context: Context, what: { readonly qr: string } | { readonly code: string }): void {
  if (context.json) printLines(JSON.stringify(what))
  else if ('code' in what)
    printLines(`Type ${what.code} on the phone: Linked devices, Link with phone number.`)
  else qrcode.generate(what.qr, { small: true }, (text) => process.stdout.write(`${text}\n`))
}
