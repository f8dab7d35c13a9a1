// Lists of open requests and of evidence on a narrow phone: one screen line for each item.

import { describe, expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import { states } from '../../src/command/lifecycle.ts'
import { type Phrase, phrase } from '../../src/command/phrase.ts'
import {
  answersWanted,
  auditLine,
  openLines,
  recordLines,
  storyLine,
} from '../../src/connectors/aval-lists.ts'
import { screenWidth, wordMessage } from '../../src/conversation/say.ts'
import { artifactTypes } from '../../src/evidence/artifact.ts'
import type { AuditRecord } from '../../src/store/store.ts'
import { languages, locales } from '../conversation/shipped-language.ts'
import { onBench, request } from '../model/scenes.ts'

const now = Date.UTC(2026, 8, 30, 23, 45)
const minute = 60_000

function record(type: string, at: number, name?: string): AuditRecord {
  const artifact = { type, actor: 'beto', time: new Date(at).toISOString() }
  return { artifact, body: name === undefined ? {} : { name } }
}

const linesIn = (locale: string, lines: readonly Phrase[]) =>
  wordMessage(languages, locale, lines, now).split('\n')

/** Creates one open request. */
async function withOpenRequest(look: (one: Command) => void): Promise<void> {
  await onBench('test', 'HAPF-Strong', async (bench) => {
    const found = bench.store().commandNamed(await request(bench, 'ana', 'cancel order 42'))
      .commands[0]
    if (found === undefined) throw new Error('It was asked.')
    look(found)
  })
}

describe.each(locales)('lists on a narrow phone, in %s', (locale) => {
  it('show each artifact on one screen line, under its minute', () => {
    const records = artifactTypes.flatMap((type) => [
      record(type, now, 'C-7F3K'),
      record(type, now + 59_999),
    ])
    for (const lineOf of [auditLine, storyLine]) {
      const lines = linesIn(locale, recordLines(records, lineOf))
      expect(lines).toHaveLength(2 * artifactTypes.length + 1)
      expect(lines.filter((line) => line.length > screenWidth)).toEqual([])
    }
    const title = linesIn(locale, [
      phrase('audit-title', { environment: 'PROD', since: { time: 0 } }),
    ])
    expect(title.filter((line) => line.length > screenWidth)).toEqual([])
  })

  it('show each open command on one screen line, under its state', () =>
    withOpenRequest((one) => {
      for (const state of states) {
        const lines = linesIn(
          locale,
          openLines([
            { ...one, state },
            { ...one, state, name: 'C-4XTH' },
          ]),
        )
        expect(lines).toHaveLength(3)
        expect(lines.filter((line) => line.length > screenWidth)).toEqual([])
      }
    }))
})

it('a list ends with the requests that wait for its reader’s answer, and how to give it', () =>
  withOpenRequest((one) => {
    const { approval } = one
    if (approval === null) throw new Error('It waits for approval.')
    const wanted = (open: readonly Command[], person = 'beto') =>
      linesIn('en', answersWanted(open, person)).join('\n')
    const how = 'Approve: 1 TOKEN. Deny: 2 TOKEN. The token is on your approval card.'
    expect(wanted([one])).toBe(`Waiting for your answer: ${one.name}\n${how}`)
    const six = ['C-A', 'C-B', 'C-C', 'C-D', 'C-E', 'C-F'].map((name) => ({ ...one, name }))
    expect(wanted(six)).toBe(`Waiting for your answer: C-A, C-B, C-C, C-D, +2\n${how}`)
    expect(wanted([one], 'ana')).toBe('')
    const asked = approval.asked.map((ask) => ({ ...ask, waiting: true }))
    const vote = { approver: 'beto', choice: 'grant', at: 0, stepUp: 'none' } as const
    for (const change of [{ blocked: true }, { asked }, { votes: [vote] }])
      expect(wanted([{ ...one, approval: { ...approval, ...change } }])).toBe('')
    expect(wanted([{ ...one, state: 'started' }])).toBe('')
  }))

it('a list repeats a minute when another lies in between', () => {
  const times = [now, now - minute, now]
  const lines = recordLines(
    times.map((at) => record('service.start', at)),
    auditLine,
  )
  expect(lines.map((line) => line.id)).toEqual(times.flatMap(() => ['audit-time', 'audit-line']))
})

it('a list names each state once, and an expired request under its own heading', () =>
  withOpenRequest((one) => {
    const blocked = (name: string): Command => {
      if (one.approval === null) throw new Error('It waits for approval.')
      return { ...one, name, approval: { ...one.approval, blocked: true } }
    }
    const lines = openLines([
      one,
      { ...one, state: 'uncertain' },
      one,
      blocked('C-A'),
      blocked('C-B'),
    ])
    expect(lines.map((line) => line.id)).toEqual([
      ...['state-line', 'pending-line', 'pending-line'],
      ...['state-line', 'pending-line'],
      ...['state-line', 'pending-line'],
      ...['state-line', 'pending-line'],
    ])
  }))
