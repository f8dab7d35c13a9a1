// `aval evidence pack --from T --to T`: a part of one chain as one file that anybody can check.

import { resolve } from 'node:path'
import type { Keys } from '../environment/keys.ts'
import { SetUpError } from '../environment/settings.ts'
import { originOf, parseCheckpoint, writeCheckpoint } from '../evidence/checkpoint.ts'
import { inclusionPath } from '../evidence/proof.ts'
import { type RangePackHead, rangePackText } from '../evidence/range-pack.ts'
import type { Connection } from '../store/database.ts'
import type { TimeRange } from '../store/export-rows.ts'
import { chainHeads, chainTenants, checkpointNotes } from '../store/queries.ts'
import {
  cutCommands,
  neighbour,
  type Part,
  partOf,
  partRows,
  policiesNamed,
  rootsOf,
} from '../store/range-pack.ts'
import { type Context, UsageError } from './context.ts'
import { keysOf, proveSound, verifierKeyOf } from './evidence-keys.ts'
import { policyTexts } from './evidence-pack.ts'
import { refuseTaken, writeWhole } from './new-file.ts'
import { reading } from './reading.ts'
import { say } from './terminal.ts'
import { type RangeWords, rangeOf } from './time-range.ts'

export interface RangePackWords extends RangeWords {
  readonly out?: string
  /** Whose chain; needed where the environment has several. */
  readonly tenant?: string
}

/** Write the pack; the database is only read. Throws one sentence when nothing can be proved. */
export async function packRange(context: Context, words: RangePackWords): Promise<number> {
  const range = rangeOf(words)
  const file = resolve(words.out ?? `${context.environment}-evidence.aval.json`)
  refuseTaken(file)
  return reading(context, ({ db, folder }) =>
    db
      .transaction(() => {
        const keys = keysOf(folder)
        const part = wantedPart(db, words.tenant, range)
        proveSound(db, keys, context.environment, 'packed')
        const head = headOf(db, context, keys, part, range)
        writeWhole(file, rangePackText(head, partRows(db, part)))
        return tell(context, file, part, head)
      })
      .deferred(),
  )
}

function wantedPart(db: Connection, asked: string | undefined, range: TimeRange): Part {
  const tenants = chainTenants(db)
  const own = tenants.filter((one) => one !== '-')
  const tenant = asked ?? (own.length === 1 ? own[0] : undefined)
  if (tenant === undefined || !tenants.includes(tenant))
    throw new UsageError(`Say whose evidence: --tenant ${tenants.join(', or --tenant ')}.`)
  const part = partOf(db, tenant, range)
  if (part === null) throw new SetUpError(`${tenant} has no evidence of that time.`)
  return part
}

function headOf(
  db: Connection,
  { home, environment }: Context,
  keys: Keys,
  part: Part,
  range: TimeRange,
): RangePackHead {
  const { tenant, first, last } = part
  const { instance, signingKey } = keys
  const after = neighbour(db, tenant, last + 1)
  const rootBetween = rootsOf(db, tenant)
  const end = after?.seq ?? last
  const stored = checkpointNotes(db, tenant).at(-1) ?? ''
  const size = chainHeads(db).find((one) => one.tenant === tenant)?.size ?? end
  const covers = parseCheckpoint(stored)?.size ?? 0
  const origin = originOf(instance, environment, tenant)
  const fits = covers >= end
  const checkpoint = fits
    ? stored
    : writeCheckpoint({ origin, size, root: rootBetween(0, size) }, signingKey)
  const texts = policyTexts(home)
  const moment = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString())
  return {
    environment,
    instance,
    tenant,
    range: { from: moment(range.from), to: moment(range.to) },
    verifier_key: verifierKeyOf(keys, environment, tenant),
    checkpoint,
    policies: policiesNamed(db, part).map((one) => ({
      ...one,
      text: texts.get(one.digest) ?? null,
    })),
    cut: cutCommands(db, part),
    before: first === 1 ? null : neighbour(db, tenant, first - 1),
    after,
    proof: inclusionPath(end - 1, fits ? covers : size, rootBetween),
  }
}

function tell({ json }: Context, file: string, part: Part, head: RangePackHead): number {
  const { cut, verifier_key, checkpoint } = head
  const artifacts = part.last - part.first + 1
  const size = parseCheckpoint(checkpoint)?.size ?? 0
  const names = cut.map((one) => one.name)
  const edges = names.length === 0 ? 'no command is cut' : `cut at an edge: ${names.join(', ')}`
  const what = `${file}: ${artifacts} artifacts of ${part.tenant}, in a checkpoint of size ${size}`
  if (json) say(JSON.stringify({ file, artifacts, size, cut, verifier_key }))
  else say(`${what}; ${edges}`, `key ${verifier_key}`)
  return 0
}
