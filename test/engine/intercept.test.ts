// Messages that never become a command: of strangers, duplicates, changed contents, other forms,
// late ones.

import { expect, it } from 'vitest'
import { castOf } from '../model/content.ts'
import { allText } from '../model/invariants.ts'
import {
  evidence,
  lastTo,
  onBench,
  request,
  requestAndGrant,
  stateOf,
  tokenOf,
} from '../model/scenes.ts'

it('a stranger gets one refusal an hour, and each message is recorded and reaches no command', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const stranger = '+5521988887777'
    for (const text of ['cancel order 42', '1', 'menu']) await bench.hear(stranger, text)
    expect(bench.letters.filter((one) => one.to === stranger)).toHaveLength(1)
    expect(bench.look.prepare('SELECT count(*) FROM commands').pluck().get()).toBe(0)
    expect(evidence(bench, 'message.refused')).toHaveLength(3)
    expect(allText(bench, ['artifacts', 'bodies'])).not.toContain('8888')
    bench.leap(3_600_000)
    await bench.hear(stranger, 'hello')
    expect(bench.letters.filter((one) => one.to === stranger)).toHaveLength(2)
  }))

it('forty messages of one stranger cause at most 20 refusals in evidence and one reply', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (let count = 0; count < 40; count += 1) await bench.hear('+5521988887777', `hello ${count}`)
    expect(evidence(bench, 'message.refused').length).toBeLessThanOrEqual(20)
    expect(bench.letters.filter((one) => one.to.startsWith('+55219'))).toHaveLength(1)
  }))

it('a redelivered message changes nothing, whatever became of its command', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
    expect(bench.heard.length).toBeGreaterThan(2)
    const before = allText(bench)
    for (const message of [...bench.heard, ...bench.heard.toReversed()])
      await bench.redeliver(message)
    expect(allText(bench)).toBe(before)
    expect(bench.shop.acts).toHaveLength(1)
  }))

it('a message redelivered under the other identifier of its sender changes nothing', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const phone = castOf('dev').find(({ id }) => id === 'ana')?.identifiers[0] ?? ''
    const typed = { direct: true, form: 'text', text: 'cancel order 42', backlog: false } as const
    const under = (id: string, from: string, alias?: string) =>
      bench.redeliver({
        ...typed,
        id,
        from,
        chat: from,
        sentAt: bench.now(),
        ...(alias !== undefined && { alias }),
      })
    await under('by-name', 'ana')
    await under('by-name', phone, 'ana')
    expect(evidence(bench, 'command.proposed')).toHaveLength(1)
    await under('by-phone', phone)
    await under('by-phone', 'ana', phone)
    expect(evidence(bench, 'command.proposed')).toHaveLength(2)
    // In a group the same id is another message, whatever the name.
    await bench.hear('ana', 'cancel order 42', { id: 'by-name', chat: 'group', direct: false })
    expect(evidence(bench, 'command.proposed')).toHaveLength(3)
  }))

it('a message with a known id and another text is refused and recorded', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', 'cancel order 42', { id: 'twice' })
    await bench.hear('ana', 'cancel order 43', { id: 'twice' })
    expect(evidence(bench, 'command.proposed')).toHaveLength(1)
    expect(evidence(bench, 'message.refused')).toMatchObject([
      { actor: 'ana', body: { why: 'same_id_other_content' } },
    ])
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
  }))

it('the same id from another person or in another chat is a separate message', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', 'cancel order 42', { id: 'same' })
    await bench.hear('alex', 'cancel order 43', { id: 'same' })
    await bench.hear('ana', 'cancel order 41', { id: 'same', chat: 'group', direct: false })
    expect(evidence(bench, 'command.proposed')).toHaveLength(3)
  }))

it('a text of 4,000 emoji is read, and one with a character more is refused as too long', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', '😀'.repeat(4_000))
    expect(lastTo(bench, 'ana').text).not.toContain('too long')
    await bench.hear('ana', `${'😀'.repeat(4_000)}.`)
    expect(lastTo(bench, 'ana').text).toContain('That text is too long: 4,000 characters at most.')
    expect(evidence(bench, 'message.refused')).toMatchObject([{ body: { why: 'too_long' } }])
  }))

it('an answer as voice, media, reaction, poll, edit or forward is refused and recorded', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const forms = ['voice', 'media', 'reaction', 'poll', 'edit', 'forward', 'other'] as const
    for (const form of forms) {
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`, { form })
      expect(lastTo(bench, 'beto').kind, form).toBe('refusal')
    }
    expect(stateOf(bench, name)).toBe('approval_requested')
    expect(evidence(bench, 'message.refused')).toHaveLength(forms.length)
  }))

it('a queued answer is refused when it is over five minutes old or ahead, and counts when younger', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const late = { backlog: true, sentAt: bench.now() - 5 * 60_000 - 1 }
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`, late)
    expect(stateOf(bench, name)).toBe('approval_requested')
    const ahead = { backlog: true, sentAt: bench.now() + 5 * 60_000 + 1 }
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`, ahead)
    expect(stateOf(bench, name)).toBe('approval_requested')
    const fresh = { backlog: true, sentAt: bench.now() - 60_000 }
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`, fresh)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('a person whose identity changed is suspended: their messages are refused, and an admin is told', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const phone =
      bench
        .store()
        .people()
        .find((one) => one.id === 'beto')?.identifiers[0] ?? ''
    await bench.identity(phone)
    await bench.hear(phone, `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    expect(lastTo(bench, 'beto').kind).toBe('refusal')
    expect(lastTo(bench, 'dora').kind).toBe('notice')
    expect(evidence(bench, 'message.refused')).toMatchObject([{ body: { why: 'suspended' } }])
    await bench.hear(phone, 'menu')
    expect(lastTo(bench, 'beto').kind).toBe('refusal')
  }))
