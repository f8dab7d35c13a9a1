// A conformance vector for the isolation of tenants: people and agents of one tenant must not see
// or change data of another one that uses the same names.

import type { Command, Slots } from '../../command/command.ts'
import type { Flow, Slot } from '../../command/spec.ts'
import { holds, type Person } from '../../policy/people.ts'
import { partOf, partRows } from '../../store/exported/range-pack.ts'
import { withReadOnly } from '../../store/file/with-read-only.ts'
import {
  approveIfNeeded,
  askAndConfirm,
  fail,
  NotVerified,
  pass,
  proposedByAgent,
  requesterOf,
  type Vector,
  type Verdict,
} from './moves.ts'
import type { Stage } from './stage.ts'

/** Occurs only in data of the other tenant. */
const canary = 'canary-of-the-neighbours'
const unit = 'of-both'
/**
 * Names that do not exist; questions about the other tenant's data must get the same answers as
 * these.
 */
const unknown = { command: 'C-9Z9Z9Z', person: 'nobody-of-that-name' }

const betweenActsMs = 15 * 60_000

interface Named {
  readonly command: string
  readonly person: string
}

export const tenantVectors: readonly Vector[] = [
  {
    vector: 'tenants-apart',
    // Neither RFC demands separation of tenants; these are the nearest requirements.
    controls: ['DESR-02', 'HAPF-05'],
    title: 'nothing of a tenant is told to another one, in no list, answer, agent or evidence',
    async play(stage) {
      const theirs = neighbourOf(stage, requesterOf(stage, 'config.create'))
      const before = stage.sent().length
      const held = await openRequest(stage, theirs)
      const overheard = stage
        .sent()
        .slice(before)
        .find((one) => isOurs(stage, one.to))
      if (overheard !== undefined) return fail(`A ${overheard.kind} of theirs came to ours.`)
      if (!(await sameName(stage))) return fail('A name that is taken there is taken here as well.')
      const named = { command: held.name, person: theirs.id }
      return (
        (await heardInChat(stage, named)) ??
        (await heardByAgents(stage, named)) ??
        left(stage, theirs)
      )
    },
  },
]

function neighbourOf(stage: Stage, person: Person): Person {
  const found = stage.neighbours[stage.people.indexOf(person)]
  if (found === undefined) throw new NotVerified('Nobody lives next door.')
  return found
}

function isOurs({ people }: Stage, id: string): boolean {
  return people.some((one) => one.id === id)
}

/** In the other tenant: a unit that holds the canary, a unit named so, and an open request. */
async function openRequest(stage: Stage, theirs: Person): Promise<Command> {
  for (const slots of [
    { unit, owner: canary },
    { unit: canary, owner: 'conformance' },
  ]) {
    const { state } = await approveIfNeeded(
      stage,
      await askAndConfirm(stage, 'config.create', slots, theirs),
    )
    if (state !== 'succeeded') throw new NotVerified(`config.create ended as ${state}.`)
  }
  const deleting = neighbourOf(stage, requesterOf(stage, 'config.delete'))
  return askAndConfirm(stage, 'config.delete', { unit }, deleting)
}

/** Creates a unit of the same name in our tenant; false if the name counts as taken. */
async function sameName(stage: Stage): Promise<boolean> {
  try {
    const made = await askAndConfirm(stage, 'config.create', { unit, owner: 'conformance' })
    return (await approveIfNeeded(stage, made)).state === 'succeeded'
  } catch (error) {
    if (error instanceof NotVerified) return false
    throw error
  }
}

/**
 * A person with `audit.read` and the person with every role ask all queries; the latter also tries
 * all commands that name a command.
 */
async function heardInChat(stage: Stage, named: Named): Promise<Verdict | null> {
  const { flows } = stage.opened.rules
  const { pack } = stage
  const reads = stage.people.find((one) => pack !== null && holds(pack, one, 'audit.read'))
  const askers = [...new Set([reads, stage.people.at(-1)])].filter((one) => one !== undefined)
  for (const flow of flows.values()) {
    const texts = textsOf(stage, flow)
    const acts = flow.risk !== 'S0'
    if (acts && !texts.some(namesCommand)) continue
    for (const asker of acts ? askers.slice(-1) : askers)
      for (const text of texts) {
        const told = await answers(stage, asker, text(named))
        const verdict = leakIn(flow.command, told, text(named), named)
        if (verdict !== null) return verdict
        if (!isAbout(text)) continue
        const otherwise = await answers(stage, asker, text(unknown))
        if (masked(told, named) !== masked(otherwise, unknown))
          return fail(`${flow.command} tells ${asker.id} whether there is one next door.`)
        if (acts) await stage.wait(betweenActsMs)
      }
  }
  return null
}

type Text = (named: Named) => string

