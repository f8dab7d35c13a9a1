// The actions of people in conformance vectors: ask, confirm, approve, deny, as they would type
// them.

import { programKey } from '../../command/asked/program-request.ts'
import type { Command, Slots } from '../../command/command.ts'
import { holdsAny, type Person } from '../../policy/people.ts'
import type { IntactCommands } from '../../store/store.ts'
import type { Stage } from './stage.ts'

export type Verdict =
  | { readonly result: 'PASS' }
  | { readonly result: 'FAIL' | 'NOT_VERIFIED'; readonly reason: string }

export const pass: Verdict = { result: 'PASS' }
export const fail = (reason: string): Verdict => ({ result: 'FAIL', reason })

export interface Vector {
  readonly vector: string
  /** Requirements of RFC-WF-0022 (HAPF) and RFC-WF-0031 (DESR) that it tests. */
  readonly controls: readonly string[]
  readonly title: string
  play(stage: Stage): Promise<Verdict>
}

/** Something the vector needs is missing: the result is NOT_VERIFIED, neither PASS nor FAIL. */
export class NotVerified extends Error {
  override readonly name = 'NotVerified'
}

export function findPerson(stage: Stage, what: string, fits: (person: Person) => boolean): Person {
  const found = stage.people.find(fits)
  if (found === undefined) throw new NotVerified(`The pack has no role ${what}.`)
  return found
}

function scopesOf(stage: Stage, flow: string): readonly string[] {
  const found = stage.opened.rules.flows.get(flow)
  if (found === undefined) throw new NotVerified(`This environment has no command ${flow}.`)
  return found.scopes
}

export function requesterOf(stage: Stage, flow: string): Person {
  const { pack } = stage
  if (pack === null) throw new NotVerified('The policy cannot be read.')
  const scopes = scopesOf(stage, flow)
  return findPerson(stage, `that may ask for ${flow}`, (one) => holdsAny(pack, one, scopes))
}

/** Requests a command; returns the new command of this flow, in whatever state. */
export async function askFor(
  stage: Stage,
  flow: string,
  slots: Slots,
  requester: Person = requesterOf(stage, flow),
  id?: string,
): Promise<Command> {
  scopesOf(stage, flow)
  const before = await newestNames(stage)
  const letters = await stage.ask(requester, flow, slots, id)
  const names = letters.flatMap((one) => one.command ?? [])
  for (const name of names) {
    const command = before.has(name) ? null : await stage.command(name)
    if (command?.flow === flow) return command
  }
  throw new NotVerified(`Nobody could ask for ${flow}.`)
}

const agent = { name: 'conformance', session: 'agent:conformance-1', agent: true } as const

/**
 * An agent requests a command at the program interface for its owner; returns what was recorded.
 */
export async function proposedByAgent(
  stage: Stage,
  owner: Person,
  flow: string,
  slots: Slots,
): Promise<IntactCommands> {
  const { engine, storeClient, settings } = stage.opened
  const key = `${agent.name}/${flow}`
  await engine.ask({ door: 'http', caller: agent, key, requester: owner.id, flow, slots })
  await engine.idle()
  return storeClient.commandByKey(programKey(settings.environment, 'http', key))
}

async function newestNames(stage: Stage): Promise<ReadonlySet<string>> {
  return new Set((await stage.opened.storeClient.openCommands()).commands.map((one) => one.name))
}

/** The command in its present state. */
export async function refreshed(stage: Stage, command: Command): Promise<Command> {
  return (await stage.command(command.name)) ?? command
}

function personOf({ people, neighbours }: Stage, id: string): Person {
  const found = [...people, ...neighbours].find((one) => one.id === id)
  if (found === undefined) throw new NotVerified(`Nobody here is ${id}.`)
  return found
}

/** Confirms the command as its preview asks; returns its new state. */
export async function confirm(stage: Stage, command: Command): Promise<Command> {
  if (command.state !== 'confirmation_requested') return command
  const word = command.confirmation?.acknowledge ?? ''
  await stage.say(personOf(stage, command.requester), `1 ${word}`.trim())
  return refreshed(stage, command)
}

