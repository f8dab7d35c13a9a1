// The commands beside the chains: each must stand where its
// evidence says, and be what was approved.

import { z } from 'zod'
import { fingerprintOf } from '../command/command.ts'
import { statesAfter } from '../command/proof.ts'
import type { Connection } from './database.ts'
import { readCommand } from './rows.ts'
import type { ChainReport } from './store.ts'

type Broken = ChainReport['breaks'][number]

const rowSchema = z.strictObject({
  seq: z.int(),
  type: z.string(),
  fingerprint: z.string().nullable(),
})

/**
 * What does not fit, by tenant; `seq` is the last artifact of the command. Where a tenant has a
 * start above 0, only commands with an artifact behind it are looked at.
 */
export function verifyCommands(
  db: Connection,
  starts: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly Broken[]> {
  const columns = 'SELECT id, name, tenant, state, record FROM commands'
  const touched = db.prepare(
    `${columns} WHERE tenant = ? AND id IN
       (SELECT command_id FROM artifacts WHERE tenant = ? AND seq > ?) ORDER BY id`,
  )
  const whole = db.prepare(`${columns} WHERE tenant = ? ORDER BY id`)
  const artifacts = db.prepare(
    `SELECT seq, type, json_extract(bytes, '$.command.fingerprint') AS fingerprint
     FROM artifacts WHERE command_id = ? ORDER BY position`,
  )
  const found = new Map<string, Broken[]>()
  for (const [tenant, start] of starts) {
    const rows = start > 0 ? touched.iterate(tenant, tenant, start) : whole.iterate(tenant)
    for (const row of rows as Iterable<CommandRow>) {
      const evidence = artifacts.all(row.id).map((one) => rowSchema.parse(one))
      const what = wrongWith(row, evidence)
      if (what === null) continue
      const seq = evidence.at(-1)?.seq ?? 0
      found.set(row.tenant, [...(found.get(row.tenant) ?? []), { seq, ...what }])
    }
  }
  return found
}

interface CommandRow {
  readonly id: string
  readonly name: string
  readonly tenant: string
  readonly state: string
  readonly record: string
}

function wrongWith(
  row: CommandRow,
  evidence: readonly z.output<typeof rowSchema>[],
): Pick<Broken, 'what' | 'text'> | null {
  const reached = [...statesAfter(evidence.map((one) => one.type))]
  if (!reached.some((one) => one === row.state))
    return {
      what: 'command_unproven',
      text: `The command ${row.name} is recorded as ${row.state}, but its evidence ends at ${reached.join(' or ') || 'nothing legal'}.`,
    }
  const changed = {
    what: 'command_changed',
    text: `The command ${row.name} is not the one that its evidence is about.`,
  }
  try {
    const record = readCommand(row.record)
    const same =
      record.id === row.id &&
      record.state === row.state &&
      fingerprintOf(record) === record.fingerprint &&
      evidence.every((one) => one.fingerprint === record.fingerprint)
    return same ? null : changed
  } catch {
    return changed
  }
}