/** The texts for a command, as functions of the names in them; one per combination of slots. */
function textsOf({ opened }: Stage, flow: Flow): readonly Text[] {
  const ways = opened.languages.fallback.patterns.filter((one) => one.flow === flow.command)
  const slotsOf = ways.map(({ pieces }) =>
    pieces.flatMap((one) => (one.kind === 'word' ? [] : [one.name])).join(),
  )
  return ways
    .filter((_, at) => slotsOf.indexOf(slotsOf[at] ?? '') === at)
    .map(({ pieces }) => (named: Named) => {
      const words = pieces.flatMap((piece) => {
        if (piece.kind === 'word') return piece.shown
        const slot = piece.kind === 'slot' ? flow.slots[piece.name] : undefined
        return slot === undefined ? [] : sample(slot, named)
      })
      return words.join(' ')
    })
}

function isAbout(text: Text): boolean {
  const [one, other] = [text({ command: 'a', person: 'a' }), text({ command: 'b', person: 'b' })]
  return one !== other
}

function namesCommand(text: Text): boolean {
  return text({ command: 'a', person: '' }) !== text({ command: 'b', person: '' })
}

function sample(slot: Slot, { command, person }: Named): string {
  switch (slot.kind) {
    case 'command':
    case 'targets':
      return command
    case 'person':
      return person
    case 'id':
      return unit
    case 'text':
      return 'conformance'
    case 'number':
      return String(slot.min ?? slot.max ?? 1)
    case 'choice':
      return slot.options[0] ?? ''
    case 'span':
      return '24h'
    case 'scope':
      return 'admin.people'
    case 'phone':
      return '+5511900000009'
    case 'moment':
      return '2026-01-05 18:00'
  }
}

/** All messages that our people get in answer. */
async function answers(stage: Stage, asker: Person, text: string): Promise<string> {
  const letters = await stage.say(asker, text)
  const own = letters.filter((one) => isOurs(stage, one.to))
  return own.map((one) => `${one.kind} ${one.text}`).join('\n')
}

/** A failure if an answer holds more about the other tenant than was typed; else null. */
function leakIn(flow: string, told: string, typed: string, named: Named): Verdict | null {
  const untyped = [canary, named.command, 'next-door'].filter((one) => !typed.includes(one))
  const found = untyped.find((one) => told.includes(one))
  return found === undefined ? null : fail(`${flow} tells people of one tenant of the other's.`)
}

/** Command names differ each time, so they are masked for comparison. */
function masked(told: string, { person }: Named): string {
  return told.replaceAll(person, '*').replace(/\bC-[0-9A-Z]{4,12}\b/g, '*')
}

/** An agent of ours proposes all that agents may, about what the other tenant has. */
async function heardByAgents(stage: Stage, named: Named): Promise<Verdict | null> {
  const { rules } = stage.opened
  const owner = stage.people.at(-1) ?? requesterOf(stage, 'config.create')
  for (const { command: flow, agents, risk, slots } of rules.flows.values()) {
    // Queries are answered in chat only.
    if (agents === 'never' || risk === 'S0') continue
    const given: Record<string, Slots[string]> = {}
    for (const [name, { kind }] of Object.entries(slots)) {
      if (kind === 'id') given[name] = unit
      else if (kind === 'command' || kind === 'person') given[name] = named[kind]
    }
    const before = stage.sent().length
    const told = await proposedByAgent(stage, owner, flow, given)
    const heard = stage
      .sent()
      .slice(before)
      .filter((one) => isOurs(stage, one.to))
    if (JSON.stringify([told, heard]).includes(canary)) return fail(`An agent hears it by ${flow}.`)
  }
  return null
}

/** The other tenant's data is unchanged, and exported evidence of ours holds nothing of it. */
async function left(stage: Stage, theirs: Person): Promise<Verdict> {
  const { storeClient, rules } = stage.opened
  const kept = await storeClient.unit(theirs.tenant, unit)
  if (!JSON.stringify(kept).includes(canary)) return fail('What is theirs was changed from here.')
  const strays = (await storeClient.audit({ tenant: theirs.tenant })).filter(({ artifact }) =>
    isOurs(stage, String(artifact['actor'])),
  )
  if (strays.length > 0) return fail('Somebody of ours acts in the evidence of theirs.')
  const own = requesterOf(stage, 'config.create').tenant
  const exported = rules.tenants.has(own) ? evidenceOf(stage, own) : ''
  if (exported === '') throw new NotVerified('Ours have no evidence.')
  return exported.includes(canary) ? fail('The evidence of ours holds what is theirs.') : pass
}

/** Everything in a pack of this tenant's evidence, as text. */
function evidenceOf({ file, opened }: Stage, tenant: string): string {
  return withReadOnly(file, opened.settings.environment, (db) => {
    const part = partOf(db, tenant, {})
    return part === null ? '' : JSON.stringify([...partRows(db, part)])
  })
}
