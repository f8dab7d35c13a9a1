// `aval attest`: issues a signed attestation of an environment, checks one, or prints the public
// key.

import { existsSync } from 'node:fs'
import type { Checked } from '../../environment/attestation/attestation.ts'
import {
  attestationFile,
  checkAgainst,
  issueAttestation,
  keep,
} from '../../environment/attestation/issue.ts'
import { environmentFolder } from '../../environment/environment-folder.ts'
import { SetUpError } from '../../environment/set-up-error.ts'
import { promotionKey } from '../../environment/settings/promotions.ts'
import { readTextFile } from '../../environment/text-file.ts'
import { type Context, UsageError, versionOf } from '../context.ts'
import { lineOf } from '../policy/conform.ts'
import { printError, printLines } from '../terminal.ts'
import { daysOf } from '../time-range.ts'
import { publicKeyOf } from './keys.ts'

const daysMost = 366
const daysUsual = 30

export interface AttestFlags {
  readonly out?: string | undefined
  readonly days?: string | undefined
  readonly url?: string | undefined
}

/** Prints the attestation's file, or with `--json` its claims too. Exit 1 if a vector failed. */
export async function attest(
  { home, environment, json }: Context,
  { out, days: typed, url }: AttestFlags,
): Promise<number> {
  const days = daysOf(typed, daysUsual, daysMost)
  if (url !== undefined && !URL.canParse(url))
    throw new UsageError('--url takes an address such as https://example.com/.well-known/wfs.json.')
  const { text, claims } = await issueAttestation({
    home,
    environment,
    version: versionOf(),
    days,
    ...(url === undefined ? {} : { discoveryUrl: url }),
    now: () => Date.now(),
  })
  if (out !== undefined) keep(out, text)
  const failed = claims.results.filter((one) => one.result === 'FAIL')
  if (claims.discovery_url.startsWith('/'))
    printError(
      'Nobody can find it at its discovery_url, which is a path alone: name --url https://…, ' +
        `or set up http (in environment.yaml of ${environment}).`,
    )
  if (json) printLines(JSON.stringify({ attestation: text, claims }))
  else {
    for (const one of failed) printLines(lineOf(one))
    const until = new Date(claims.exp * 1_000).toISOString()
    const file = out ?? attestationFile(home, environment)
    printLines(`${environment}: attested until ${until}: ${file}`)
  }
  return failed.length === 0 ? 0 : 1
}

/**
 * Prints the public key for `promotions.key` of the next environment, so that it accepts this one's
 * promotion tickets.
 */
export function printPublicKey(
  { home, environment, json }: Context,
  { out, days, url, check, at }: AttestFlags & { readonly check?: string; readonly at?: string },
): number {
  if ([out, days, url, check, at].some((one) => one !== undefined))
    throw new UsageError('Give --key alone: it only prints the key.')
  const key = promotionKey(publicKeyOf(environmentFolder(home, environment)), environment)
  printLines(json ? JSON.stringify({ environment, key }) : key)
  return 0
}

type Why = Extract<Checked, { readonly why: string }>['why']

const reasons: Readonly<Record<Why, string>> = {
  policy_changed: 'the policy in force has changed since',
  program_changed: 'the program has changed since',
  packages_changed: 'a package that the program uses has changed since',
  superseded: 'a newer one was issued since',
  not_on_record: 'there is no evidence that it was issued here',
  content_changed: 'flows or words were changed since',
  settings_changed: 'environment.yaml was changed since',
  not_restarted: 'a file was changed while it ran, and it was not restarted since',
  no_attestation: 'it is not an attestation',
  wrong_environment: 'it belongs to another environment',
  wrong_issuer: 'it names another installation',
  wrong_key: 'it was not signed by the key of this environment',
  not_yet_valid: 'it is not valid yet',
  expired: 'it has expired',
  evidence_differs: 'the evidence that it names is not in the chain of this environment',
}

/** Prints VALID, STALE or INVALID with the reason; exit 0 only if valid. */
export async function checkFile(
  { home, environment, json }: Context,
  file: string,
  now: number,
): Promise<number> {
  if (!existsSync(file)) throw new SetUpError(`${file} is missing; name an attestation.`)
  const text = readTextFile(file, 'name an attestation, as a file')
  const checked = await checkAgainst(text, { home, environment, version: versionOf(), now })
  const { verdict } = checked
  const why = verdict === 'VALID' ? null : checked.why
  const results = verdict === 'INVALID' ? [] : checked.claims.results
  const of = (result: string) => results.filter((one) => one.result === result).length
  const counts = { pass: of('PASS'), fail: of('FAIL'), not_verified: of('NOT_VERIFIED') }
  if (json) printLines(JSON.stringify({ environment, verdict, why, ...counts }))
  else {
    const told = why === null ? '' : `: ${reasons[why]}`
    const { pass, fail, not_verified: open } = counts
    const sums = verdict === 'INVALID' ? '' : ` (${pass} passed, ${fail} failed, ${open} open)`
    printLines(`${verdict} ${environment}${told}${sums}`)
  }
  return verdict === 'VALID' ? 0 : 1
}
