// After the words of a command, `for` may begin a duration or a reason: only a duration is read as
// one.

import { describe, expect, test } from 'vitest'
import { meaning, now } from './shipped-language.ts'

const hourMs = 3_600_000

/** How each language locks one class and the whole, what begins a length of time, and a reason. */
const languagesAndCommands = [
  ['en', 'lockdown class S2', 'lockdown everything', 'for', 'a broken shop'],
  ['en', 'lockdown connector shop', 'lockdown on', 'for', 'now'],
  ['pt-BR', 'bloquear classe S2', 'bloquear tudo', 'durante', 'a auditoria'],
  ['pt-BR', 'bloquear inquilino acme', 'ativar o bloqueio', 'por', 'causa do deploy'],
  ['es', 'bloquear clase S2', 'bloquear todo', 'durante', 'la auditoría'],
  ['es', 'bloquear conector shop', 'activar bloqueo', 'por', '3 errores'],
] as const

describe.each(languagesAndCommands)(
  '%s: `%s` and `%s` with `%s %s`',
  (locale, part, whole, lasting, reason) => {
    test.each([part, whole])('%s takes words that are no duration as the reason', (start) => {
      const { slots, wrong } = asked(`${start} ${lasting} ${reason}`)
      expect(wrong).toBeUndefined()
      expect(slots['reason']).toBe(`${lasting} ${reason}`)
      expect(slots['span']).toBeUndefined()
    })

    test.each([part, whole])('%s takes a duration as the length of the lockdown', (start) => {
      expect(asked(`${start} ${lasting} 2h ${reason}`).slots).toMatchObject({
        span: 2 * hourMs,
        reason,
      })
      expect(asked(`${start} ${lasting} 2 h ${reason}`).slots).toMatchObject({
        span: 2 * hourMs,
        reason,
      })
      expect(asked(`${start} ${lasting} 30m`).slots).toMatchObject({ span: hourMs / 2 })
      expect(asked(`${start} ${lasting} 30m`).slots['reason']).toBeUndefined()
    })

    function asked(typed: string) {
      const meant = meaning(typed, locale)
      if (meant.kind !== 'ask') throw new Error(`${typed} asks for nothing.`)
      return meant
    }
  },
)

test.each([
  ['en', 'delegate to jose for'],
  ['pt-BR', 'delegar a jose por'],
  ['es', 'delegar en jose por'],
])('%s: `%s` takes a duration, and asks about anything else', (locale, start) => {
  expect(meaning(`${start} 2h`, locale)).toMatchObject({
    slots: { person: 'jose', until: now + 2 * hourMs },
  })
  expect(meaning(`${start} friends`, locale)).toMatchObject({ wrong: { slot: 'until' } })
})

test.each([
  ['en', 'lockdown on for 90 minutes fire', 90],
  ['en', 'lockdown on for 90 min fire', 90],
  ['en', 'lockdown on for 1 hour fire', 60],
  ['pt-BR', 'ativar bloqueio por 90 minutos fire', 90],
  ['pt-BR', 'bloquear tudo por 2horas fire', 120],
  ['es', 'bloquear todo durante 1 DÍA fire', 24 * 60],
  // English is understood from every language.
  ['es', 'lockdown on for 2 hours fire', 120],
])('%s: `%s` is read with its duration in words', (locale, typed, minutes) => {
  expect(meaning(typed, locale)).toMatchObject({
    flow: 'lockdown.on',
    slots: { span: minutes * 60_000, reason: 'fire' },
  })
})

test('a command that requires a duration asks about other words, and reads durations of two words', () => {
  expect(meaning('audit yesterday')).toMatchObject({ wrong: { slot: 'span' } })
  expect(meaning('audit 24 hours jose')).toMatchObject({ slots: { span: 24 * hourMs } })
  expect(meaning('informe 7 días', 'es')).toMatchObject({ slots: { span: 168 * hourMs } })
  expect(meaning('audit 24 h jose')).toMatchObject({ slots: { span: 24 * hourMs, person: 'jose' } })
})
