// Dev with Ana, Beto and a shop on the loopback, on a clock that stands still.

import { onTestFinished } from 'vitest'
import { manualClock } from '../../src/cli/simulated/clock.ts'
import { openLog } from '../../src/engine/observability/log.ts'
import { type EnvironmentOptions, openEnvironment } from '../../src/environment/environment.ts'
import { parseInput, simulatedTransport } from '../../src/transports/json-lines.ts'
import { madeHome, person, shopAt } from '../made-home.ts'
import { openShop } from './pair-of-homes.ts'

export const silent = openLog({ environment: 'dev', level: 'silent' })

/** `more`: further settings. */
export async function homeWithShop(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const shop = await openShop()
  onTestFinished(shop.close)
  const people = [
    person('ana', 'requester', '+5511900000001'),
    person('beto', 'approver', '+5511900000002'),
  ]
  return madeHome({ people, connectors: shopAt(shop.url), ...more })
}

/** `cards` gets the token of each letter, or an empty text. */
export async function openDev(
  home: string,
  shopToken: string,
  more: Pick<EnvironmentOptions, 'meter' | 'traces'>,
) {
  const clock = manualClock(Date.parse('2026-01-05T09:00:00Z'))
  const cards: string[] = []
  const opened = await openEnvironment({
    ...{ home, environment: 'dev', version: '0.0.0', clock, log: silent, ...more },
    transport: simulatedTransport('jsonl', (letter) => void cards.push(letter.token ?? '')),
    variables: { SHOP_TOKEN: shopToken },
  })
  let messages = 0
  return {
    opened,
    cards,
    /** `as`: members of the message that differ from what the simulation makes. */
    async say(
      from: string,
      text: string,
      as: { readonly id?: string; readonly chat?: string } = {},
    ) {
      messages += 1
      const input = parseInput(JSON.stringify({ from, text }), clock.now(), () => `m${messages}`)
      if (input.kind === 'heard') await opened.engine.listener.message({ ...input.heard, ...as })
      await opened.engine.idle()
    },
  }
}
