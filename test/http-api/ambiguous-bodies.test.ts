// A body that two parsers could read in two ways is refused before anything happens.

import { expect, it } from 'vitest'
import { atDoor } from './test-environment.ts'

const ask = (slots: string, requester = '"requester":"ana"') =>
  `{"command":"order.cancel","slots":${slots},${requester}}`

/** Deeper than a function that calls itself at each level can go. */
const nested = '['.repeat(15_000) + ']'.repeat(15_000)

it.each<[string, string | Buffer, RegExp]>([
  ['a repeated requester', ask('{"order":"42"}', '"requester":"beto","requester":"ana"'), /twice/],
  ['a repeated slot', ask('{"order":"7","order":"42"}'), /twice/],
  ['a repeated name, once with an escape', ask('{"order":"7","\\u006frder":"42"}'), /twice/],
  [
    'a repeated slot beside deep nesting',
    ask(`{"order":"7","order":"42","more":${nested}}`),
    /twice/,
  ],
  ['a slot named __proto__', ask('{"order":"42","__proto__":"7"}'), /named __proto__/],
  ['half of an emoji', ask('{"order":"42","reason":"\\ud83d"}'), /half of a character/i],
  ['half of an emoji in a name', ask('{"order":"42","\\ud83d":"7"}'), /half of a character/i],
  [
    'bytes that are no UTF-8',
    Buffer.from(ask('{"order":"42","reason":"caf\xe9"}'), 'latin1'),
    /not in UTF-8/,
  ],
])('the API refuses %s', (_what, body, message) =>
  atDoor({}, async (doorway) => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': 'key-1',
      authorization: `Bearer ${doorway.tokens.billing}`,
    }
    const answer = await doorway.send('/v1/requests', { method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ field: 'body', message: expect.stringMatching(message) })
    expect(await doorway.evidence('command.proposed')).toEqual([])
    const sound = ask('{"order":"42","reason":"\\"order\\": café"}')
    const again = await doorway.send('/v1/requests', { method: 'POST', headers, body: sound })
    expect(again.status).toBe(202)
  }),
)
