// What a digest tells of a command that was undone, or is being undone, before the digest is sent.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import {
  countWaitingNews,
  digests,
  minute,
  requestCancellations,
  rulesForTwoApprovers,
  rulesWithMessageLimit,
  withMessageLimit,
} from '../model/digests.ts'
import { grant, request, stateOf } from '../model/scenes.ts'

/** Carla grants; the other approvers have had a card each, and wait for the news. */
async function cancelled(bench: Bench): Promise<string> {
  const [name = ''] = await requestCancellations(bench, 1)
  await grant(bench, name, 'carla')
  expect(stateOf(bench, name)).toBe('succeeded')
  return name
}

const texts = (bench: Bench, who: string) => digests(bench, who).map((one) => one.text)
const news = (name: string, line: string) =>
  `DEV · News of 1 request\n${name} · cancel order 1\n• ${line}`

it('an undo before the digest is its only line about the command, to all who were asked', () =>
  withMessageLimit(1, async (bench) => {
    const name = await cancelled(bench)
    const undo = await request(bench, 'ana', `undo ${name}`)
    expect(stateOf(bench, undo)).toBe('succeeded')
    await bench.wait(10 * minute)
    for (const who of ['beto', 'carla', 'edu', 'max'])
      expect(texts(bench, who), who).toEqual([news(name, `It was undone by ${undo}.`)])
    expect(countWaitingNews(bench)).toBe(0)
  }))

it('an undo after the digest comes in the next one, and in no further one', () =>
  withMessageLimit(1, async (bench) => {
    const name = await cancelled(bench)
    await bench.wait(10 * minute)
    expect(texts(bench, 'beto')).toEqual([news(name, 'done, approved by Carla')])
    const undo = await request(bench, 'ana', `undo ${name}`)
    await bench.wait(30 * minute)
    expect(texts(bench, 'beto').slice(1)).toEqual([news(name, `It was undone by ${undo}.`)])
    expect(countWaitingNews(bench)).toBe(0)
  }))

it.each([
  ['failed', 'fails', 'failed'],
  ['is still running', 'slow', 'started'],
  ['is uncertain', 'doubtful', 'uncertain'],
] as const)('the command is still done where its undo %s', (_what, fate, state) =>
  withMessageLimit(1, async (bench) => {
    const name = await cancelled(bench)
    bench.shop.fates.push(fate)
    const undo = await request(bench, 'ana', `undo ${name}`)
    expect(stateOf(bench, undo)).toBe(state)
    await bench.wait(10 * minute)
    expect(texts(bench, 'beto')).toEqual([news(name, 'done, approved by Carla')])
  }),
)

it('a digest after a restart names the undo of a command, whose news waited since before it', () =>
  withMessageLimit(1, async (bench) => {
    const name = await cancelled(bench)
    const undo = await request(bench, 'ana', `undo ${name}`)
    await bench.restart()
    await bench.wait(10 * minute)
    expect(texts(bench, 'beto')).toEqual([news(name, `It was undone by ${undo}.`)])
  }))

it('a command that was undone and asked for again has a line for each', () =>
  withMessageLimit(
    1,
    async (bench) => {
      const [name = ''] = await requestCancellations(bench, 1)
      await grant(bench, name, 'carla')
      await grant(bench, name, 'edu')
      const undo = await request(bench, 'ana', `undo ${name}`)
      const again = await request(bench, 'ana', 'cancel order 1')
      await bench.hear('ana', `cancel ${again}`)
      await bench.wait(10 * minute)
      const [text] = texts(bench, 'beto')
      expect(text).toBe(
        [
          'DEV · News of 2 requests',
          `${name} · cancel order 1`,
          `• It was undone by ${undo}.`,
          `${again} · cancel order 1: withdrawn`,
        ].join('\n'),
      )
    },
    rulesWithMessageLimit(1, rulesForTwoApprovers()),
  ))
