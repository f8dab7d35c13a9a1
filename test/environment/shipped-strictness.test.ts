// A file of a home may make Aval's own commands stricter, and never less strict.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { readFlows } from '../../src/environment/content.ts'
import { filesIn, shipped } from '../../src/environment/content-files.ts'
import { freshFolder } from '../fresh-folder.ts'

let home: string
beforeEach(() => {
  home = freshFolder()
  mkdirSync(join(home, 'flows/commands'), { recursive: true })
})

function write(name: string, text: string): void {
  writeFileSync(join(home, 'flows/commands', `${name}.yaml`), text)
}

/** The shipped file with some words changed. */
function edited(name: string, from: string, to: string): string {
  const text = readFileSync(join(shipped, 'flows/commands', `${name}.yaml`), 'utf8')
  if (!text.includes(from)) throw new Error(`${name} does not say ${from}.`)
  return text.replace(from, to)
}

it('an own command for a shipped operation without its approval is refused', () => {
  const slots = 'slots:\n  person: { kind: person }\n  role: { kind: id }\n'
  write('x.role', `command: x.role\nversion: 1\nrisk: S1\n${slots}does: aval.people.add_role\n`)
  expect(() => readFlows(home)).toThrow(
    'x.role.yaml: its command asks less than the shipped command for aval.people.add_role; take the command of that, or a stricter one.',
  )
})

it.each([
  ['risk', 'lockdown.off', 'risk: S3', 'risk: S1'],
  ['risk', 'config.promote', '{ staging: S3, prod: S3 }', '{ staging: S3 }'],
  ['risk', 'command.compensate', 'risk: R3', 'risk: R1'],
  ['scopes', 'people.grant', '[admin.people]', '[orders.write]'],
  ['scopes', 'audit.show', 'scopes: [audit.read]\n', ''],
  ['approval_policy_id', 'people.grant', 'approval_policy_id: people', 'approval_policy_id: lax'],
  ['two_people', 'lockdown.off', 'two_people: true\n', ''],
  ['confirm', 'lockdown.on', 'does:', 'confirm: false\ndoes:'],
  ['preview', 'policy.bind', 'preview: aval.policy.replay\n', ''],
  ['available', 'policy.bind', 'does:', 'available: locked\ndoes:'],
  ['agents', 'lockdown.on', 'agents: never', 'agents: act'],
])('an own file may not relax %s of %s', (field, name, from, to) => {
  write(name, edited(name, from, to))
  expect(() => readFlows(home)).toThrow(`its ${field} asks less`)
})

it('stricter own commands are accepted, and so are all shipped ones', () => {
  write('lockdown.lift', edited('lockdown.lift', 'risk: S2', 'risk: S3'))
  write('command.undo', edited('command.undo', 'agents: propose', 'agents: never'))
  expect(readFlows(home).get('lockdown.lift')?.risk).toBe('S3')
  for (const file of filesIn(join(shipped, 'flows/commands'), '.yaml'))
    cpSync(file, join(home, 'flows/commands', file.split('/').at(-1) ?? ''))
  expect(readFlows(home)).toEqual(readFlows(shipped))
})

it('an own command that only records a decision may have any class', () => {
  write('x.ask', 'command: x.ask\nversion: 1\nrisk: S1\ndoes: aval.decision\n')
  expect(readFlows(home).get('x.ask')?.risk).toBe('S1')
})
