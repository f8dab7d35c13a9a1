// The artifacts of a real command with edits, and what the verifier says about them.

import { type Texts, textsOf } from '../../scripts/verifier/asked.ts'
import { type Around, nothingAround } from '../../scripts/verifier/circumstances.ts'
import { decidedLines } from '../../scripts/verifier/decided.ts'
import type { Event } from '../../scripts/verifier/pack-file.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { homeTexts } from '../../src/environment/texts.ts'
import type { Bench } from '../model/bench.ts'
import { codeOf } from '../model/content.ts'
import { request, tokenOf } from '../model/scenes.ts'

/** Every policy and command that ships. */
export const here = [...homeTexts(shipped)].map(([digest, text]) => ({ digest, text }))
const shippedTexts = textsOf({ policies: [], definitions: here })

/** What is recorded of it when it is over, or waits. */
export async function approved(
  bench: Bench,
  who: string,
  text: string,
  by: string,
): Promise<readonly Event[]> {
  const name = await request(bench, who, text)
  const card = bench.letters.some((one) => one.to === by && one.command === name)
  if (card) await bench.hear(by, `1 ${tokenOf(bench, name, by)} ${codeOf(by, bench.now())}`)
  await bench.quiet()
  const rows = bench.look
    .prepare(
      `SELECT a.bytes, b.bytes AS body FROM artifacts a JOIN bodies b USING (position)
       WHERE a.command_id = (SELECT id FROM commands WHERE name = ?) ORDER BY a.position`,
    )
    .all(name) as { bytes: string; body: string }[]
  return rows.map(({ bytes, body }): Event => {
    const sealed = JSON.parse(bytes)
    return { seq: sealed.seq, sealed, body: JSON.parse(body) }
  })
}

export type Body = Record<string, unknown>
/** Artifacts of this type say something else, or are left out where that is null. */
export type Edit = readonly [type: string, more: ((body: Body) => Body) | null]

export function linesAfter(
  story: readonly Event[],
  edits: readonly Edit[],
  by: Texts = shippedTexts,
  around: Around = nothingAround,
): readonly string[] {
  const events = edits.reduce<readonly Event[]>(
    (all, [type, more]) =>
      all.flatMap((one) => {
        if (one.sealed['type'] !== type) return [one]
        const body = structuredClone(one.body) as Body
        return more === null ? [] : [{ ...one, body: more(body) as Event['body'] }]
      }),
    story,
  )
  return decidedLines(events, by, around).map(({ state, text }) => `${state}: ${text}`)
}

export const says = (type: string, more: Body): Edit => [type, (body) => ({ ...body, ...more })]
