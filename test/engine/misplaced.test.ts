// A valid token that is not in the form of an answer decides nothing, counts as no guess, and stays
// secret.

import { expect, it } from 'vitest'
import { tokensIn } from '../../src/conversation/misplaced.ts'
import { allText } from '../model/invariants.ts'
import { evidence, lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

const forms: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => token.toLowerCase(),
  (token) => `approve ${token}`,
  (token) => `${token} 1`,
  (token) => `1. ${token}`,
  (token) => `1) ${token}`,
  (token) => `1${token}`,
  (token) => `1 ${token} yes`,
  (token) => `1 ${token} - Approve`,
  (token) => `“${token}”`,
  (token) => `ok, ${token}!`,
  (token) => `2 QQQQQQ rather ${token}`,
]

it('is answered with what exactly to type, and nothing else happens', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    const proved = () =>
      evidence(bench, 'auth.denied').length + evidence(bench, 'limit.reached').length
    for (const form of forms) {
      await bench.hear('beto', form(token))
      const letter = lastTo(bench, 'beto')
      expect(letter.text.split('\n').slice(-2), form(token)).toEqual([
        `1 ${token} - Approve`,
        `2 ${token} - Deny (reason optional)`,
      ])
      expect(letter).toMatchObject({ kind: 'refusal', command: name })
      expect(stateOf(bench, name)).toBe('approval_requested')
    }
    // More than five of them, and no answer of Beto's is locked.
    expect(forms.length).toBeGreaterThan(5)
    expect(proved()).toBe(0)
    await bench.hear('beto', `1 ${token}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(allText(bench)).not.toContain(token)
  }))

it('never becomes the value of a slot that is being asked for', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', 'show order')
    await bench.hear('beto', token)
    expect(lastTo(bench, 'beto').text).toContain(`1 ${token} - Approve`)
    expect(evidence(bench, 'command.proposed')).toHaveLength(1)
  }))

it('is shown to its owner alone, also when it was typed in a group', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', `approve ${token}`, { chat: 'group', direct: false })
    expect(lastTo(bench, 'beto')).toMatchObject({ chat: 'beto', token })
  }))

it('says the same of somebody else’s token as of any word', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    for (const who of ['ana', 'carla', 'rita']) {
      await bench.hear(who, 'QQQQQQ')
      const unknown = lastTo(bench, who).text
      await bench.hear(who, token)
      expect(lastTo(bench, who).text).toBe(unknown)
    }
    expect(evidence(bench, 'auth.denied')).toHaveLength(0)
  }))

it('helps nobody whose answers are locked', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    for (const wrong of ['222222', '333333', '444444', '555555', '666666'])
      await bench.hear('beto', `1 ${wrong}`)
    await bench.hear('beto', token)
    expect(lastTo(bench, 'beto').text).toContain('Too many wrong answers')
    expect(lastTo(bench, 'beto').text).not.toContain(token)
  }))

it('asks for the code where a second factor is required', () =>
  onBench('prod', 'HAPF-Operational', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', token)
    expect(lastTo(bench, 'beto').text).toContain(`1 ${token} CODE - Approve`)
  }))

it('looks at no more words of a text than it must', () => {
  const words = Array.from({ length: 50 }, (_, index) => `ABC${String(222 + index)}`)
  expect(tokensIn(words.join(' ')).length).toBeLessThan(6)
  expect(tokensIn('cancel order 42 please')).toEqual([])
  expect(tokensIn('1K7QM2P, k7qm2p')).toEqual(['K7QM2P'])
})

it('is cut out of the reason of a denial, whosever it is: others read that, and evidence keeps it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const [own, other] = [tokenOf(bench, name, 'beto'), tokenOf(bench, name, 'carla')]
    await bench.hear(
      'beto',
      `2 ${own} no, not 1 ${own.toLowerCase()} and not (1${other}) BECAME it`,
    )
    expect(stateOf(bench, name)).toBe('rejected')
    const [denied] = evidence(bench, 'approval.denied')
    expect(denied).toMatchObject({ body: { reason: 'no, not 1 … and not (1…) BECAME it' } })
    expect(lastTo(bench, 'ana').text).toContain('no, not 1 …')
  }))