/** Requests and confirms a command; NotVerified if it is rejected for other reasons. */
export async function askAndConfirm(
  stage: Stage,
  flow: string,
  slots: Slots,
  requester?: Person,
): Promise<Command> {
  const command = await confirm(stage, await askFor(stage, flow, slots, requester))
  if (command.state === 'rejected')
    throw new NotVerified(`${flow} was refused before: ${command.reason ?? 'no reason'}.`)
  return command
}

/** The people with a card for it, in the order in which they were asked. */
export function cardHolders(stage: Stage, command: Command): readonly Person[] {
  const all = (command.approval?.asked ?? []).map((one) => one.approver)
  return all
    .map((id) => personOf(stage, id))
    .filter((one) => stage.token(command.name, one) !== null)
}

/** What somebody types to grant (1) or deny (2), with a second-factor code if needed. */
export async function answerText(
  stage: Stage,
  command: Command,
  person: Person,
  choice: 1 | 2 = 1,
): Promise<string> {
  const token = stage.token(command.name, person)
  if (token === null) throw new NotVerified(`${person.id} got no card.`)
  const wanted = choice === 1 && command.approval?.stepUp !== null
  return `${choice} ${token}${wanted ? ` ${await stage.code(person)}` : ''}`
}

export async function answer(
  stage: Stage,
  command: Command,
  person: Person,
  choice: 1 | 2 = 1,
): Promise<Command> {
  await stage.say(person, await answerText(stage, command, person, choice))
  return refreshed(stage, command)
}

/** Lets everybody with a card grant, one by one, until it goes on. */
export async function approve(stage: Stage, command: Command): Promise<Command> {
  let now = command
  for (const person of cardHolders(stage, command)) {
    if (now.state !== 'approval_requested') break
    now = await answer(stage, now, person)
  }
  if (now.state === 'approval_requested')
    throw new NotVerified(`The made-up people could not approve ${command.flow}.`)
  return now
}

export async function countStarts(stage: Stage, command: Command): Promise<number> {
  return stage.count('command.started', command.name)
}

/** Creates a configuration unit, as people do. */
export async function makeUnit(stage: Stage, unit: string): Promise<Command> {
  const slots = { unit, owner: 'conformance' }
  const command = await approveIfNeeded(stage, await askAndConfirm(stage, 'config.create', slots))
  if (command.state !== 'succeeded')
    throw new NotVerified(`config.create ended as ${command.state}.`)
  return command
}

/** A destructive request (S2) that waits for approval. */
export async function destructive(
  stage: Stage,
  unit: string,
  requester?: Person,
): Promise<Command> {
  await makeUnit(stage, unit)
  const command = await askAndConfirm(stage, 'config.delete', { unit }, requester)
  if (command.state !== 'approval_requested')
    throw new NotVerified('A destructive command needs no approval under this profile.')
  return command
}

export async function lockDown(stage: Stage): Promise<void> {
  const slots = { reason: 'conformance' }
  const command = await approveIfNeeded(stage, await askAndConfirm(stage, 'lockdown.on', slots))
  if (command.state !== 'succeeded') throw new NotVerified(`lockdown.on ended as ${command.state}.`)
}

export const profileOf = (stage: Stage) => stage.opened.settings.policy.profile

export async function notStarted(stage: Stage, command: Command, then: string): Promise<Verdict> {
  return (await countStarts(stage, command)) === 0 ? pass : fail(`It started ${then}.`)
}

export function notVerified(error: unknown): NotVerified {
  if (error instanceof NotVerified) return error
  throw error
}

export async function approveIfNeeded(stage: Stage, command: Command): Promise<Command> {
  return command.state === 'approval_requested' ? approve(stage, command) : command
}

export async function approveByOthers(stage: Stage, command: Command): Promise<Command> {
  return approveIfNeeded(stage, await refreshed(stage, command))
}

/** A command that acts on a configured external system, with slots that its sandbox twin knows. */
export function externalCommand(stage: Stage): {
  readonly flow: string
  readonly slots: Record<string, string>
} {
  const { flows } = stage.opened.rules
  const names = Object.keys(stage.opened.settings.connectors)
  if (!names.some((name) => name === 'shop') || !flows.has('order.cancel'))
    throw new NotVerified('No vector knows the systems that this environment is connected to.')
  return { flow: 'order.cancel', slots: { order: '42' } }
}
