// The preflight check of one environment: what is missing or unsafe on this machine, and how to fix
// it.

import { join } from 'node:path'
import { flowsIn } from '../../command/flow.ts'
import type { Flow } from '../../command/spec.ts'
import type { Environment } from '../../policy/names.ts'
import type { Pack } from '../../policy/pack.ts'
import type { Person } from '../../policy/people.ts'
import { sentenceOf } from '../../store/error-text.ts'
import { refuseClosed, StoreOlderError } from '../../store/file/database.ts'
import { refuseLinked } from '../../store/file/owner-lock.ts'
import { type Inspection, inspect } from '../../store/inspect.ts'
import { readFlows, readPack } from '../content.ts'
import { environmentFolder } from '../environment-folder.ts'
import { storeIn } from '../find-store.ts'
import { readHeads } from '../heads.ts'
import { variablesFor } from '../isolation.ts'
import { peopleOfFile } from '../people.ts'
import { readRunState } from '../run-state.ts'
import type { Variables } from '../secrets.ts'
import { readSettings } from '../settings/settings.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { sessionFile } from '../transport.ts'
import { checkBreakers } from './breakers.ts'
import { checkCommands } from './commands.ts'
import { checkDefinitions } from './definitions.ts'
import { checkFiles } from './files.ts'
import {
  errorSentence,
  type Finding,
  ok,
  olderMend,
  restoreMend,
  unsafe,
  warning,
} from './finding.ts'
import { checkLink } from './link.ts'
import { checkLockdown } from './lockdown.ts'
import { checkMachine } from './machine.ts'
import { checkPeople, peopleNow } from './people.ts'
import { checkPlaces } from './places.ts'
import { checkPreviews } from './previews.ts'
import { checkPromotions } from './promotions.ts'
import { checkRequesters } from './requesters.ts'
import { checkRules, checkSecrets } from './rules.ts'
import { checkSharing, checkSystems } from './sharing.ts'

export interface DoctorOptions {
  readonly home: string
  readonly environment: Environment
  readonly variables: Variables
  readonly nodeVersion: string
  /** 0 is root; null if the system has no users. */
  readonly user: number | null
  readonly now: number
}

/** Runs all checks, whatever fails. Read-only, and shows no secret. */
export function examine(options: DoctorOptions): readonly Finding[] {
  const { home, environment } = options
  let settings: Settings
  try {
    settings = readSettings(home, environment)
  } catch (error) {
    return [unsafe('settings', sentenceOf(error), 'Fix the file.')]
  }
  const folder = environmentFolder(home, environment)
  // Checked first, because opening the database creates files beside it.
  const files = checkFiles(folder, environment, options.user)
  const { finding, inspection } = database(folder, environment)
  // A command may have bound another policy than the file names.
  const inForce = { ...settings, policy: inspection?.bound?.binding ?? settings.policy }
  const reading = readPack(home, inForce.policy)
  const pack = reading.kind === 'read' ? reading.pack : null
  const enrolled = { inFile: peopleOfFile(settings), inStore: inspection?.people ?? [] }
  return [
    ok('settings', 'environment.yaml can be read'),
    ...checkMachine({ ...options, folder, newestAt: inspection?.newestAt ?? null }),
    ...files,
    finding,
    ...rollFindings(inspection),
    ...checkCommands(
      home,
      settings,
      pack,
      (inspection?.people ?? []).flatMap((one) => one.grants),
    ),
    ...checkPreviews(home, settings),
    ...checkDefinitions(home, settings, inspection?.open ?? []),
    ...checkRules(settings, reading, inspection?.bound ?? null),
    ...checkSecrets(settings, folder, variablesFor(settings, options.variables)),
    ...checkSharing(home, settings, options.variables),
    ...checkSystems(home, settings),
    ...checkPromotions(home, settings),
    ...checkPeople(inForce, pack, enrolled),
    ...(pack === null ? [] : checkRights(options, inForce, pack, peopleNow(enrolled), inspection)),
    ...checkBreakers(settings, inspection?.rests ?? new Map()),
    ...checkPlaces(home, settings, inspection?.outward ?? new Map(), options.variables),
    ...checkLink(
      settings,
      sessionFile(home, settings),
      readRunState(home, environment, options.now),
      options.now,
    ),
  ]
}

/** Could enough people approve what may be asked for, and lift a lockdown in force? */
function checkRights(
  { home, now }: DoctorOptions,
  settings: Settings,
  pack: Pack,
  people: readonly Person[],
  inspection: Inspection | null,
): readonly Finding[] {
  const flows = flowsOf(home, settings.environment)
  return [
    ...checkRequesters(settings, pack, people, [...flows.values()]),
    ...(inspection === null
      ? []
      : checkLockdown(settings, pack, people, flows, inspection.locks, now)),
  ]
}

/** Empty if a flow is invalid, which another check reports. */
function flowsOf(home: string, environment: Environment): ReadonlyMap<string, Flow> {
  try {
    return flowsIn(environment, readFlows(home))
  } catch {
    return new Map()
  }
}

function database(
  folder: string,
  environment: Environment,
): { readonly finding: Finding; readonly inspection: Inspection | null } {
  try {
    const file = storeIn(folder)
    if (file === null)
      return { finding: ok('database', 'is created at the first start'), inspection: null }
    const inspection = inspect(file, environment, readHeads(folder))
    const refused =
      errorSentence(() => refuseClosed(file)) ??
      errorSentence(() => refuseLinked(file)) ??
      inspection.foreign
    if (refused !== null)
      return {
        finding: unsafe('database', refused, 'Nothing starts until this is fixed.'),
        inspection,
      }
    if (inspection.lacks !== null)
      return { finding: unsafe('database', inspection.lacks, olderMend), inspection }
    if (inspection.journal === 'wal')
      return { finding: ok('database', `belongs to ${environment}; WAL`), inspection }
    const what = `Its journal is ${inspection.journal}, not a write-ahead log.`
    return { finding: unsafe('database', what, 'Use a local disk.'), inspection }
  } catch (error) {
    if (error instanceof StoreOlderError) {
      const mend = 'Keep a copy of the folder; the next start upgrades it.'
      return { finding: warning('database', sentenceOf(error), mend), inspection: null }
    }
    const closed = errorSentence(() => refuseClosed(join(folder, 'aval.db')))
    const finding =
      closed === null
        ? unsafe('database', sentenceOf(error), 'Restore the file from a copy.')
        : unsafe('database', closed, 'Nothing starts until this is fixed.')
    return { finding, inspection: null }
  }
}

/** With a changed roll the environment starts locked, and nobody can lift that in chat. */
function rollFindings(inspection: Inspection | null): readonly Finding[] {
  const misfit = inspection?.rollMisfit ?? null
  return misfit === null ? [] : [unsafe('roll', misfit, restoreMend)]
}
