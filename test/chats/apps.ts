// Authenticator apps of the people in a chat, enrolled the way people do it: with `aval people
// enrol`.

import { Secret, TOTP } from 'otpauth'
import { z } from 'zod'
import { enrolPerson } from '../../src/cli/people/enrol.ts'
import { rightsByCommandLine } from '../../src/cli/people/rights.ts'
import { SetUpError } from '../../src/environment/set-up-error.ts'
import type { Environment } from '../../src/policy/names.ts'
import { writtenBy } from './captured-output.ts'

const shownSchema = z.object({ uri: z.string(), recovery_codes: z.array(z.string()) })

type Act = Parameters<typeof rightsByCommandLine>[1]

export interface Apps {
  /** Runs the command beside the open environment, and scans the code that it shows. */
  enrol(home: string, environment: Environment, person: string): Promise<void>
  /** Runs `aval people restore` or `admin`; a refusal is recorded as evidence. */
  alone(home: string, environment: Environment, act: Act, person: string): Promise<void>
  /** The app's current code, or an earlier one by so many steps. */
  code(person: string, stepsAgo: number): string
  /** One of the ten recovery codes, counted from 1. */
  recoveryCode(person: string, number: number): string
}

export function createApps(now: () => number): Apps {
  const apps = new Map<string, { readonly secret: string; readonly recovery: readonly string[] }>()
  const appOf = (person: string) => {
    const app = apps.get(person)
    if (app === undefined) throw new Error(`${person} has no authenticator app yet.`)
    return app
  }
  return {
    async enrol(home, environment, person) {
      const context = { home, environment, json: true }
      const written = await writtenBy(() => enrolPerson(context, person, now))
      const shown = shownSchema.parse(JSON.parse(written))
      const secret = new URL(shown.uri).searchParams.get('secret') ?? ''
      apps.set(person, { secret, recovery: shown.recovery_codes })
    },
    async alone(home, environment, act, person) {
      const context = { home, environment, json: true }
      const refused = (error: unknown) => {
        if (!(error instanceof SetUpError)) throw error
      }
      await writtenBy(() => rightsByCommandLine(context, act, person, now).catch(refused))
    },
    code(person, stepsAgo) {
      const totp = new TOTP({ secret: Secret.fromBase32(appOf(person).secret) })
      return totp.generate({ timestamp: now() - stepsAgo * 30_000 })
    },
    recoveryCode: (person, number) => appOf(person).recovery[number - 1] ?? '',
  }
}
