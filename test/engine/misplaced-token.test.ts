// A valid token that is not in the form of an answer decides nothing, counts as no guess, and stays
// secret.

import { expect, it } from 'vitest'
import { tokensIn } from '../../src/conversation/possible-tokens.ts'
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

it('a valid token in another form is answered with what to type, and is no wrong answer', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    const recordedGuesses = () =>
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
    expect(recordedGuesses()).toBe(0)
    await bench.hear('beto', `1 ${token}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(allText(bench)).not.toContain(token)
  }))

/** Of these, the ones in which no other token stands. */
const alone = forms.slice(0, -1)

it('a used token in another form is answered with what was decided, and decides nothing', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', `1 ${token}`)
    for (const form of alone) {
      await bench.hear('beto', form(token))
      const { kind, command, text } = lastTo(bench, 'beto')
      expect({ kind, command }, form(token)).toEqual({ kind: 'answer', command: name })
      expect(text).toContain('You approved this already')
    }
    expect(evidence(bench, 'approval.replayed')).toHaveLength(alone.length)
    expect(evidence(bench, 'auth.denied')).toHaveLength(0)
  }))

it('a void token in another form is answered with what became of its request', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('ana', `cancel ${name}`)
    for (const form of alone) {
      await bench.hear('beto', form(token))
      const { kind, text } = lastTo(bench, 'beto')
      expect(kind, form(token)).toBe('refusal')
      expect(text).toContain(`This token is no longer valid. ${name}:`)
    }
    expect(evidence(bench, 'limit.reached')).toHaveLength(0)
    expect(stateOf(bench, name)).toBe('rejected')
  }))

it('a used token beside a 1 confirms nothing that is open', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const first = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, first, 'beto')
    await bench.hear('beto', `1 ${token}`)
    await bench.hear('beto', 'delegate to carla until tomorrow')
    const preview = lastTo(bench, 'beto')
    await bench.hear('beto', `1 ${token} yes`)
    expect(stateOf(bench, String(preview.command))).toBe('confirmation_requested')
  }))

it('a used token of somebody else is answered like an unknown word', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', `1 ${token}`)
    await bench.hear('carla', 'QQQQQQ')
    const unknown = lastTo(bench, 'carla').text
    await bench.hear('carla', token)
    expect(lastTo(bench, 'carla').text).toBe(unknown)
  }))

it('a valid token never fills a slot that is being asked for', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', 'show order')
    await bench.hear('beto', token)
    expect(lastTo(bench, 'beto').text).toContain(`1 ${token} - Approve`)
    expect(evidence(bench, 'command.proposed')).toHaveLength(1)
  }))

it('a valid token typed in a group is answered to its owner alone', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', `approve ${token}`, { chat: 'group', direct: false })
    expect(lastTo(bench, 'beto')).toMatchObject({ chat: 'beto', token })
  }))

it('a token of somebody else is answered like an unknown word', () =>
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

it('a valid token is not repeated to a person whose answers are locked', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    for (const wrong of ['222222', '333333', '444444', '555555', '666666'])
      await bench.hear('beto', `1 ${wrong}`)
    await bench.hear('beto', token)
    expect(lastTo(bench, 'beto').text).toContain('Too many wrong answers')
    expect(lastTo(bench, 'beto').text).not.toContain(token)
  }))

it('the reply to a valid token asks for the code where a second factor is required', () =>
  onBench('prod', 'HAPF-Operational', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', token)
    expect(lastTo(bench, 'beto').text).toContain(`1 ${token} CODE - Approve`)
  }))

it('at most five words of a text are looked up as tokens, and only those shaped like one', () => {
  const words = Array.from({ length: 50 }, (_, index) => `ABC${String(222 + index)}`)
  expect(tokensIn(words.join(' ')).length).toBeLessThan(6)
  expect(tokensIn('cancel order 42 please')).toEqual([])
  expect(tokensIn('1K7QM2P, k7qm2p')).toEqual(['K7QM2P'])
})

it('a token in the reason of a denial is cut out, whosever it is', () =>
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
