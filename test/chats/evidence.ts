// The evidence of a played chat: its chains as a chat file shows them, and the checks that every
// chat must pass.

import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Texts, textsOf as textsBy } from '../../scripts/verifier/asked.ts'
import { bindingLines } from '../../scripts/verifier/binding.ts'
import { ownChain } from '../../scripts/verifier/claims.ts'
import { decidedLines } from '../../scripts/verifier/decided.ts'
import { emergencyIn } from '../../scripts/verifier/emergency.ts'
import { wayLines } from '../../scripts/verifier/lifecycle.ts'
import { byName, effectLines, lockdownLines } from '../../scripts/verifier/lockdowns.ts'
import type { Event } from '../../scripts/verifier/pack-file.ts'
import { storiesOf } from '../../scripts/verifier/range-file.ts'
import { transitions } from '../../src/command/lifecycle.ts'
import { instanceOf } from '../../src/environment/keys.ts'
import { homeTexts, textsOf } from '../../src/environment/texts.ts'
import { originOf, parseVerifierKey, writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import type { Environment } from '../../src/policy/names.ts'
import { type Connection, openReadOnly } from '../../src/store/file/database.ts'
import { auditRecords, chainTenants } from '../../src/store/queries.ts'
import type { AuditRecord, ChainReport } from '../../src/store/store.ts'
import { verifyFile } from '../../src/store/verify/verify.ts'

const artifactSchema = z.looseObject({
  seq: z.int(),
  type: z.string(),
  time: z.iso.datetime(),
  tenant: z.string(),
  actor: z.string(),
  command: z.looseObject({ command_id: z.string() }).optional(),
})
type Artifact = z.output<typeof artifactSchema>

export interface Found {
  readonly artifact: Artifact
  readonly body: AuditRecord['body']
}

export interface Remains {
  readonly found: readonly Found[]
  readonly reports: readonly ChainReport[]
  /** The packs and flows in force at the end, as the verifier reads them. */
  readonly texts: Texts
  /** Commands by id, with their states. */
  readonly states: ReadonlyMap<string, string>
}

/** Reads a closed environment as an auditor would: the file, read-only, with its public key. */
export function readRemains(home: string, environment: Environment): Remains {
  const folder = join(home, 'data', environment)
  const key = createPublicKey(readFileSync(join(folder, 'keys', 'checkpoint.pem'), 'utf8'))
  const instance = instanceOf(key)
  const db = openReadOnly(join(folder, 'aval.db'), environment)
  const keys = chainTenants(db).map((tenant) =>
    parseVerifierKey(writeVerifierKey(originOf(instance, environment, tenant), key)),
  )
  const all = [...homeTexts(home)]
  const remains = {
    texts: textsBy({ policies: [], definitions: all.map(([digest, text]) => ({ digest, text })) }),
    found: [...auditRecords(db, {})].map(({ artifact, body }) => ({
      artifact: artifactSchema.parse(artifact),
      body,
    })),
    reports: verifyFile(db, {
      ...{ environment, instance, keys, outside: [] },
      anew: { texts: textsOf(home) },
    }),
    states: statesOf(db),
  }
  db.close()
  return remains
}

function statesOf(db: Connection): ReadonlyMap<string, string> {
  const rows = db.prepare('SELECT id, state FROM commands').raw().all()
  return new Map(z.array(z.tuple([z.string(), z.string()])).parse(rows))
}

/** Artifacts of each start and stop, which no chat is about. */
const ordinary = [
  'service.start',
  'service.stop',
  'alignment.checked',
  'policy.bound',
  'secret.loaded',
]

const telling = [
  'reason', 'why', 'form', 'to', 'group', 'method', 'count', 'needed', 'limit', 'lifted', 'choice',
  'acknowledged', 'verified', 'enrolled', 'votes', 'scope', 'by_name', 'flagged', 'instead_of',
  'vote', 'digest', 'named', 'state', 'person', 'roles', 'grants', 'suspended', 'until', 'legal_hold',
  'round', 'changed', 'erased', 'remains', 'first', 'replaces',
] // biome-ignore format: a list of words

/** The chains since a time: one line per artifact, with the interesting fields of its body. */
export function evidenceLines(remains: Remains, since: number): readonly string[] {
  const found = remains.found.filter(({ artifact }) => Date.parse(artifact.time) >= since)
  const tenants = new Set(found.map(({ artifact }) => artifact.tenant))
  const order = [...tenants].toSorted((a, b) => (a < b ? 1 : -1))
  return order.flatMap((tenant) => {
    const lines = found
      .filter(({ artifact }) => artifact.tenant === tenant && !ordinary.includes(artifact.type))
      .map(evidenceLine)
    const title = tenant === '-' ? 'of the environment' : `of ${tenant}`
    return lines.length === 0 ? [] : [`  ${title}`, ...lines]
  })
}

function evidenceLine({ artifact, body }: Found): string {
  const name = typeof body?.['name'] === 'string' ? ` ${body['name']}` : ''
  const told = Object.entries(body ?? {}).flatMap(([key, value]) => {
    if (!telling.includes(key) || isDull(key, value)) return []
    return [`${key} ${Array.isArray(value) ? value.join('+') : String(value)}`]
  })
  const more = told.length === 0 ? '' : ` (${told.join(', ')})`
  return `  ${artifact.seq} ${artifact.type}${name} by ${artifact.actor}${more}`
}

/** Values that are absent, or the first round, which every request has. */
function isDull(key: string, value: unknown): boolean {
  if (key === 'round') return value === 1
  return value === null || value === false || (Array.isArray(value) && value.length === 0)
}

const stateOfType: Readonly<Record<string, keyof typeof transitions>> = {
  'command.proposed': 'proposed',
  'command.previewed': 'confirmation_requested',
  'command.authorized': 'authorized',
  'approval.required': 'approval_required',
  'approval.requested': 'approval_requested',
  'approval.granted': 'approval_granted',
  'approval.denied': 'approval_denied',
  'command.started': 'started',
  'command.succeeded': 'succeeded',
  'command.failed': 'failed',
  'command.uncertain': 'uncertain',
  'command.rejected': 'rejected',
}

/**
 * Commands with a change of state without evidence, or with an illegal order of evidence. `verify`
 * checks the same in every file; this is deliberately a second implementation with its own table,
 * and stricter: a grant says itself whether it completes the quorum, so each step has exactly one
 * state.
 */
export function unproven(remains: Remains): readonly string[] {
  return [...remains.states].flatMap(([id, state]) => {
    const way = remains.found
      .filter(({ artifact }) => artifact.command?.command_id === id)
      .flatMap((one) => stateOf(one) ?? [])
    const legal = way.every((to, at) => {
      const from = way[at - 1]
      if (from === undefined) return to === 'proposed'
      const next: readonly string[] = transitions[from]
      return from === to || next.includes(to)
    })
    return legal && way.at(-1) === state ? [] : [`${id}: ${way.join(' > ')}, but it is ${state}`]
  })
}

/** A grant that does not complete the quorum changes no state. */
function stateOf({ artifact, body }: Found): keyof typeof transitions | undefined {
  if (artifact.type === 'approval.granted' && body?.['quorum'] === 'open') return undefined
  return stateOfType[artifact.type]
}

/**
 * Runs the stand-alone verifier's checks on every command: after each chat they must find nothing.
 */
export function stepsMissed({ found, texts }: Remains): readonly string[] {
  const chains = new Map<string, Event[]>()
  for (const { artifact, body } of found) {
    const sealed = jsonObject.parse(artifact)
    const event = { seq: artifact.seq, sealed, body: jsonObject.nullable().parse(body) }
    chains.set(artifact.tenant, [...(chains.get(artifact.tenant) ?? []), event])
  }
  const own = chains.get(ownChain) ?? []
  const all = byName([...chains.values()].flat())
  const locks = lockdownLines(own, true, all).filter(({ state }) => state === 'bad')
  const lines = [...chains.values()].flatMap((chain) => {
    const around = { own, emergency: emergencyIn(chain, true) }
    return [...storiesOf(chain)].flatMap(([id, events]) =>
      id === null
        ? []
        : [
            ...[...wayLines(events), ...bindingLines(events)].filter(
              ({ state }) => state === 'bad',
            ),
            ...decidedLines(events, texts, around).filter(({ state }) => state !== 'good'),
          ],
    )
  })
  return [...locks, ...effectLines(all, texts, own), ...lines].map(({ text }) => text)
}

const jsonObject = z.record(z.string(), z.json())
