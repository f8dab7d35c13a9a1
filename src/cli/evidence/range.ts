// `aval evidence pack --from T --to T`: a part of one chain as one file that anybody can verify.

import { resolve } from 'node:path'
import { environmentChain } from '../../command/changes.ts'
import type { Keys } from '../../environment/keys.ts'
import { SetUpError } from '../../environment/set-up-error.ts'
import { textsBy } from '../../environment/texts.ts'
import { parseCheckpoint } from '../../evidence/checkpoint.ts'
import { inclusionPath } from '../../evidence/proof.ts'
import { type RangePackHead, rangePackText } from '../../evidence/range-pack.ts'
import { spanOf } from '../../store/exported/circumstances.ts'
import type { TimeRange } from '../../store/exported/export-rows.ts'
import {
  cutCommands,
  definitionsNamed,
  neighbour,
  type Part,
  partOf,
  partRows,
  policiesNamed,
  rootsOf,
} from '../../store/exported/range-pack.ts'
import type { Connection } from '../../store/file/database.ts'
import { chainTenants } from '../../store/queries.ts'
import { keptTexts } from '../../store/texts.ts'
import { type Context, UsageError } from '../context.ts'
import { refuseExisting, writeWhole } from '../new-file.ts'
import { withReadOnlyStore } from '../read-only-store.ts'
import { printLines } from '../terminal.ts'
import { type RangeWords, rangeOf } from '../time-range.ts'
import { circumstancesIn } from './circumstances.ts'
import { coveringNote } from './covering-note.ts'
import { keysOf, requireSoundEvidence, verifierKeyOf } from './keys.ts'
import { cosignedBy } from './pack.ts'

export interface RangePackWords extends RangeWords {
  readonly out?: string
  /** The tenant whose chain is packed; needed if the environment has several. */
  readonly tenant?: string
}

/** Writes the pack; the database is only read. Throws a sentence if that is impossible. */
export async function writeRangePack(context: Context, words: RangePackWords): Promise<number> {
  const range = rangeOf(words)
  const file = resolve(words.out ?? `${context.environment}-evidence.aval.json`)
  refuseExisting(file)
  return withReadOnlyStore(context, ({ db, folder }) =>
    db
      .transaction(() => {
        const keys = keysOf(folder)
        const part = wantedPart(db, context.environment, words.tenant, range)
        requireSoundEvidence(db, keys, context, 'packed')
        const { head, cosigned } = headOf(db, context, keys, part, range)
        writeWhole(file, rangePackText(head, partRows(db, part)))
        return tell(context, file, part, head, cosigned)
      })
      .deferred(),
  )
}

/** `asked`: a tenant's full name, or its id as in environment.yaml, without the environment. */
function wantedPart(
  db: Connection,
  environment: string,
  asked: string | undefined,
  range: TimeRange,
): Part {
  const tenants = chainTenants(db)
  const own = tenants.filter((one) => one !== '-')
  const whole = tenants.find((one) => one === `${environment}:${asked}`) ?? asked
  const tenant = whole ?? (own.length === 1 ? own[0] : undefined)
  if (tenant === undefined || !tenants.includes(tenant))
    throw new UsageError(`Say whose evidence: --tenant ${tenants.join(', or --tenant ')}.`)
  const part = partOf(db, tenant, range)
  if (part === null) throw new SetUpError(`${tenant} has no evidence of that time.`)
  return part
}

function headOf(
  db: Connection,
  context: Context,
  keys: Keys,
  part: Part,
  range: TimeRange,
): { readonly head: RangePackHead; readonly cosigned: readonly string[] } {
  const { home, environment } = context
  const { tenant, first, last } = part
  const after = neighbour(db, tenant, last + 1)
  const end = after?.seq ?? last
  const { note, size, by } = coveringNote(db, context, keys, tenant, end)
  const textOf = textsBy(home)(keptTexts(db))
  const moment = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString())
  const head = {
    environment,
    instance: keys.instance,
    tenant,
    range: { from: moment(range.from), to: moment(range.to) },
    verifier_key: verifierKeyOf(keys, environment, tenant),
    checkpoint: note,
    policies: policiesNamed(db, part).map((one) => ({ ...one, text: textOf(one.digest) })),
    definitions: definitionsNamed(db, part).map((one) => ({ ...one, text: textOf(one.digest) })),
    circumstances: circumstancesIn(db, context, keys, {
      chains: tenant === environmentChain ? [] : [environmentChain],
      tenant,
      span: spanOf(db, 'tenant = ? AND seq BETWEEN ? AND ?', tenant, first, last),
    }),
    cut: cutCommands(db, part),
    before: first === 1 ? null : neighbour(db, tenant, first - 1),
    after,
    proof: inclusionPath(end - 1, size, rootsOf(db, tenant)),
  }
  return { head, cosigned: by }
}

function tell(
  { json }: Context,
  file: string,
  part: Part,
  head: RangePackHead,
  cosigned: readonly string[],
): number {
  const { cut, verifier_key, checkpoint } = head
  const artifacts = part.last - part.first + 1
  const size = parseCheckpoint(checkpoint)?.size ?? 0
  const names = cut.map((one) => one.name)
  const edges = names.length === 0 ? 'no command is cut' : `cut at an edge: ${names.join(', ')}`
  const what = `${file}: ${artifacts} artifacts of ${part.tenant}, in a checkpoint of size ${size}${cosignedBy(cosigned)}`
  if (json) printLines(JSON.stringify({ file, artifacts, size, cosigned, cut, verifier_key }))
  else printLines(`${what}; ${edges}`, `key ${verifier_key}`)
  return 0
}
