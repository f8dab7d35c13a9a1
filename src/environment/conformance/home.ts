// Creates the temporary home of one vector: the environment's rules, a sandbox tenant, nothing
// real.

import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { FilePolicy } from '../../command/facts.ts'
import { shortLength } from '../../conversation/length.ts'
import { codeOf } from '../../store/error-text.ts'
import { environmentFolder } from '../environment-folder.ts'
import { SetUpError } from '../set-up-error.ts'
import type { Settings } from '../settings/settings-schema.ts'

export interface StageParts {
  readonly home: string
  readonly settings: Settings
  /** The policy in force; a command may have bound another one than the file names. */
  readonly policy: FilePolicy
  readonly version: string
}

/** The tenant that the vectors use. */
export const stageTenant = 'sandbox'

/** A second tenant, whose data people of the first must not see. */
export const neighbourTenant = 'next-door'

/** A new temporary folder. Throws a sentence if none can be created. */
export function freshFolder(): string {
  const place = tmpdir()
  try {
    return mkdtempSync(join(place, 'aval-conform-'))
  } catch (error) {
    throw new SetUpError(
      `${place} cannot be written (${codeOf(error)}), and each vector is played in a folder there; let TMPDIR name another.`,
    )
  }
}

/**
 * Writes the settings as they are, except people, tenants and everything that reaches the outside.
 */
export function writeStageHome(
  folder: string,
  { home, settings, policy }: StageParts,
  trapPort: number,
): void {
  const own = environmentFolder(folder, settings.environment)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  for (const name of ['flows', 'locales'])
    if (existsSync(join(home, name)))
      cpSync(join(home, name), join(folder, name), { recursive: true })
  const connectors = Object.entries(settings.connectors).map(([name, { kind, api, secrets }]) => [
    name,
    {
      kind,
      base_url: `http://127.0.0.1:${trapPort}`,
      ...(api === undefined ? {} : { api }),
      secrets: Object.fromEntries(
        Object.keys(secrets).map((key) => [key, 'secret://env/AVAL_CONFORM_CANARY']),
      ),
    },
  ])
  const staged = {
    environment: settings.environment,
    policy,
    time_zone: settings.time_zone,
    retention: {
      evidence: shortLength(settings.retention.evidence),
      messages: shortLength(settings.retention.messages),
    },
    transport: { kind: 'terminal' },
    tenants: [stageTenant, neighbourTenant].map((id) => ({ id, sandbox: true })),
    people: [],
    connectors: Object.fromEntries(connectors),
  }
  writeFileSync(join(own, 'environment.yaml'), stringify(staged), { mode: 0o600 })
}
