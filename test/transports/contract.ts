// The contract suite that every transport must pass.

import { afterEach, expect, test } from 'vitest'
import type { Transport } from '../../src/engine/transport.ts'
import { letterTo } from './letter.ts'
import type { RecordingEar } from './recording-ear.ts'

/** A transport with one person on the other side. */
export interface Rig {
  /** Already started, with this listener. */
  readonly transport: Transport
  readonly listener: RecordingEar
  /** The person's identifiers: every message of theirs comes from the first one. */
  readonly person: { readonly id: string; readonly identifiers: readonly string[] }
  /** The person sends a message; `again` delivers the same message a second time. */
  say(text: string): Promise<{ again(): Promise<void> }>
  /** Delivers an echo of a message of our own account, where the transport has such echoes. */
  echo?(text: string): Promise<void>
  /** Resolves when the person got this text. */
  arrived(text: string): Promise<void>
  close(): Promise<void>
}

export function transportContract(name: string, make: () => Promise<Rig>): void {
  let rig: Rig | undefined
  const start = async (): Promise<Rig> => {
    rig = await make()
    return rig
  }
  afterEach(async () => {
    await rig?.close()
    rig = undefined
  })

  test(`${name}: a redelivered message keeps its id, and no other message has it`, async () => {
    const { listener, say } = await start()
    const first = await say('the first')
    await listener.hears('the first')
    await first.again()
    await say('the second')
    await listener.hears('the second')
    const ids = new Map<string, Set<string>>()
    for (const { text, id } of listener.messages)
      ids.set(text, (ids.get(text) ?? new Set()).add(id))
    expect([...ids.values()].map(({ size }) => size)).toEqual([1, 1])
    expect(new Set([...ids.values()].flatMap((found) => [...found])).size).toBe(2)
  })

  test(`${name}: own messages are not passed on`, async () => {
    const { listener, say, echo, transport, arrived } = await start()
    await say('open the chat')
    const { chat } = await listener.hears('open the chat')
    expect((await transport.send(letterTo(chat, 'letter-1', 'our words'))).state).toBe('sent')
    await arrived('our words')
    await echo?.('our echo')
    await say('afterwards')
    await listener.hears('afterwards')
    expect(listener.messages.map(({ text }) => text)).toEqual(['open the chat', 'afterwards'])
  })

  test(`${name}: the sender and the chat of a message are normalised`, async () => {
    const { listener, say, person, transport } = await start()
    await say('who am I')
    const heard = await listener.hears('who am I')
    expect(heard.from).toBe(person.identifiers[0])
    expect(heard.chat).toBe(transport.directChat(person))
    expect(heard).toMatchObject({ direct: true, form: 'text', backlog: false })
    expect(Number.isSafeInteger(heard.sentAt)).toBe(true)
  })

  test(`${name}: send resolves with a state, also for a repeated letter or an unknown chat`, async () => {
    const { listener, say, transport, arrived } = await start()
    await say('open the chat')
    const { chat } = await listener.hears('open the chat')
    const letter = letterTo(chat, 'letter-1', 'words for the person')
    expect(await transport.send(letter)).toEqual({ state: 'sent' })
    await arrived('words for the person')
    expect(['sent', 'later']).toContain((await transport.send(letter)).state)
    const nowhere = await transport.send(letterTo('nowhere', 'letter-2', 'lost'))
    expect(['sent', 'later', 'never']).toContain(nowhere.state)
  })

  test(`${name}: stop ends receiving and sending, and may be called twice`, async () => {
    const { listener, say, transport } = await start()
    await say('before')
    const { chat } = await listener.hears('before')
    await transport.stop()
    await say('after')
    const sending = await transport.send(letterTo(chat, 'letter-1', 'too late'))
    expect(sending.state).not.toBe('sent')
    await transport.stop()
    expect(listener.messages.map(({ text }) => text)).toEqual(['before'])
  })
}
