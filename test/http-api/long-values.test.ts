// Values longer than a screen: rules examine all of them, and cards show them in full.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { atDoor, type Doorway } from './test-environment.ts'

const noteKind = `unit: service
version: 1
fields:
  owner: { kind: string, max: 60 }
  text: { kind: string, max: 500, default: "" }
`
const rule = `rules:
  - name: danger
    when: { target: { slot: text, matches: "drop everything" } }
    then: { approval: destructive }
`

const withNotes = (test: (door: Doorway) => Promise<void>) =>
  atDoor(
    {
      pack: (text) => text.replace(/^rules:\n/m, rule),
      furnish(home) {
        mkdirSync(join(home, 'flows', 'units'), { recursive: true })
        writeFileSync(join(home, 'flows', 'units', 'service.yaml'), noteKind)
      },
    },
    async (door) => {
      await ask(door, 'create config memo for core')
      await test(door)
    },
  )

async function ask(door: Doorway, text: string): Promise<void> {
  await door.hear('ana', text)
  await door.hear('ana', '1')
}

function last(door: Doorway, kind: string) {
  return door.letters.findLast((one) => one.kind === kind)
}

const long = 'so it is '.repeat(50).trim()

it('a rule matches at the end of a long new value', () =>
  withNotes(async (door) => {
    await ask(door, `set config memo text ${long} drop everything`)
    expect(last(door, 'approval_request')?.text).toContain('Policy: destructive')
    expect(last(door, 'outcome')?.text).toContain('memo is created')
  }))

it('a rule matches at the end of a long value that the unit already has', () =>
  withNotes(async (door) => {
    await ask(door, `set config memo text ${long} drop everything`)
    const { to = '', token } = last(door, 'approval_request') ?? {}
    await door.hear(to, `1 ${token}`)
    expect(last(door, 'outcome')?.text).toContain('Approved by')
    const before = door.letters.length
    await ask(door, 'set config memo owner sales')
    expect(door.letters.slice(before).map((one) => one.kind)).toContain('approval_request')
  }))

it('the card of a change shows the end of two long values that differ only there', () =>
  withNotes(async (door) => {
    await ask(door, `set config memo text ${long} one`)
    await door.hear('ana', `set config memo text ${long} two`)
    expect(last(door, 'preview')?.text).toMatch(/^(text: .*\n)?→ .* two$/m)
  }))

it('the requester and the approver are shown a long value in full', () =>
  withNotes(async (door) => {
    const value = `${'x'.repeat(470)} drop everything`
    await ask(door, `set config memo text ${value}`)
    for (const kind of ['preview', 'approval_request']) {
      const lines = last(door, kind)?.text.split('\n') ?? []
      expect(lines.filter((one) => one.endsWith(` ${value}`))).toHaveLength(2)
    }
    const named = last(door, 'approval_request')?.command ?? ''
    await door.hear('beto', `show ${named}`)
    expect(last(door, 'answer')?.text).toContain(` ${value}\n`)
  }))

async function answerTo(door: Doorway, changed: object) {
  const headers = {
    authorization: `Bearer ${door.tokens.billing}`,
    'content-type': 'application/json',
    'idempotency-key': 'key-1',
  }
  const body = JSON.stringify({ command: 'order.cancel', requester: 'ana', ...changed })
  return door.send('/v1/requests', { method: 'POST', headers, body })
}

it('takes 4,000 emoji for 4,000 characters, and then looks whether the command takes them', () =>
  atDoor({}, async (door) => {
    const answer = await answerTo(door, { slots: { order: '😀'.repeat(4_000) } })
    expect(answer.body).toMatchObject({ error: 'wrong_slot', field: 'slots.order' })
  }))

it.each([
  ['slots.order', 4_000, { slots: { order: 'x'.repeat(4_001) } }],
  ['slots.order', 4_000, { slots: { order: '😀'.repeat(4_001) } }],
  ['command', 100, { command: 'x'.repeat(101) }],
])('says how long %s may be: %i characters', (field, most, changed) =>
  atDoor({}, async (door) => {
    const answer = await answerTo(door, changed)
    const message = `It is too long: ${most} characters at most.`
    expect(answer.body).toEqual({ error: 'malformed', field, message })
  }),
)
