// What people are told in chat when the evidence is broken: in their language, and no false proof.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withoutTriggers } from '../store/without-triggers.ts'
import { cancelOrder } from '../verifier/real-pack.ts'
import { openWorld, type World } from '../world.ts'

const asked = {
  en: ['verify evidence', 'evidence', 'an answer is counted that nobody gave', 'and 1 more break'],
  'pt-BR': [
    'verificar evidências',
    'evidência de',
    'conta-se uma resposta que ninguém deu',
    'e mais 1 ruptura',
  ],
  es: [
    'verificar evidencias',
    'evidencia de',
    'se cuenta una respuesta que nadie dio',
    'y 1 ruptura más',
  ],
} as const

describe.each(['en', 'pt-BR', 'es'] as const)('broken evidence in chat, %s', (locale) => {
  const [verify, evidence, vote, more] = asked[locale]
  let world: World
  let name: string
  let said = 0
  beforeEach(async () => {
    world = await openWorld({
      seed: `broken-${locale}`,
      environment: 'dev',
      profile: 'HAPF-Strong',
      policy: 'shipped',
      pack: 'strong',
      people: ['ana', 'beto', 'carla', 'dora'],
      locales: { dora: locale },
      roles: {},
      enrolled: [],
      onCall: [],
      keeps: { evidence: '7d', messages: '7d' },
    })
    name = await cancelOrder(world, '42')
  })
  afterEach(async () => {
    await world.close()
  })

  async function askAsDora(text: string): Promise<string> {
    world.news()
    said += 1
    const from = 'dora'
    const id = `dora-${locale}-${said}`
    await world.hear({ id, from, chat: from, direct: true, form: 'text', text, backlog: false })
    const letters = world.news().flatMap((news) => (news.kind === 'letter' ? [news.letter] : []))
    return letters.map((letter) => letter.text).join('\n')
  }

  function tamper(...statements: readonly string[]): void {
    const db = new Database(join(world.home(), 'data/dev/aval.db'))
    withoutTriggers(db, () => {
      for (const statement of statements)
        expect(db.prepare(statement).run().changes, statement).toBe(1)
    })
    db.close()
  }

  it('`verify evidence` names the first break, counts the others and says what to run', async () => {
    expect(await askAsDora(verify)).not.toContain(more)
    tamper(
      `UPDATE commands SET record = json_set(record, '$.approval.votes[0].approver', 'carla')
       WHERE name = '${name}'`,
      `DELETE FROM commands WHERE flow = 'evidence.verify'`,
    )
    const answer = await askAsDora(verify)
    expect(answer).toContain(vote)
    expect(answer).toContain(more)
    expect(answer).toContain('aval verify')
    if (locale !== 'en') expect(answer).not.toMatch(/\b(the|is|not|was)\b/i)
  })

  it('`evidence` shows no hashes of a command when one of its artifacts was changed', async () => {
    expect(await askAsDora(`${evidence} ${name}`)).toMatch(/[0-9a-f]{12}/)
    tamper(
      `UPDATE bodies SET bytes = replace(bytes, '"count":1', '"count":2') WHERE position =
         (SELECT position FROM artifacts WHERE type = 'approval.granted')`,
    )
    const answer = await askAsDora(`${evidence} ${name}`)
    expect(answer).toContain(verify)
    expect(answer).not.toMatch(/[0-9a-f]{12}/)
  })
})
